import { expect } from "chai";
import { EntitySchema } from "typeorm";
import { operations, type Operation } from "../../src/operations/index.js";
import { qualify } from "../../src/schema/name.js";
import { recordsIn, typeormBookkeeping } from "../../src/runtime/typeorm-metadata.js";
import { connectedDataSource, type Options } from "../entities/data-source.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

const {
  addColumn,
  alterColumn,
  createSchema,
  createTable,
  dropColumn,
  dropTable,
  renameColumn,
  renameTable,
} = operations;

/** A table with two computed columns, of which the second has a name that stands in the text of the first. */
interface Names {
  readonly table: string;
  readonly place?: Options;
  readonly first: string;
  readonly whole: string;
}

const BEFORE: Names = { table: "person", first: "first", whole: "whole" };

function entity(server: ServerName, { table, place, first, whole }: Names): EntitySchema {
  const isMysql = server === "mysql" || server === "mariadb";
  const text = (name: string) =>
    isMysql ? `concat(\`${name}\`, 'first')` : `"${name}" || 'first'`;
  const computed = (name: string) => ({
    name,
    type: isMysql ? "varchar" : "text",
    ...(isMysql ? { length: 40 } : {}),
    asExpression: text(first),
    generatedType: "STORED" as const,
    nullable: true,
  });
  return new EntitySchema({
    name: "Person",
    tableName: table,
    ...place,
    columns: {
      id: { type: Number, primary: true },
      first: {
        name: first,
        type: isMysql ? "varchar" : "text",
        ...(isMysql ? { length: 20 } : {}),
      },
      whole: computed(whole),
      other: computed("other"),
    } as never,
  });
}

describe("TypeORM's record of computed columns", () => {
  eachServer((server) => {
    /** The place of a table that moves, where the database has one. */
    const cases: Readonly<
      Record<string, (database: SchemaDatabase) => { ops: readonly Operation[]; after: Names }>
    > = {
      "a table that is renamed": () => ({
        ops: [renameTable.of("person", "people")],
        after: { ...BEFORE, table: "people" },
      }),
      "a column that is renamed": () => ({
        ops: [renameColumn.of("person", "whole", "entire")],
        after: { ...BEFORE, whole: "entire" },
      }),
      "a column that others are computed from": () => ({
        ops: [renameColumn.of("person", "first", "given")],
        after: { ...BEFORE, first: "given" },
      }),
      "all of them, and back in part": () => ({
        ops: [
          renameColumn.of("person", "first", "given"),
          renameTable.of("person", "people"),
          renameColumn.of("people", "whole", "entire"),
          renameColumn.of("people", "given", "first"),
        ],
        after: { table: "people", first: "first", whole: "entire" },
      }),
      ...(server === "sqlite"
        ? {}
        : {
            "a table that moves to another schema": (database) => {
              const schema = `${database.test.name}_other`;
              const place = server === "postgres" ? { schema } : { database: schema };
              return {
                ops: [createSchema.of(schema), renameTable.of("person", qualify(schema, "people"))],
                after: { ...BEFORE, table: "people", place },
              };
            },
          }),
    };

    for (const [name, change] of Object.entries(cases))
      it(`follows ${name}`, async () => {
        await using database = await createSchemaDatabase(server);
        const { options } = database.test;
        const { ops, after } = change(database);
        try {
          const made = await connectedDataSource(
            { ...options, entities: [entity(server, BEFORE)] },
            "1.x",
          );
          await made.synchronize();
          await made.destroy();

          const { dialect, query } = database.connection;
          const bookkeeping = typeormBookkeeping(dialect, "typeorm_metadata");
          const records = recordsIn(dialect, "typeorm_metadata", query);
          await database.run(ops);
          for (const op of ops) await bookkeeping(op, records);

          const read = await connectedDataSource(
            { ...options, entities: [entity(server, after)] },
            "1.x",
          );
          const { upQueries } = await read.driver.createSchemaBuilder().log();
          await read.destroy();
          expect(upQueries.map((each) => each.query)).to.deep.equal([]);
          const rows = await query("SELECT name FROM typeorm_metadata ORDER BY name");
          expect(rows.map((row) => row["name"])).to.deep.equal([after.whole, "other"].sort());
        } finally {
          if (server === "mysql" || server === "mariadb")
            await database.test.query(`DROP DATABASE IF EXISTS \`${database.test.name}_other\``);
        }
      });

    it("is made with the first computed column, and goes with the last", async () => {
      await using database = await createSchemaDatabase(server);
      const { dialect, query } = database.connection;
      const bookkeeping = typeormBookkeeping(dialect, "typeorm_metadata");
      const records = recordsIn(dialect, "typeorm_metadata", query);
      const exists = () => dialect.tableExists(query, "typeorm_metadata");
      const values = async () =>
        (await query("SELECT name, value FROM typeorm_metadata ORDER BY name")).map(
          ({ name, value }) => `${String(name)} = ${String(value)}`,
        );
      const computed = (name: string, expression: string) => ({
        name,
        type: "integer",
        nullable: true,
        expression,
        generated: "stored" as const,
      });
      const columns = [{ name: "id", type: "integer" }, computed("twice", "id * 2")];
      await bookkeeping(createTable.of({ name: "one", columns }), records);
      expect(await values()).to.deep.equal(["twice = id * 2"]);
      await bookkeeping(addColumn.of("one", computed("more", "id + 1")), records);
      await bookkeeping(
        alterColumn.of("one", computed("twice", "id * 2"), { expression: "id + id" }),
        records,
      );
      expect(await values()).to.deep.equal(["more = id + 1", "twice = id + id"]);
      // As the database prints it: the record keeps the words of the entity.
      const printed = computed("more", "(`id` + 1)");
      await bookkeeping(alterColumn.of("one", printed, { generated: "virtual" }), records);
      expect(await values()).to.deep.equal(["more = id + 1", "twice = id + id"]);
      await bookkeeping(dropColumn.of("one", "id"), records);
      await bookkeeping(dropColumn.of("one", "more"), records);
      expect(await values()).to.deep.equal(["twice = id + id"]);
      await bookkeeping(dropTable.of("one"), records);
      expect(await exists()).to.equal(false);
      await bookkeeping(addColumn.of("one", computed("more", "id + 1")), records);
      expect(await values()).to.deep.equal(["more = id + 1"]);
      const plain = { generated: null, expression: null };
      await bookkeeping(alterColumn.of("one", computed("more", "id + 1"), plain), records);
      expect(await exists()).to.equal(false);
    });

    it("is not made for a rename", async () => {
      await using database = await createSchemaDatabase(server);
      const { dialect, query } = database.connection;
      const bookkeeping = typeormBookkeeping(dialect, "typeorm_metadata");
      const records = recordsIn(dialect, "typeorm_metadata", query);
      for (const op of [renameTable.of("a", "b"), renameColumn.of("b", "c", "d")])
        await bookkeeping(op, records);
      expect((await database.reflect()).tables).to.deep.equal([]);
    });
  });
});
