import { expect } from "chai";
import { undo } from "../../src/autogenerate/render.js";
import { MigError } from "../../src/errors.js";
import { defineOperation } from "../../src/operations/define.js";
import { apply, applyAll, operations, type Operation } from "../../src/operations/index.js";
import type { Words } from "../../src/operations/run.js";
import { scriptHead } from "../../src/runtime/script.js";
import { EMPTY_SCHEMA } from "../../src/schema/model.js";
import { casesFor } from "../support/cases.js";
import { eachServer, SERVERS } from "../support/databases.js";
import { runSql } from "../support/run-sql.js";
import { expectSame, withoutOrder } from "../support/same.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { meansFor, saying, seen, step, wholeScript } from "../support/scripts.js";

const CASES = new Map(
  await Promise.all(SERVERS.map(async (server) => [server, await casesFor(server)] as const)),
);

describe("scripts", () => {
  eachServer((server) => {
    describe("law: a script leaves what running the revisions leaves", () => {
      let online: SchemaDatabase | undefined;
      let offline: SchemaDatabase | undefined;
      afterEach(async function () {
        if (this.currentTest?.state === "passed") return;
        await close();
      });
      after(() => close());
      const close = async () => {
        await online?.[Symbol.asyncDispose]();
        await offline?.[Symbol.asyncDispose]();
        online = offline = undefined;
      };

      for (const { name, before, after: wanted, since } of CASES.get(server) ?? [])
        it(name, async function () {
          online ??= await createSchemaDatabase(server);
          offline ??= await createSchemaDatabase(server);
          const { version } = online.connection.server;
          if ((version[0] ?? 0) < since) return;
          const means = await meansFor(server, version);
          const made = await online.difference(before);
          await online.run(made);
          const changed = await online.difference(wanted);
          await online.run(changed);
          const up = await seen(online);
          const back = undo(changed);
          await online.run(back);
          const down = await seen(online);
          await online.run(undo(made));

          const first = applyAll(made, EMPTY_SCHEMA);
          const steps = [
            step("upgrade", saying(made), "base", "aaaa1"),
            step("upgrade", saying(changed), "aaaa1", "bbbb1"),
          ];
          await runSql(offline.test, await wholeScript(means, EMPTY_SCHEMA, steps, true));
          expectSame(await seen(offline), up, means.dialect.traits);
          expect(await rows(offline)).to.deep.equal(["bbbb1"]);
          const goBack = step("downgrade", saying(back), "bbbb1", "aaaa1");
          await runSql(offline.test, await wholeScript(means, applyAll(changed, first), [goBack]));
          expectSame(await seen(offline), down, means.dialect.traits);
          const last = step("downgrade", saying(undo(made)), "aaaa1", "base");
          await runSql(offline.test, await wholeScript(means, first, [last]));
          expectSame(await seen(offline), withoutOrder(EMPTY_SCHEMA), means.dialect.traits);
          expect(await rows(offline)).to.deep.equal([]);
        });
    });

    it("says what it is for, and how it is run", async () => {
      const means = await meansFor(server, server === "postgres" ? [16] : [10, 11]);
      const head = scriptHead(means, "upgrade from base to aaaa1");
      expect(head.split("\n")[0]).to.equal("-- upgrade from base to aaaa1");
      expect(head).to.contain(means.scripting.usage);
    });

    it("keeps statements apart, whatever is in them", async () => {
      await using database = await createSchemaDatabase(server);
      const means = await meansFor(server, database.connection.server.version);
      const texts = ["it's; fine", "a\nb;", "-- no comment", "\\ back", 'say "hi"', "é 🎈 %s :x"];
      const { literal } = means.dialect.grammar;
      const type = server === "postgres" || server === "sqlite" ? "text" : "varchar(40)";
      const ops = [
        operations.execute.of(`CREATE TABLE notes (note ${type})`),
        ...texts.map((text) =>
          operations.execute.of(`INSERT INTO notes (note) VALUES (${literal(text)}) -- ${server}`),
        ),
        operations.execute.of("UPDATE notes SET note = note;\n"),
      ];
      const steps = [step("upgrade", saying(ops), "base", "aaaa1")];
      await runSql(database.test, await wholeScript(means, EMPTY_SCHEMA, steps, true));
      const found = await database.test.query("SELECT note FROM notes");
      expect(found.map(({ note }) => note)).to.have.members(texts);
    });

    it("law: what the project defines is written as it runs, and so is what takes it back", async () => {
      await using online = await createSchemaDatabase(server);
      await using offline = await createSchemaDatabase(server);
      const means = await meansFor(server, online.connection.server.version);
      const made = [
        operations.createTable.of({
          name: "users",
          columns: [{ name: "id", type: "int" }],
          primaryKey: ["id"],
        }),
        operations.execute.of("INSERT INTO users (id) VALUES (1)"),
        addNote("users", "note"),
        // From here on SQLite makes the table anew, and has to know of the note.
        operations.addCheck.of("users", { name: "positive", expression: "id > 0" }),
        fillNote("users", "note"),
        operations.addCheck.of("users", { name: "small", expression: "id < 9" }),
      ];
      const back = undo(made);
      expect(back.map(({ kind }) => kind)).to.deep.equal([
        "dropCheck",
        "dropCheck",
        "run",
        "dropTable",
      ]);
      const notes = ({ test }: SchemaDatabase) => test.query("SELECT id, note FROM users");

      await online.run(made);
      const up = step("upgrade", saying(made), "base", "aaaa1");
      await runSql(offline.test, await wholeScript(means, EMPTY_SCHEMA, [up], true));
      expect(await notes(online)).to.deep.equal([{ id: 1, note: "it's" }]);
      expect(await notes(offline)).to.deep.equal([{ id: 1, note: "it's" }]);
      expectSame(await seen(offline), await seen(online), means.dialect.traits);

      // All but the table.
      const first = applyAll(made, EMPTY_SCHEMA);
      await online.run(back.slice(0, -1));
      const down = step("downgrade", saying(back.slice(0, -1)), "aaaa1", "base");
      await runSql(offline.test, await wholeScript(means, first, [down]));
      expectSame(await seen(offline), await seen(online), means.dialect.traits);
      const [users] = (await seen(offline)).tables;
      expect(users?.columns.map(({ name }) => name)).to.deep.equal(["id"]);
      expect(users?.checks).to.deep.equal([]);
    });

    it("says what the project has no statements for, of the server and of the revision", async () => {
      const means = await meansFor(server, [16]);
      const nowhere = defineOperation({ name: "nowhere", from: "x", of: () => ({}), sql: {} });
      const up = step("upgrade", saying([nowhere()]), "base", "aaaa1");
      const error: unknown = await wholeScript(means, EMPTY_SCHEMA, [up]).catch((it) => it);
      expect(error).to.be.instanceOf(MigError).with.property("code", "MIG404");
      expect((error as MigError).message)
        .to.contain("aaaa1")
        .and.contain(`no statements for ${server}`);
    });

    if (server === "sqlite")
      it("makes no table anew of which it does not know all", async () => {
        const means = await meansFor(server, [3, 45]);
        const { createTable, execute, alterColumn, addColumn } = operations;
        const ops = (statement: string) => [
          createTable.of({ name: "users", columns: [{ name: "id", type: "integer" }] }),
          execute.of(statement),
          addColumn.of("users", { name: "note", type: "text", nullable: true }),
          alterColumn.of("users", { name: "id", type: "integer" }, { nullable: true }),
        ];
        const written = (statement: string) =>
          wholeScript(means, EMPTY_SCHEMA, [
            step("upgrade", saying(ops(statement)), "base", "aaaa1"),
          ]);
        for (const statement of [
          "ALTER TABLE users ADD COLUMN age int",
          '-- more\nCREATE TRIGGER t AFTER INSERT ON "users" BEGIN SELECT 1; END',
        ]) {
          const error: unknown = await written(statement).catch((it) => it);
          expect(error, statement).to.be.instanceOf(MigError).with.property("code", "MIG410");
        }
        for (const statement of ["UPDATE users SET id = 1", "CREATE TABLE others (id int)"])
          expect(await written(statement)).to.contain('"_mig_users"');

        const own = [
          ...ops("SELECT 1"),
          fillNote("users", "note", "ALTER TABLE users ADD note text"),
        ];
        const [last] = ops("SELECT 1").slice(-1);
        const steps = [step("upgrade", saying([...own, ...(last ? [last] : [])]), "base", "aaaa1")];
        const error: unknown = await wholeScript(means, EMPTY_SCHEMA, steps).catch((it) => it);
        expect(error).to.be.instanceOf(MigError).with.property("code", "MIG410");
      });

    it("cannot read rows", async () => {
      const means = await meansFor(server, [16]);
      const reads = step(
        "upgrade",
        async (op) => void (await op.query("SELECT 1")),
        "base",
        "aaaa1",
      );
      const error: unknown = await wholeScript(means, EMPTY_SCHEMA, [reads]).catch((it) => it);
      expect(error).to.be.instanceOf(MigError).with.property("code", "MIG410");
      expect((error as MigError).message)
        .to.contain("upgrade of aaaa1")
        .and.contain("op.query");
    });
  });
});

const everywhere = (statement: (data: Note, sql: Words) => string) => ({
  postgres: statement,
  mysql: statement,
  sqlite: statement,
});

interface Note {
  readonly table: string;
  readonly name: string;
}

/** Adds a column, and says so. */
const addNote = defineOperation({
  name: "addNote",
  from: "./notes.js",
  of: (table: string, name: string) => ({ table, name }),
  sql: everywhere(
    ({ table, name }, sql) => `ALTER TABLE ${sql.table(table)} ADD ${sql.name(name)} varchar(20)`,
  ),
  inverse: ({ table, name }): Operation => dropNote(table, name),
  apply: ({ table, name }, schema) =>
    apply(operations.addColumn.of(table, { name, type: "varchar(20)", nullable: true }), schema),
});

const dropNote = defineOperation({
  name: "dropNote",
  from: "./notes.js",
  of: (table: string, name: string) => ({ table, name }),
  sql: everywhere(
    ({ table, name }, sql) => `ALTER TABLE ${sql.table(table)} DROP COLUMN ${sql.name(name)}`,
  ),
  apply: ({ table, name }, schema) => apply(operations.dropColumn.of(table, name), schema),
});

/** Changes rows, and says nothing of the schema. */
const fillNote = defineOperation({
  name: "fillNote",
  from: "./notes.js",
  of: (table: string, name: string, statement?: string) => ({ table, name, statement }),
  sql: everywhere(
    ({ table, name, ...data }, sql) =>
      (data as { readonly statement?: string }).statement ??
      `UPDATE ${sql.table(table)} SET ${sql.name(name)} = ${sql.literal("it's")}`,
  ),
  inverse: null,
});

const rows = async ({ test }: SchemaDatabase) =>
  (await test.query("SELECT version_num FROM mig_version")).map((row) => row["version_num"]);
