import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { planUpgrade } from "../../src/revisions/plan.js";
import { ensureJournal } from "../../src/runtime/journal.js";
import { migrate } from "../../src/runtime/migrate.js";
import type { RunLimits } from "../../src/runtime/limits.js";
import type { Migration, Op } from "../../src/runtime/op.js";
import type { Blocked } from "../../src/runtime/blocked.js";
import { loadSteps, type MigrationModule } from "../../src/runtime/steps.js";
import { ensureVersionTable } from "../../src/runtime/version-table.js";
import { holdRow, holdTable, makeThings } from "../support/blocking.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { graphOf } from "../support/revisions.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { all, refusal, run, VERSIONS } from "../support/stopped-runs.js";

const SHORT: RunLimits = { lock: 200, statement: null, tries: 12 };

/** How a migration does its work. */
const WAYS = ["in a transaction", "without one", "in op.autocommit"] as const;

const inWay = (way: (typeof WAYS)[number], work: Migration): MigrationModule => ({
  upgrade: way === "in op.autocommit" ? (op) => op.autocommit(() => work(op)) : work,
  transaction: way !== "without one",
});

const did = (what: string) => `INSERT INTO deed (what) VALUES ('${what}')`;

describe("statements that wait for others", function () {
  this.timeout(120_000);
  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      await makeThings(database);
    });
    afterEach(() => database[Symbol.asyncDispose]());

    const isTransactional = server === "postgres" || server === "sqlite";
    const deeds = async () =>
      (await database.test.query("SELECT what FROM deed ORDER BY what")).map(({ what }) => what);
    const sizes = async () =>
      (await database.test.query("SELECT size FROM thing ORDER BY id")).map(({ size }) => size);
    const journal = async () =>
      (
        await database.test.query("SELECT revision, outcome FROM mig_journal ORDER BY revision")
      ).map((row) => Object.values(row).join(" "));

    /** Runs revisions, one after another. */
    async function upgrade(
      modules: Readonly<Record<string, MigrationModule>>,
      limits: RunLimits | null = SHORT,
      more: { signal?: AbortSignal; blocked?: (waiting: Blocked) => void } = {},
    ) {
      const ids = Object.keys(modules);
      const lines = ids.map((id, at) => (at === 0 ? id : `${id} < ${ids[at - 1] ?? ""}`));
      const steps = await loadSteps(
        planUpgrade(graphOf(...lines), [], "head"),
        async ({ id }) => modules[id] ?? {},
      );
      const told: Blocked[] = [];
      const blocked = (one: Blocked) => {
        told.push(one);
        more.blocked?.(one);
      };
      const running = all(
        migrate(
          { ...run(database.connection), ...more, limits: limits ?? undefined, blocked },
          steps,
        ),
      );
      return { running, told };
    }

    const alters: Migration = async (op) => {
      await op.execute(did("before"));
      await op.addColumn("thing", { name: "colour", type: "varchar(10)", nullable: true });
      await op.execute(did("last"));
    };

    for (const way of WAYS)
      it(`${way}, a table that is held: it goes through once that is released, and once only`, async () => {
        const held = await holdTable(database);
        const { running, told } = await upgrade({ aaaa1: inWay(way, alters) });
        await wait(1_700);
        await held.release();
        await running;
        expect(await deeds()).to.deep.equal(["before", "last"]);
        expect(
          (await database.reflect()).tables.find(({ name }) => name === "thing")?.columns,
        ).to.have.lengthOf(3);
        expect(await journal()).to.deep.equal(["aaaa1 done"]);
        expect(told.some(({ again }) => again !== null)).to.equal(true);
      });

    for (const way of WAYS)
      it(`${way}, a row that is held: it is changed once that is released, and once only`, async () => {
        const held = await holdRow(database);
        const { running, told } = await upgrade({
          aaaa1: inWay(way, async (op) => {
            await op.execute(did("before"));
            await op.execute("UPDATE thing SET size = size + 1");
          }),
        });
        await wait(1_700);
        await held.release();
        await running;
        expect(await sizes()).to.deep.equal([11, 21]);
        expect(await deeds()).to.deep.equal(["before"]);
        expect(await journal()).to.deep.equal(["aaaa1 done"]);
        expect(told.some(({ again }) => again !== null)).to.equal(true);
      });

    it("rows that are gone through in batches: each is changed once, whichever batch has to wait", async () => {
      const more = Array.from({ length: 28 }, (_, at) => `(${at + 3}, 0)`);
      await database.test.query(`INSERT INTO thing (id, size) VALUES ${more.join(", ")}`);
      await database.test.query("UPDATE thing SET size = 0");
      await ensureVersionTable(database.connection, VERSIONS);
      await ensureJournal(database.connection, VERSIONS);
      // On SQLite one that only reads holds up a commit, once all the work is done.
      const held =
        server === "sqlite"
          ? await database.test.query("BEGIN").then(async () => {
              await database.test.query("SELECT size FROM thing");
              return { release: () => database.test.query("ROLLBACK") };
            })
          : await holdRow(database, 15);
      const { running, told } = await upgrade({
        aaaa1: {
          transaction: false,
          upgrade: (op) => op.backfill("thing", { set: { size: "size + 1" }, batchSize: 10 }),
        },
      });
      await wait(1_700);
      await held.release();
      await running;
      expect(await sizes()).to.deep.equal(Array.from({ length: 30 }, () => 1));
      expect(told.some(({ again }) => again !== null)).to.equal(true);
    });

    it("a lock that is never released: it says who has it, what stands, and goes on later", async () => {
      await ensureVersionTable(database.connection, VERSIONS);
      await ensureJournal(database.connection, VERSIONS);
      const held = await holdTable(database);
      const { running, told } = await upgrade(
        { aaaa1: { upgrade: alters } },
        { ...SHORT, lock: 1_000, tries: 2 },
      );
      const error = await refusal(running);
      expect(error.code).to.equal("MIG412");
      expect(error.message).to.contain("tried 2 times").and.contain("aaaa1");
      if (server === "sqlite") expect(error.message).to.contain("cannot tell which one");
      else {
        expect(error.message)
          .to.contain("+ thing.colour")
          .and.match(server === "postgres" ? /It waits for/ : /It (may )?waits? for/)
          .and.contain(`connection ${held.connection} (`);
        if (server === "postgres") expect(error.message).to.contain("SELECT size FROM thing");
        expect(told.map(({ again }) => again?.number ?? "waits")).to.include.members(["waits", 2]);
      }
      expect(error.message).to.contain(isTransactional ? "rolled back" : "1 of 3 operations ran");
      expect(error.hint).to.contain("lockTimeout");
      if (server === "postgres")
        expect(error.hint).to.contain(`SELECT pg_terminate_backend(${held.connection})`);
      await held.release();
      await (
        await upgrade({ aaaa1: { upgrade: alters } })
      ).running;
      expect(await deeds()).to.deep.equal(["before", "last"]);
    });

    it("by itself it waits three seconds for a lock, and as long as it takes for a statement", async () => {
      const found = await settingsIn(database, {}, null);
      expect(found.inside).to.deep.equal({ lock: 3_000, statement: found.before.statement });
    });

    for (const transaction of [true, false])
      it(`${transaction ? "in a transaction" : "without one"}, what a revision says counts for it alone, and the connection is as it was`, async () => {
        const limits = { lock: 5_000, statement: null, tries: 1 };
        const own = { lockTimeout: 9, transaction };
        const found = await settingsIn(database, own, limits);
        expect(found.inside.lock).to.equal(9_000);
        expect(found.later.lock).to.equal(5_000);
        expect(found.after).to.deep.equal(found.before);
        const none = await settingsIn(
          database,
          { lockTimeout: null, transaction },
          { ...limits, lock: 6_000 },
        );
        expect(none.inside.lock).to.equal(none.before.lock);
        expect(none.after).to.deep.equal(none.before);
      });

    it("the connection is as it was also after a failure", async () => {
      const before = await settings(database.connection.query, server);
      const { running } = await upgrade({
        aaaa1: {
          transaction: false,
          lockTimeout: 7,
          upgrade: (op) => op.execute("this is no SQL"),
        },
      });
      await refusal(running);
      expect(await settings(database.connection.query, server)).to.deep.equal(before);
    });

    for (const transaction of [true, false])
      if (server === "postgres" || server === "mariadb")
        it(`${transaction ? "in a transaction" : "without one"}, a statement that takes too long is ended`, async () => {
          const slow = server === "postgres" ? "SELECT pg_sleep(20)" : "SELECT SLEEP(20)";
          const { running } = await upgrade({
            aaaa1: { transaction, statementTimeout: 0.5, upgrade: (op) => op.execute(slow) },
          });
          const error = await refusal(running);
          expect(error.code).to.equal("MIG413");
          expect(error.message).to.contain(slow);
        });

    if (server === "mysql" || server === "sqlite")
      it("a limit for statements is refused before anything has run", async () => {
        for (const [own, limits] of [
          [{ statementTimeout: 5 }, SHORT],
          [{}, { ...SHORT, statement: 5_000 }],
        ] as const) {
          const { running } = await upgrade({ aaaa1: { ...own, upgrade: alters } }, limits);
          expect((await refusal(running)).code).to.equal("MIG404");
        }
        expect(await deeds()).to.deep.equal([]);
        const isThere = database.connection.dialect.tableExists(
          database.connection.query,
          "mig_version",
        );
        expect(await isThere).to.equal(false);
      });

    it("what is interrupted while it pauses leaves at once", async () => {
      const held = await holdTable(database);
      const controller = new AbortController();
      let [since, pause] = [0, 0];
      const blocked = ({ again }: Blocked) => {
        if (again?.number !== 4) return;
        [since, pause] = [performance.now(), again.milliseconds];
        setTimeout(() => {
          controller.abort();
        }, 10);
      };
      const { running } = await upgrade({ aaaa1: { upgrade: alters } }, SHORT, {
        signal: controller.signal,
        blocked,
      });
      const error = await refusal(running);
      expect(error.code).to.equal("MIG403");
      expect(performance.now() - since).to.be.lessThan(pause);
      await held.release();
    });

    if (server !== "sqlite") {
      it("of two that wait for each other the one that is ended is run again", async () => {
        const other = database.test;
        if (server === "postgres") await other.query("SET deadlock_timeout = '1min'");
        await other.query("BEGIN");
        // What has changed more is not the one that is ended.
        await other.query("INSERT INTO deed (what) VALUES ('a'), ('b'), ('c'), ('d'), ('e')");
        await other.query("UPDATE thing SET size = size + 100 WHERE id = 2");
        const { running, told } = await upgrade(
          {
            aaaa1: {
              upgrade: (op) =>
                op.execute([
                  "UPDATE thing SET size = size + 1 WHERE id = 1",
                  "UPDATE thing SET size = size + 1 WHERE id = 2",
                ]),
            },
          },
          { ...SHORT, lock: 20_000 },
        );
        await wait(500);
        await other.query("UPDATE thing SET size = size + 100 WHERE id = 1");
        await other.query("COMMIT");
        await running;
        expect(told.map(({ again }) => again?.number ?? "waits")).to.include(2);
        expect(await sizes()).to.deep.equal([111, 121]);
      });

      it("a statement that may have done a part is not run again", async () => {
        await database.test.query(PROCEDURE[server] ?? "");
        const held = await holdRow(database);
        const { running } = await upgrade({
          aaaa1: { transaction: false, upgrade: (op) => op.execute("CALL work()") },
        });
        const error = await refusal(running);
        await held.release();
        expect(error.code).to.equal("MIG412");
        expect(error.message).to.contain("tried once");
        expect(await deeds()).to.deep.equal(["called"]);
      });
    }

    if (server === "postgres") {
      const index = { name: "thing_size", columns: ["size"] };
      const isValid = async () =>
        (
          await database.test.query(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'thing_size'::regclass",
          )
        )[0]?.["indisvalid"];

      for (const lockTimeout of [undefined, 0.3])
        it(`an index that is made beside others ${lockTimeout ? "begins anew" : "waits"} until transactions are over`, async () => {
          const held = await holdRow(database);
          const { running, told } = await upgrade({
            aaaa1: {
              ...(lockTimeout && { lockTimeout }),
              upgrade: (op: Op) => op.createIndex("thing", index, { concurrently: true }),
            },
          });
          await wait(2_500);
          await held.release();
          await running;
          expect(await isValid()).to.equal(true);
          expect(told.some(({ again }) => again !== null)).to.equal(lockTimeout !== undefined);
          expect(
            told.some(({ blockers }) =>
              blockers?.some(({ connection }) => connection === held.connection),
            ),
          ).to.equal(true);
        });
    }

    /** The settings before, in a revision that says something itself, in the one after it, and afterwards. */
    async function settingsIn(
      { connection }: SchemaDatabase,
      own: Omit<MigrationModule, "upgrade">,
      limits: RunLimits | null,
    ) {
      await connection.query(PECULIAR[server]);
      const seen: Seen[] = [];
      const look: Migration = async (op) =>
        void seen.push(await settings((sql) => op.query(sql), server));
      const before = await settings(connection.query, server);
      await database.test.query("DROP TABLE IF EXISTS mig_version");
      const { running } = await upgrade(
        { aaaa1: { ...own, upgrade: look }, bbbb1: { upgrade: look } },
        limits,
      );
      await running;
      const after = await settings(connection.query, server);
      const [inside, later] = seen;
      if (!inside || !later) throw new Error("it has not run");
      return { before, inside, later, after };
    }
  });
});

type Seen = { readonly lock: number; readonly statement: number | null };

/** What a connection has been told to do. */
async function settings(
  query: (sql: string) => Promise<readonly Record<string, unknown>[]>,
  server: ServerName,
): Promise<Seen> {
  const [row = {}] = await query(LOOK[server]);
  const statement = row["statement"];
  return {
    lock: Number(row["lock_ms"] ?? row["timeout"]),
    statement: statement === undefined ? null : Number(statement),
  };
}

const LOOK: Readonly<Record<ServerName, string>> = {
  postgres:
    "SELECT (extract(epoch FROM current_setting('lock_timeout')::interval) * 1000)::int AS lock_ms, (extract(epoch FROM current_setting('statement_timeout')::interval) * 1000)::int AS statement",
  mysql:
    "SELECT IF(@@lock_wait_timeout = @@innodb_lock_wait_timeout, @@lock_wait_timeout, 0) * 1000 AS lock_ms",
  mariadb:
    "SELECT IF(@@lock_wait_timeout = @@innodb_lock_wait_timeout, @@lock_wait_timeout, 0) * 1000 AS lock_ms, @@max_statement_time AS statement",
  sqlite: "PRAGMA busy_timeout",
};

/** What no default is. */
const PECULIAR: Readonly<Record<ServerName, string>> = {
  postgres: "SET lock_timeout = '77s'",
  mysql: "SET SESSION lock_wait_timeout = 77, SESSION innodb_lock_wait_timeout = 77",
  mariadb:
    "SET SESSION lock_wait_timeout = 77, SESSION innodb_lock_wait_timeout = 77, SESSION max_statement_time = 77",
  sqlite: "PRAGMA busy_timeout = 7777",
};

/** Puts a row in for good, and then wants the row that is held. */
const PROCEDURE: Partial<Record<ServerName, string>> = {
  postgres:
    "CREATE PROCEDURE work() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO deed VALUES ('called'); COMMIT; UPDATE thing SET size = 0 WHERE id = 1; END $$",
  mysql:
    "CREATE PROCEDURE work() BEGIN INSERT INTO deed VALUES ('called'); UPDATE thing SET size = 0 WHERE id = 1; END",
  mariadb:
    "CREATE PROCEDURE work() BEGIN INSERT INTO deed VALUES ('called'); UPDATE thing SET size = 0 WHERE id = 1; END",
};
