import { expect } from "chai";
import { operations, type Operation } from "../../src/operations/index.js";
import { StatementError } from "../../src/dialects/telling.js";
import { executing, recording, type Sink } from "../../src/runtime/sinks.js";
import { qualify } from "../../src/schema/name.js";
import { column } from "../../src/schema/spec.js";
import { eachServer } from "../support/databases.js";
import { plainFooting } from "../support/footing.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

const { addCheck, addColumn, alterColumn, createTable, dropColumn, execute, renameTable } =
  operations;

const TYPES = { postgres: "integer", mysql: "int", mariadb: "int", sqlite: "integer" } as const;

describe("executing operations", () => {
  eachServer((server) => {
    const number = TYPES[server];
    const table = (name: string): Operation =>
      createTable.of({ name, columns: [{ name: "id", type: number }], primaryKey: ["id"] });
    const added = (to: string, name: string): Operation =>
      addColumn.of(to, { name, type: number, nullable: true });

    let database: SchemaDatabase;
    let statements: string[];
    let told: string[];
    let sink: Sink;

    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      const { dialect, query } = database.connection;
      [statements, told] = [[], []];
      const watched: typeof query = (sql, parameters) => {
        statements.push(sql);
        return query(sql, parameters);
      };
      sink = executing(
        dialect,
        { namespaces: [], except: [] },
        plainFooting(watched, (ops) => told.push(...ops.map(({ kind }) => kind))),
      );
    });
    afterEach(() => database[Symbol.asyncDispose]());

    it("tells of each operation when it has run", async () => {
      await sink.run(table("one"));
      await sink.run(table("two"));
      await sink.flush();
      expect(told).to.deep.equal(["createTable", "createTable"]);
    });

    it("finds a table that is named with the schema that is the connection's own", async () => {
      const { schema } = database.connection.dialect.server;
      const name = schema === null ? "one" : qualify(schema, "one");
      await sink.query(`CREATE TABLE one (age ${number} NOT NULL CHECK (age > 0), size ${number})`);
      await sink.run(alterColumn.of(name, { name: "age", type: number }, { type: "bigint" }));
      await sink.run(added(name, "length"));
      await sink.run(dropColumn.of("one", "size"));
      await sink.run(addCheck.of(name, { name: "long", expression: "length > 0" }));
      await sink.run(renameTable.of(name, "three"));
      await sink.flush();
      const [three] = (await database.reflect()).tables.filter(({ name }) => name === "three");
      expect(three?.columns.map(({ name }) => name)).to.deep.equal(["age", "length"]);
      expect(three?.checks).to.have.length(2);
    });

    it("runs what was held back before a statement of the migration's own", async () => {
      await sink.run(table("one"));
      await sink.run(added("one", "age"));
      const sql = database.connection.dialect.grammar;
      await sink.query(`INSERT INTO ${sql.table("one")} (id, age) VALUES (1, 2)`);
      expect(await sink.query(`SELECT age FROM ${sql.table("one")}`)).to.deep.equal([{ age: 2 }]);
    });

    it("a table that changes again and again, with others in between, keeps each change", async () => {
      const ops: readonly Operation[] = [
        table("one"),
        table("two"),
        added("one", "a"),
        added("two", "a"),
        alterColumn.of("one", { name: "a", type: number, nullable: true }, { nullable: false }),
        addCheck.of("two", { name: "ck_two", expression: "a > 0" }),
        addCheck.of("one", { name: "ck_one", expression: "a > 1" }),
        added("two", "b"),
        dropColumn.of("two", "b"),
        alterColumn.of("one", { name: "a", type: number }, { default: "5" }),
        added("one", "c"),
      ];
      for (const op of ops) await sink.run(op);
      await sink.flush();
      const { tables } = await database.reflect();
      const [one, two] = ["one", "two"].map((name) => tables.find((each) => each.name === name));
      const id = column({ name: "id", type: number });
      expect(one?.columns).to.deep.equal([
        id,
        column({ name: "a", type: number, default: "5" }),
        column({ name: "c", type: number, nullable: true }),
      ]);
      expect(one?.checks.map(({ name }) => name)).to.deep.equal(["ck_one"]);
      expect(two?.columns).to.deep.equal([id, column({ name: "a", type: number, nullable: true })]);
      expect(two?.checks.map(({ name }) => name)).to.deep.equal(["ck_two"]);
    });

    it("sees what statements of the migration's own have changed", async () => {
      const sql = database.connection.dialect.grammar;
      await sink.run(table("one"));
      await sink.run(addCheck.of("one", { name: "ck_one", expression: "id > 1" }));
      await sink.run(execute.of(`ALTER TABLE ${sql.table("one")} ADD COLUMN note varchar(20)`));
      await sink.run(
        alterColumn.of(
          "one",
          { name: "note", type: "varchar(20)", nullable: true },
          { default: "'x'" },
        ),
      );
      await sink.run(alterColumn.of("one", { name: "id", type: number }, { default: "7" }));
      await sink.flush();
      const { tables } = await database.reflect();
      expect(tables[0]?.columns.map(({ name }) => name)).to.deep.equal(["id", "note"]);
      expect(tables[0]?.columns[1]?.default).to.equal("'x'");
    });

    it("says which statement of which operations failed", async () => {
      await sink.run(table("one"));
      const twice = added("one", "a");
      const error: unknown = await (async () => {
        await sink.run(twice);
        await sink.run(execute.of("SELECT * FROM no_such_table"));
        await sink.flush();
      })().catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StatementError);
      const { what, statement, message } = error as StatementError;
      expect(what).to.equal("op.execute (~ SELECT * FROM no_such_table)");
      expect(statement).to.equal("SELECT * FROM no_such_table");
      expect(message).to.contain("no_such_table");
      expect(statements.at(-1)).to.equal(statement);
    });
  });

  it("changes of one table become one rebuild where tables are rebuilt", async () => {
    await using database = await createSchemaDatabase("sqlite");
    const { dialect, query } = database.connection;
    const rebuilds: string[] = [];
    const watched: typeof query = (sql, parameters) => {
      if (/^DROP TABLE/.test(sql)) rebuilds.push(sql);
      return query(sql, parameters);
    };
    const sink = executing(dialect, { namespaces: [], except: [] }, plainFooting(watched));
    const columns = [{ name: "id", type: "integer" }];
    await sink.run(createTable.of({ name: "one", columns, primaryKey: ["id"] }));
    for (const name of ["a", "b", "c"])
      await sink.run(addCheck.of("one", { name, expression: "id > 0" }));
    await sink.flush();
    expect(rebuilds).to.deep.equal(['DROP TABLE "one"']);
  });
});

describe("recording operations", () => {
  it("keeps them and runs nothing", async () => {
    const sink = recording();
    await sink.run(execute.of("DROP DATABASE everything"));
    expect(await sink.query("SELECT 1")).to.deep.equal([]);
    expect(sink.operations).to.deep.equal([execute.of("DROP DATABASE everything")]);
  });
});
