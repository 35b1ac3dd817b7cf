import { randomBytes } from "node:crypto";
import { CREATE, type TestDatabase } from "./create-database.js";
import { SERVER_NAMES, type ServerName } from "./servers/index.js";
import { sharedServer } from "./servers/shared.js";

export type { ConnectionOptions, Row, TestDatabase } from "./create-database.js";
export type { ServerName } from "./servers/index.js";

/** The servers of this run: all of them, or those that MIG_TEST_SERVERS names, with commas between. */
export const SERVERS: readonly ServerName[] = chosen(process.env["MIG_TEST_SERVERS"]);

/** What a project runs on: a server by TypeORM 1.x, or SQLite by TypeORM 0.3 and the sqlite3 package. */
export type Setup = ServerName | typeof SQLITE_BY_03;

/** A fresh, empty database on the server, which is started if it does not run yet. */
export async function createDatabase(server: ServerName): Promise<TestDatabase>;
export async function createDatabase(setup: Setup): Promise<TestDatabase<object>>;
export async function createDatabase(setup: Setup): Promise<TestDatabase<object>> {
  const server = serverOf(setup);
  const url = new URL(await sharedServer(server));
  const database = await CREATE[server](url, `mig_test_${randomBytes(6).toString("hex")}`);
  if (setup !== SQLITE_BY_03) return database;
  return { ...database, options: { type: "sqlite", database: database.name } };
}

/** A `describe` for each server of the run, as below, and one for SQLite by TypeORM 0.3. */
export function eachSetup(body: (setup: Setup) => void): void {
  eachServer(body);
  describe("with TypeORM 0.3 and sqlite3", () => {
    eachServer(() => {
      body(SQLITE_BY_03);
    }, ["sqlite"]);
  });
}

/**
 * A `describe` for each server of the run, or for the given ones among them. Where a server cannot be
 * had its tests are left out, and the end of the run says so; with CI=true they fail instead.
 */
export function eachServer(body: (server: ServerName) => void, servers = SERVERS): void {
  for (const server of servers.filter((name) => SERVERS.includes(name)))
    describe(server, () => {
      before(`starts ${server}`, async function () {
        this.timeout(MINUTES_TO_FETCH_AND_START * 60_000);
        const missing = await sharedServer(server).then(
          () => null,
          (error: unknown) => error,
        );
        if (missing === null) return;
        if (inCi()) throw missing;
        this.skip();
      });
      body(server);
    });
}

const SQLITE_BY_03 = "sqlite by TypeORM 0.3";

const serverOf = (setup: Setup): ServerName => (setup === SQLITE_BY_03 ? "sqlite" : setup);

const MINUTES_TO_FETCH_AND_START = 10;

function chosen(list: string | undefined): readonly ServerName[] {
  if (!list) return SERVER_NAMES;
  if (inCi()) throw new Error("With CI=true every database is tested: unset MIG_TEST_SERVERS.");
  const names = list.split(",");
  const unknown = names.filter((name) => !SERVER_NAMES.some((known) => known === name));
  if (unknown.length > 0)
    throw new Error(
      `MIG_TEST_SERVERS: no server ${unknown.join(", ")}, only ${SERVER_NAMES.join(", ")}`,
    );
  return SERVER_NAMES.filter((name) => names.includes(name));
}

function inCi(): boolean {
  return ![undefined, "", "0", "false"].includes(process.env["CI"]);
}
