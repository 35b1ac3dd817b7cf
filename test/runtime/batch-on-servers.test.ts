import { expect } from "chai";
import type { MigError } from "../../src/errors.js";
import { args, inverse, operations, type TableOperation } from "../../src/operations/index.js";
import type { Migration } from "../../src/runtime/op.js";
import type { BatchOptionsSpec } from "../../src/schema/batch-options.js";
import type { Schema } from "../../src/schema/model.js";
import type { TableSpec } from "../../src/schema/spec.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { runSql } from "../support/run-sql.js";
import { expectSame, withoutOrder } from "../support/same.js";
import { createSchemaDatabase, saying, type SchemaDatabase } from "../support/schema-database.js";
import { scripted } from "../support/scripted.js";

const INTEGER = { postgres: "integer", mysql: "int", mariadb: "int", sqlite: "integer" } as const;

const personOn = (server: ServerName): TableSpec => ({
  name: "person",
  columns: [
    { name: "id", type: INTEGER[server] },
    { name: "name", type: "varchar(40)" },
    { name: "note", type: "varchar(10)", nullable: true },
    { name: "team_id", type: INTEGER[server], nullable: true },
  ],
  primaryKey: ["id"],
  indexes: [{ name: "by_note", columns: ["note"] }],
});
const making = (server: ServerName) => [
  operations.createTable.of({
    name: "team",
    columns: [{ name: "id", type: INTEGER[server] }],
    primaryKey: ["id"],
  }),
  operations.createTable.of(personOn(server)),
  operations.execute.of("INSERT INTO team VALUES (1)"),
  operations.execute.of("INSERT INTO person VALUES (1, 'a', 'b', 1), (2, 'c', NULL, NULL)"),
];

/** Several changes of `person`, as mig would generate them. */
const changesOn = (server: ServerName): readonly TableOperation[] => {
  const note = { name: "note", type: "varchar(10)", nullable: true };
  return [
    operations.addColumn.of("person", { name: "age", type: INTEGER[server], default: "7" }),
    operations.alterColumn.of("person", note, { type: "varchar(99)" }),
    operations.addCheck.of("person", { name: "grown", expression: "age > 5" }),
    operations.addForeignKey.of("person", {
      name: "of_team",
      columns: ["team_id"],
      references: { table: "team", columns: ["id"] },
    }),
    operations.createIndex.of("person", { name: "by_name", columns: ["name", "age"] }),
    operations.renameColumn.of("person", "name", "called"),
  ];
};

/** A migration of one batch. */
const inBatch =
  (ops: readonly TableOperation[], options: BatchOptionsSpec = {}): Migration =>
  (op) =>
    op.batchAlterTable("person", options, async (batch) => {
      for (const each of ops)
        await (batch[each.kind] as (...list: readonly unknown[]) => Promise<void>)(
          ...args(each).slice(1),
        );
    });

describe("op.batchAlterTable on a database", () => {
  eachServer((server) => {
    let database: SchemaDatabase;
    let before: Schema;
    let statements: string[];
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      await database.run(making(server));
      before = await database.reflect();
      statements = [];
    });
    afterEach(() => database[Symbol.asyncDispose]());

    const run = (migration: Migration) =>
      database.migrate(migration, (sql) => {
        if (!/^\s*(?:SELECT|SHOW|WITH)\b/i.test(sql)) statements.push(sql);
      });
    const refusal = async (migration: Migration) => {
      const error: unknown = await run(migration).catch((reason: unknown) => reason);
      expect(error).to.have.property("name", "MigError");
      expect(await database.reflect()).to.deep.equal(before);
      return error as MigError;
    };
    const rebuilds = () => statements.filter((sql) => sql.startsWith("DROP TABLE")).length;
    const rows = async (columns: string) =>
      (await database.test.query(`SELECT ${columns} FROM person ORDER BY id`)).map((row) =>
        Object.values(row),
      );
    const columns = ({ tables }: Schema) =>
      tables.find(({ name }) => name === "person")?.columns.map(({ name }) => name);

    it("does what its operations do, together, and its inverses in turn undo it", async () => {
      const changes = changesOn(server);
      await run(inBatch(changes));
      expect(rebuilds()).to.equal(server === "sqlite" ? 1 : 0);
      if (server !== "sqlite")
        for (const sql of statements) expect(sql).to.match(/^(?:ALTER TABLE|CREATE INDEX) /);
      expect(await rows("id, called, note, team_id, age")).to.deep.equal([
        [1, "a", "b", 1, 7],
        [2, "c", null, null, 7],
      ]);
      const after = await database.reflect();
      await using other = await createSchemaDatabase(server);
      await other.run([...making(server), ...changes]);
      expect(after).to.deep.equal(await other.reflect());

      statements = [];
      const back = changes.toReversed().map((op) => inverse(op) as TableOperation);
      await run(inBatch(back));
      expect(rebuilds()).to.equal(server === "sqlite" ? 1 : 0);
      expectSame(
        withoutOrder(await database.reflect()),
        withoutOrder(before),
        database.connection.dialect.traits,
      );
      expect(await rows("id, name, note, team_id")).to.deep.equal([
        [1, "a", "b", 1],
        [2, "c", null, null],
      ]);
    });

    for (const recreate of ["auto", "always"] as const)
      it(`is in a script what it is online: ${recreate}`, async () => {
        const migration = inBatch(changesOn(server), { recreate });
        await run(migration);
        await using offline = await createSchemaDatabase(server);
        await offline.run(making(server));
        await runSql(offline.test, await scripted(offline, before, migration));
        const tables = (schema: Schema) =>
          schema.tables.flatMap((table) =>
            table.name.startsWith("mig_") ? [] : { ...table, definition: null },
          );
        expect(tables(await offline.reflect())).to.deep.equal(tables(await database.reflect()));
      });

    it("puts columns in an order, or refuses to", async () => {
      const order = ["note", "called", "id"];
      const migration = inBatch(changesOn(server), { order });
      if (server === "postgres") {
        const error = await refusal(migration);
        expect(error.code).to.equal("MIG404");
        return;
      }
      await run(migration);
      expect(rebuilds()).to.equal(server === "sqlite" ? 1 : 0);
      const wanted = ["note", "called", "id", "team_id", "age"];
      expect(columns(await database.reflect())).to.deep.equal(wanted);
      expect(await rows("id, called, note, team_id, age")).to.deep.equal([
        [1, "a", "b", 1, 7],
        [2, "c", null, null, 7],
      ]);
      // Said in the names of before, it finds none of them.
      const stale = inBatch([], { order: ["name"] });
      const error: unknown = await run(stale).catch((reason: unknown) => reason);
      expect(error).to.have.property("code", "MIG206");
    });

    it("can be made anew on SQLite only, and with nothing to do", async () => {
      await run(inBatch([], { recreate: "always" }));
      expect(rebuilds()).to.equal(server === "sqlite" ? 1 : 0);
      expect(await database.reflect()).to.deep.equal(before);
      statements = [];
      const index = operations.createIndex.of("person", { name: "by_team", columns: ["team_id"] });
      await run(inBatch([index], { recreate: "always" }));
      expect(rebuilds()).to.equal(server === "sqlite" ? 1 : 0);
      expect(await rows("id")).to.deep.equal([[1], [2]]);
      statements = [];
      await run(inBatch([{ kind: "dropIndex", table: "person", name: "by_team" }]));
      expect(rebuilds()).to.equal(0);
      expect(await database.reflect()).to.deep.equal(before);
    });

    if (server === "sqlite")
      for (const op of changesOn(server)) {
        const stands = ["addColumn", "createIndex", "renameColumn"].includes(op.kind);
        const place =
          op.kind === "addCheck"
            ? [operations.addCheck.of("person", { name: "grown", expression: "id > 0" })]
            : op.kind === "createIndex"
              ? [operations.createIndex.of("person", { name: "by_name", columns: ["name"] })]
              : [op];
        it(`${stands ? "does" : "refuses"} ${op.kind} where the table is never made anew`, async () => {
          const migration = inBatch(place, { recreate: "never" });
          if (!stands) {
            const error = await refusal(migration);
            expect(error.code).to.equal("MIG404");
            expect(error.message).to.contain(`op.${op.kind} (`);
            expect(statements).to.deep.equal([]);
            return;
          }
          await run(migration);
          expect(rebuilds()).to.equal(0);
          expect(statements.length).to.equal(1);
        });
      }
    else
      it("is never made anew, whatever is said", async () => {
        await run(inBatch(changesOn(server), { recreate: "never" }));
        expect(rebuilds()).to.equal(0);
        expect(columns(await database.reflect())).to.contain("age");
      });

    if (server === "sqlite")
      for (const recreate of ["auto", "always"] as const)
        it(`refuses what SQLite has not, also beside a rebuild: ${recreate}`, async () => {
          const check = operations.addCheck.of("person", { name: "c", expression: "id > 0" });
          const exclusion = operations.addExclusion.of("person", {
            name: "e",
            expression: "USING gist (id WITH =)",
          });
          const migration = inBatch([check, exclusion], { recreate });
          expect((await refusal(migration)).code).to.equal("MIG404");
        });

    it("fails on a table that is not there", async () => {
      const gone: Migration = (op) =>
        op.batchAlterTable("nobody", { recreate: "never" }, (batch) => batch.dropColumn("a"));
      const error: unknown = await run(gone).catch((reason: unknown) => reason);
      if (server === "sqlite") expect(error).to.have.property("code", "MIG206");
      else expect(error).to.be.instanceOf(Error);
    });

    it("can be told what the table is, which is what a script has to know", async () => {
      // Only the database knows what this makes of it.
      const legacy: Migration = async (op) => {
        await op.execute("ALTER TABLE person ADD COLUMN extra varchar(5)");
        await op.batchAlterTable("person", {}, (batch) =>
          batch.addCheck({ name: "short", expression: "length(extra) < 3" }),
        );
      };
      const told: Migration = async (op) => {
        await op.execute("ALTER TABLE person ADD COLUMN extra varchar(5)");
        const person = personOn(server);
        const extra = { name: "extra", type: "varchar(5)", nullable: true };
        const copyFrom = { ...person, columns: [...person.columns, extra] };
        await op.batchAlterTable("person", { copyFrom }, (batch) =>
          batch.addCheck({ name: "short", expression: "length(extra) < 3" }),
        );
      };
      const script = scripted(database, before, legacy);
      const error: unknown = await script.catch((reason: unknown) => reason);
      if (server === "sqlite") expect(error).to.have.property("code", "MIG410");
      await using offline = await createSchemaDatabase(server);
      await offline.run(making(server));
      await runSql(offline.test, await scripted(offline, before, told));
      await run(told);
      expect(rebuilds()).to.equal(server === "sqlite" ? 1 : 0);
      const person = ({ tables }: Schema) => tables.find(({ name }) => name === "person");
      expect(person(await offline.reflect())).to.deep.equal(person(await database.reflect()));
      expect(await rows("id, name, note, team_id, extra")).to.deep.equal([
        [1, "a", "b", 1, null],
        [2, "c", null, null, null],
      ]);
    });
  });

  describe("copyFrom on SQLite", () => {
    const check = operations.addCheck.of("person", { name: "some", expression: "id > 0" });
    const leaving: Readonly<Record<string, (person: TableSpec) => TableSpec>> = {
      "column note": (person) => ({
        ...person,
        columns: person.columns.filter(({ name }) => name !== "note"),
        indexes: [],
      }),
      "index by_note": (person) => ({ ...person, indexes: [] }),
    };
    for (const [what, edit] of Object.entries(leaving))
      it(`has to speak of the ${what}, which would be lost`, async () => {
        await using database = await createSchemaDatabase("sqlite");
        await database.run(making("sqlite"));
        const before = await database.reflect();
        const copyFrom = edit(personOn("sqlite"));
        const error: unknown = await database
          .migrate(inBatch([check], { copyFrom }))
          .catch((reason: unknown) => reason);
        expect((error as MigError).code).to.equal("MIG409");
        expect((error as MigError).message).to.contain(what);
        expect(await database.reflect()).to.deep.equal(before);
      });

    it("leaves away what it does not say, such as a check, and keeps triggers", async () => {
      await using database = await createSchemaDatabase("sqlite");
      await database.run([
        ...making("sqlite"),
        operations.addCheck.of("person", { expression: "team_id < 9" }),
        operations.execute.of(
          "CREATE TRIGGER noted AFTER DELETE ON person BEGIN DELETE FROM team; END",
        ),
      ]);
      const copyFrom = personOn("sqlite");
      await database.migrate(async (op) => {
        await inBatch([], { copyFrom, recreate: "always" })(op);
        await op.addColumn("person", { name: "late", type: "integer", nullable: true });
        await saying([check])(op);
      });
      const [person] = (await database.reflect()).tables;
      expect(person?.checks.map(({ name }) => name)).to.deep.equal(["some"]);
      expect(person?.triggers.map(({ name }) => name)).to.deep.equal(["noted"]);
      expect(person?.columns.map(({ name }) => name).at(-1)).to.equal("late");
      expect(await database.test.query("SELECT count(*) AS n FROM person")).to.deep.equal([
        { n: 2 },
      ]);
    });
  });
});
