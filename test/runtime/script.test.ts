import { expect } from "chai";
import { undo } from "../../src/autogenerate/render.js";
import { MigError } from "../../src/errors.js";
import { applyAll, operations } from "../../src/operations/index.js";
import { scriptHead } from "../../src/runtime/script.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { casesFor } from "../support/cases.js";
import { eachServer, SERVERS } from "../support/databases.js";
import { runSql } from "../support/run-sql.js";
import { expectSame, withoutOrder } from "../support/same.js";
import { meansFor, saying, step, whole } from "../support/scripts.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

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
          await runSql(offline.test, await whole(means, EMPTY_SCHEMA, steps, true));
          expectSame(await seen(offline), up, means.dialect.traits);
          expect(await rows(offline)).to.deep.equal(["bbbb1"]);
          const goBack = step("downgrade", saying(back), "bbbb1", "aaaa1");
          await runSql(offline.test, await whole(means, applyAll(changed, first), [goBack]));
          expectSame(await seen(offline), down, means.dialect.traits);
          const last = step("downgrade", saying(undo(made)), "aaaa1", "base");
          await runSql(offline.test, await whole(means, first, [last]));
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
      await runSql(database.test, await whole(means, EMPTY_SCHEMA, steps, true));
      const found = await database.test.query("SELECT note FROM notes");
      expect(found.map(({ note }) => note)).to.have.members(texts);
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
          whole(means, EMPTY_SCHEMA, [step("upgrade", saying(ops(statement)), "base", "aaaa1")]);
        for (const statement of [
          "ALTER TABLE users ADD COLUMN age int",
          '-- more\nCREATE TRIGGER t AFTER INSERT ON "users" BEGIN SELECT 1; END',
        ]) {
          const error: unknown = await written(statement).catch((it) => it);
          expect(error, statement).to.be.instanceOf(MigError).with.property("code", "MIG410");
        }
        for (const statement of ["UPDATE users SET id = 1", "CREATE TABLE others (id int)"])
          expect(await written(statement)).to.contain('"_mig_users"');
      });

    it("cannot read rows", async () => {
      const means = await meansFor(server, [16]);
      const reads = step(
        "upgrade",
        async (op) => void (await op.query("SELECT 1")),
        "base",
        "aaaa1",
      );
      const error: unknown = await whole(means, EMPTY_SCHEMA, [reads]).catch((it) => it);
      expect(error).to.be.instanceOf(MigError).with.property("code", "MIG410");
      expect((error as MigError).message)
        .to.contain("upgrade of aaaa1")
        .and.contain("op.query");
    });
  });
});

const OWN = ["mig_version", "mig_journal", "typeorm_metadata"];

async function seen({ connection, server }: SchemaDatabase): Promise<Schema> {
  const { dialect, query } = connection;
  const namespaces = server === "postgres" ? ("all" as const) : [];
  return withoutOrder(dialect.normalize(await dialect.reflect(query, { namespaces, except: OWN })));
}

const rows = async ({ test }: SchemaDatabase) =>
  (await test.query("SELECT version_num FROM mig_version")).map((row) => row["version_num"]);
