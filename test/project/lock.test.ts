import { mkdir, rm, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { hostname } from "node:os";
import { expect } from "chai";
import { EntitySchema } from "typeorm";
import { check } from "../../src/project/compare.js";
import { lockDatabase } from "../../src/project/lock.js";
import { ensureVersion, stamp, upgrade } from "../../src/project/migrate.js";
import type { Project } from "../../src/project/open.js";
import { current } from "../../src/project/status.js";
import type { Waiting } from "../../src/runtime/lock.js";
import {
  createDatabase,
  eachServer,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import { opened, refusalOf } from "../support/locked-projects.js";
import { othersLeft } from "../support/others-left.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { sample } from "./sample.js";

const One = new EntitySchema({ name: "one", columns: { id: { type: "int", primary: true } } });
const AT_ONCE = { waitTimeout: 0 };

const IS_MYSQL: readonly ServerName[] = ["mysql", "mariadb"];
/** PostgreSQL cuts it off after 63 bytes. */
const SAYS_ITSELF = new RegExp(String.raw`^mig \d+\.\d+\.\d+ [^ ]*@${hostname().slice(0, 10)}`);

/** Cuts the connection by which the lock is held, from outside. */
const CUT: Readonly<Partial<Record<ServerName, (database: TestDatabase) => Promise<unknown>>>> = {
  postgres: ({ query }) =>
    query(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
  mysql: killByAttribute,
  mariadb: killByAttribute,
};

async function killByAttribute({ query, name }: TestDatabase) {
  const found = await query(
    "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ? AND ID <> CONNECTION_ID() ORDER BY ID DESC LIMIT 1",
    [name],
  );
  await query(`KILL ${String(found[0]?.["id"])}`);
}

describe("project/lock", function () {
  this.timeout(60_000);

  eachServer((server) => {
    for (const kind of ["advisory", "table"] as const)
      describe(`lock: "${kind}"`, () => {
        const one = (database: TestDatabase, more: object = {}) =>
          opened(database.options, { lock: kind, ...more });

        it("is had by one at a time, whoever else asks, and tells them who that is and since when", async () => {
          await using database = await createDatabase(server);
          await using first = await one(database);
          await using second = await one(database);
          const before = Date.now();
          {
            await using lock = await lockDatabase(first);
            await lock.check();
            const error = await refusalOf(second, AT_ONCE);
            expect(error).to.have.property("code", "MIG213");
            // With the performance schema off, as in the tests, MySQL does not know what a session says of itself.
            const saysItself = kind === "table" || !IS_MYSQL.includes(server);
            expect(error?.message).to.match(
              saysItself ? SAYS_ITSELF : /^a session \(user mig from [^,]+, connection \d+\) has/,
            );
            const since = /since (\S+Z)\./.exec(error?.message ?? "")?.[1] ?? "";
            expect(Math.abs(Date.parse(since) - before), error?.message).to.be.lessThan(20_000);
            await lock.check();
          }
          expect(await refusalOf(second, AT_ONCE)).to.equal(null);
        });

        it("lets each of many through, one after another", async () => {
          await using database = await createDatabase(server);
          const projects = await Promise.all(Array.from({ length: 6 }, () => one(database)));
          let [within, done] = [0, 0];
          await Promise.all(
            projects.map(async (project) => {
              await using _ = project;
              await using lock = await lockDatabase(project);
              within += 1;
              expect(within).to.equal(1);
              await setTimeout(20);
              await lock.check();
              within -= 1;
              done += 1;
            }),
          );
          expect(done).to.equal(6);
          if (server !== "sqlite") expect(await othersLeft(database)).to.equal(0);
        });

        it("is another one for another version table, and another database", async () => {
          await using database = await createDatabase(server);
          await using elsewhere = await createDatabase(server);
          await using first = await one(database);
          await using _ = await lockDatabase(first);
          await using otherTable = await one(database, { versionTable: "other_version" });
          expect(await refusalOf(otherTable, AT_ONCE)).to.equal(null);
          await using otherDatabase = await one(elsewhere);
          expect(await refusalOf(otherDatabase, AT_ONCE)).to.equal(null);
        });

        if (server === "postgres" || (server !== "sqlite" && kind === "advisory"))
          it("is another one for another schema", async () => {
            await using database = await createDatabase(server);
            await using beside = await createDatabase(server);
            const schema = server === "postgres" ? "audit" : beside.name;
            await using first = await one(database);
            await using _ = await lockDatabase(first);
            await using other = await one(database, { versionTableSchema: schema });
            expect(await refusalOf(other, AT_ONCE)).to.equal(null);
            const own = server === "postgres" ? "public" : database.name;
            await using same = await one(database, { versionTableSchema: own });
            expect(await refusalOf(same, AT_ONCE)).to.have.property("code", "MIG213");
          });

        it("is waited for no longer than is said, and no longer than wanted; who waits is told for whom", async () => {
          await using database = await createDatabase(server);
          await using first = await one(database);
          await using second = await one(database, { lock: { kind, timeout: 2 } });
          await using _ = await lockDatabase(first);
          const told: Waiting[] = [];
          const start = performance.now();
          const error = await refusalOf(second, { waiting: (waiting) => told.push(waiting) });
          expect(error).to.have.property("code", "MIG213");
          expect(performance.now() - start).to.be.within(1900, 6000);
          expect(told).to.have.length(1);
          expect(told[0]).to.deep.include({ timeout: 2 });
          expect(error?.message).to.contain(told[0]?.holder?.name);

          const controller = new AbortController();
          const waiting = refusalOf(second, { waitTimeout: 60, signal: controller.signal });
          await setTimeout(300);
          const aborted = performance.now();
          controller.abort();
          expect(await waiting).to.have.property("code", "MIG403");
          expect(performance.now() - aborted).to.be.lessThan(1000);
          if (server !== "sqlite") {
            await second.close();
            expect(await othersLeft(database)).to.equal(2);
          }
        });

        it("that is lost lets no further step begin", async () => {
          await using database = await createDatabase(server);
          await using folder = await sample({
            "migrations/a.ts": revisionFile("aaaa1", null, ""),
            "migrations/b.ts": revisionFile("bbbb1", "aaaa1", ""),
          });
          await using project = await opened(database.options, { lock: kind }, folder.root);
          const steps = upgrade(project);
          expect((await steps.next()).value).to.have.nested.property("revision.id", "aaaa1");
          const cut = CUT[server];
          if (kind === "table") await database.query("UPDATE mig_lock SET token = 'other'");
          else if (cut) await cut(database);
          else return void (await steps.return(undefined));
          await setTimeout(150);
          const error: unknown = await steps.next().catch((reason: unknown) => reason);
          expect(error).to.have.property("code", "MIG214");
          expect(await place(project)).to.deep.equal(["aaaa1"]);
        });
      });

    if (server !== "sqlite")
      it("that is lost in the middle of a revision lets no further statement of it begin", async () => {
        await using database = await createDatabase(server);
        const apart = "export const transaction = false;\n";
        const body = `await op.execute("CREATE TABLE t1 (id integer)");
  await new Promise((done) => setTimeout(done, 8000));
  await op.execute("CREATE TABLE t2 (id integer)");`;
        await using folder = await sample({
          "migrations/a.ts": apart + revisionFile("aaaa1", null, body),
        });
        await using project = await opened(database.options, { lock: "table" }, folder.root);
        const done = ids(project, "head").catch((reason: unknown) => reason);
        await until(async () => (await tableNames(database)).includes("t1"));
        await database.query("UPDATE mig_lock SET token = 'other'");
        expect(await done).to.have.property("code", "MIG214");
        expect(await tableNames(database))
          .to.include("t1")
          .and.not.include("t2");
      });

    it("by a row is taken over once its lease has run out, and then lost for who had it", async () => {
      await using database = await createDatabase(server);
      await using first = await opened(database.options, { lock: "table" });
      await using second = await opened(database.options, { lock: "table" });
      await using lock = await lockDatabase(first);
      await database.query("UPDATE mig_lock SET renewed = '2026-01-01T00:00:00.000Z'");
      await using other = await lockDatabase(second, AT_ONCE);
      await other.check();
      const error: unknown = await lock.check().catch((reason: unknown) => reason);
      expect(error).to.have.property("code", "MIG214");
      expect(() => lock.refuseLost())
        .to.throw()
        .with.property("code", "MIG214");
      await lock[Symbol.asyncDispose]();
      await other.check();
    });

    it("by a row that nobody took over is renewed, however late", async () => {
      await using database = await createDatabase(server);
      await using first = await opened(database.options, { lock: "table" });
      await using second = await opened(database.options, { lock: "table" });
      await using lock = await lockDatabase(first);
      await database.query("UPDATE mig_lock SET renewed = '2026-01-01T00:00:00.000Z'");
      await lock.check();
      expect(await refusalOf(second, AT_ONCE)).to.have.property("code", "MIG213");
    });

    it("has a table that ensure-version makes, and that no comparison sees", async () => {
      await using database = await createDatabase(server);
      await using project = await opened(database.options, {
        lock: "table",
        versionTable: "app_version",
        unknownTables: "drop",
        dataSource: () => ({ ...database.options, entities: [One] }) as never,
      });
      expect(await ensureVersion(project)).to.equal(true);
      expect(await ensureVersion(project)).to.equal(false);
      expect(await database.query("SELECT * FROM app_lock")).to.have.length(1);
      if (IS_MYSQL.includes(server)) return; // the tests of commands compare there
      const { operations } = await check(project);
      expect(operations.map(({ kind }) => kind)).to.deep.equal(["createTable"]);
    });

    it("is none where the configuration says so", async () => {
      await using database = await createDatabase(server);
      await using first = await opened(database.options, { lock: "none" });
      await using second = await opened(database.options, { lock: "none" });
      await using _ = await lockDatabase(first);
      expect(await refusalOf(second, AT_ONCE)).to.equal(null);
    });

    it("what has waited goes on from where the other run has left the database, and nowhere else", async () => {
      await using database = await createDatabase(server);
      await using folder = await sample({
        "migrations/a.ts": revisionFile("aaaa1", null, ""),
        "migrations/b.ts": revisionFile("bbbb1", "aaaa1", ""),
      });
      const one = (lock: "advisory" | "none" = "advisory") =>
        opened(database.options, { lock }, folder.root);
      await using holder = await one();
      await using mover = await one("none");
      await using rest = await one();
      await using relative = await one();
      await using stamping = await one();
      const lock = await lockDatabase(holder);
      const all = Promise.allSettled([
        ids(rest, "head"),
        ids(relative, "+1"),
        stamp(stamping, ["aaaa1"]),
      ]);
      await setTimeout(1000);
      expect(await ids(mover, "aaaa1")).to.deep.equal(["aaaa1"]);
      await lock[Symbol.asyncDispose]();
      const [toHead, counting, stamped] = await all;
      expect(toHead).to.deep.include({ status: "fulfilled", value: ["bbbb1"] });
      expect(counting).to.have.nested.property("reason.code", "MIG208");
      expect(stamped).to.have.property("status", "fulfilled");
    });

    it("where nothing is to do none is taken", async () => {
      await using database = await createDatabase(server);
      await using folder = await sample({ "migrations/a.ts": revisionFile("aaaa1", null, "") });
      await using first = await opened(database.options, {}, folder.root);
      await using second = await opened(database.options, {}, folder.root);
      expect(await ids(first, "head")).to.deep.equal(["aaaa1"]);
      await using _ = await lockDatabase(first);
      const nothing = { waitTimeout: 0, timeout: 60 }; // what else is among the options is not for the lock
      expect(await refusalOf(second, nothing)).to.have.property("code", "MIG213");
      expect(await ids(second, "head", nothing)).to.deep.equal([]);
      expect(await stamp(second, ["aaaa1"], nothing)).to.deep.equal({
        from: ["aaaa1"],
        to: ["aaaa1"],
      });
      expect(await ensureVersion(second, nothing)).to.equal(false);
    });
  });

  it("of SQLite is the same with TypeORM 0.3 and sqlite3", async () => {
    await using database = await createDatabase("sqlite");
    await using folder = await sample({}, "typeorm03");
    const options = { type: "sqlite", database: database.name };
    await using first = await opened(options, {}, folder.root);
    await using second = await opened(options, {}, folder.root);
    {
      await using lock = await lockDatabase(first);
      await lock.check();
      const error = await refusalOf(second, AT_ONCE);
      expect(error).to.have.property("code", "MIG213");
      expect(error?.message).to.match(SAYS_ITSELF);
    }
    expect(await refusalOf(second, AT_ONCE)).to.equal(null);
  });

  it("of SQLite is refused where its file is something else, and stays where it was", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await opened(database.options);
    expect(await refusalOf(project, AT_ONCE)).to.equal(null);
    const file = `${database.name}-mig_lock`;
    expect(await refusalOf(project, AT_ONCE)).to.equal(null);
    await writeFile(file, "something else, ".repeat(100));
    const error = await refusalOf(project, AT_ONCE);
    expect(error).to.have.property("code", "MIG216");
    expect(error?.message).to.contain("file is not a database");
    await rm(file);
    await mkdir(file);
    const other = await refusalOf(project, AT_ONCE);
    expect(other).to.have.property("code", "MIG216");
    expect(other?.message).to.contain(`${file} cannot be opened: unable to open database`);
  });

  it("is not needed for a database in memory", async () => {
    const memory = { type: "better-sqlite3", database: ":memory:" };
    await using first = await opened(memory, { lock: "table" });
    await using _ = await lockDatabase(first, AT_ONCE);
    expect(await refusalOf(first, AT_ONCE)).to.equal(null);
  });
});

async function ids(project: Project, target: string, options = {}): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const step of upgrade(project, target, options)) found.push(step.revision.id);
  return found;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(50);
}

const place = async (project: Project) =>
  (await current(project)).revisions.map(({ revision }) => revision.id);
