import { expect } from "chai";
import type { MigError } from "../../src/errors.js";
import { apply, inverse, operations, type Operation } from "../../src/operations/index.js";
import type { Schema } from "../../src/schema/model.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { runSql } from "../support/run-sql.js";
import { expectSame, withoutOrder } from "../support/same.js";
import { createSchemaDatabase, saying, type SchemaDatabase } from "../support/schema-database.js";
import { scripted } from "../support/scripted.js";

const { addColumn, addForeignKey, alterColumn, createTable, dropColumn, execute } = operations;

const NUMBER = { postgres: "integer", mysql: "int", mariadb: "int", sqlite: "integer" } as const;

const made = (server: ServerName): readonly Operation[] => {
  const type = NUMBER[server];
  return [
    createTable.of({ name: "team", columns: [{ name: "id", type }], primaryKey: ["id"] }),
    createTable.of({
      name: "person",
      columns: [
        { name: "id", type },
        { name: "a b", type, nullable: true },
        { name: "last", type, default: "3" },
      ],
      primaryKey: ["id"],
    }),
    execute.of("INSERT INTO team (id) VALUES (1)"),
    execute.of("INSERT INTO person (id) VALUES (1), (2)"),
  ];
};

/** Each place, and the order of columns that a new one called `new` makes there. */
const PLACES = [
  [{ first: true }, "new, id, a b, last"],
  [{ after: "id" }, "id, new, a b, last"],
  [{ after: "a b" }, "id, a b, new, last"],
  [{ after: "last" }, "id, a b, last, new"],
  [{ before: "id" }, "new, id, a b, last"],
  [{ before: "last" }, "id, a b, new, last"],
  [{}, "id, a b, last, new"],
] as const;

/** Each place, and the order of columns that `a b` moved there makes. */
const MOVES = [
  [{ first: true }, "a b, id, last"],
  [{ after: "last" }, "id, last, a b"],
  [{ before: "id" }, "a b, id, last"],
  [{ before: "last" }, "id, a b, last"],
  [{}, "id, a b, last"],
] as const;

const REFERENCES = [
  { table: "team", columns: ["id"], name: "of_team" },
  { table: "team", columns: ["id"], name: "of_team", onDelete: "CASCADE", onUpdate: "SET NULL" },
] as const;

describe("a column that is added or moved", () => {
  eachServer((server) => {
    let database: SchemaDatabase;
    let before: Schema;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      await database.run(made(server));
      before = await database.reflect();
    });
    afterEach(() => database[Symbol.asyncDispose]());

    const type = NUMBER[server];
    const columns = ({ tables }: Schema) =>
      (tables.find(({ name }) => name === "person")?.columns ?? [])
        .map(({ name }) => name)
        .join(", ");
    const people = async () => {
      const rows = await database.test.query("SELECT * FROM person ORDER BY id");
      return rows.map(({ id, last }) => [id, last]);
    };
    const refusal = async (op: Operation) => {
      const error: unknown = await database.run([op]).catch((reason: unknown) => reason);
      expect(error).to.have.property("name", "MigError");
      expect(await database.reflect()).to.deep.equal(before);
      return error as MigError;
    };
    /** Online it becomes what `apply` says, offline the same, and its inverse takes it back. */
    const holds = async (op: Operation) => {
      const { dialect } = database.connection;
      const wanted = dialect.normalize(apply(op, before));
      await database.run([op]);
      const after = await database.reflect();
      expectSame(withoutOrder(after), withoutOrder(wanted), dialect.traits);
      expect(columns(after)).to.equal(columns(wanted));
      expect(await people()).to.deep.equal([
        [1, 3],
        [2, 3],
      ]);
      await using offline = await createSchemaDatabase(server);
      await offline.run(made(server));
      await runSql(offline.test, await scripted(offline, before, saying([op])));
      const written = (await offline.reflect()).tables.filter(
        ({ name }) => !name.startsWith("mig_"),
      );
      expect(written.map((table) => ({ ...table, definition: null }))).to.deep.equal(
        after.tables.map((table) => ({ ...table, definition: null })),
      );
      const back = inverse(op);
      if (!back) return after;
      expect(inverse(back)).to.deep.equal(op);
      await database.run([back]);
      const again = await database.reflect();
      expect(columns(again)).to.equal(columns(before));
      expectSame(withoutOrder(again), withoutOrder(before), dialect.traits);
      return after;
    };

    for (const [place, order] of PLACES)
      it(`is added at ${JSON.stringify(place)}, or refused`, async () => {
        const op = addColumn.of("person", { name: "new", type, nullable: true }, place);
        if (server === "postgres" && Object.keys(place).length > 0)
          expect((await refusal(op)).code).to.equal("MIG404");
        else expect(columns(await holds(op))).to.equal(order);
      });

    for (const [place, order] of MOVES)
      it(`is moved to ${JSON.stringify(place)} as it changes, or refused`, async () => {
        const given = { name: "a b", type, nullable: true };
        const op = alterColumn.of("person", given, { default: "7" }, place);
        if (server === "postgres" && Object.keys(place).length > 0)
          expect((await refusal(op)).code).to.equal("MIG404");
        else expect(columns(await holds(op))).to.equal(order);
      });

    it("is not put beside a column that is not there", async () => {
      if (server === "postgres") return;
      for (const place of [{ after: "gone" }, { before: "gone" }]) {
        const op = addColumn.of("person", { name: "new", type, nullable: true }, place);
        const error: unknown = await database.run([op]).catch((reason: unknown) => reason);
        expect(String(error)).to.match(/no such column gone|Unknown column 'gone'/);
        expect(await database.reflect()).to.deep.equal(before);
      }
    });

    for (const references of REFERENCES)
      for (const nullable of [true, false])
        it(`brings a foreign key: ${JSON.stringify(references)}, ${nullable}`, async () => {
          const value = nullable ? {} : { default: "1" };
          const action = { ...references, ...(!nullable && { onUpdate: "CASCADE" as const }) };
          const column = { name: "team_id", type, nullable, ...value };
          const after = await holds(addColumn.of("person", column, { references: action }));
          const { table, columns, ...rest } = action;
          await database.run([
            addColumn.of("person", column),
            addForeignKey.of("person", {
              ...rest,
              columns: ["team_id"],
              references: { table, columns },
            }),
          ]);
          // As two operations make it.
          expect(withoutOrder(await database.reflect())).to.deep.equal(withoutOrder(after));
        });

    // On SQLite the end of the transaction says it: see broken-keys.test.ts.
    it("fails with a foreign key that its rows do not meet", async () => {
      if (server === "sqlite") return;
      const column = { name: "team_id", type, default: "9" };
      const references = { table: "team", columns: ["id"], name: "of_team" };
      const error: unknown = await database
        .run([addColumn.of("person", column, { references })])
        .catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(Error);
      expect(await database.reflect()).to.deep.equal(before);
    });

    it("refers to its own table, has a place, and goes again with its foreign key", async () => {
      const references = { table: "person", columns: ["id"], name: "of_boss" };
      const place = server === "postgres" ? {} : { after: "id" };
      const column = { name: "boss", type, nullable: true };
      await holds(addColumn.of("person", column, { references, ...place }));
      await database.run([addColumn.of("person", column, { references })]);
      await database.run([dropColumn.of("person", "boss")]);
      expect(await database.reflect()).to.deep.equal(before);
    });

    it("has the name that the database gives where none is said", async () => {
      const references = { table: "team", columns: ["id"] };
      const column = { name: "team_id", type, nullable: true };
      await database.run([addColumn.of("person", column, { references })]);
      const person = (await database.reflect()).tables.find(({ name }) => name === "person");
      const [key] = person?.foreignKeys ?? [];
      expect(key?.columns).to.deep.equal(["team_id"]);
      if (server === "postgres") expect(key?.name).to.equal("person_team_id_fkey");
      else if (server === "sqlite") expect(key?.name).to.equal(null);
      else expect(key?.name).to.be.a("string");
    });

    if (server === "postgres" || server === "sqlite")
      it("is deferrable where a database has that", async () => {
        const references = {
          ...{ table: "team", columns: ["id"], name: "of_team" },
          deferrable: "INITIALLY DEFERRED" as const,
        };
        await holds(addColumn.of("person", { name: "t", type, nullable: true }, { references }));
      });
  });

  it("takes one place, and no option that mig does not know", () => {
    const column = { name: "a", type: "int" };
    const code = (options: object) => {
      try {
        addColumn.of("t", column, options);
        return alterColumn.of("t", column, {}, options).kind;
      } catch (error) {
        return (error as MigError).message;
      }
    };
    expect(code({ first: true, after: "b" })).to.match(/more than one of `first`/);
    expect(code({ aftr: "b" })).to.match(/has the key "aftr"/);
    expect(code({ after: 1 })).to.match(/"after" of the list of options is 1/);
    expect(code({ references: { table: "b" } })).to.match(/has no "columns"/);
    expect(code({ references: { tabel: "b", columns: ["a"] } })).to.match(/"tabel"/);
    expect(code({ first: false, after: null, before: null })).to.equal("alterColumn");
  });
});
