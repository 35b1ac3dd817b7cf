import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import {
  createDatabase,
  eachServer,
  type ConnectionOptions,
  type ServerName,
  type TestDatabase,
} from "./databases.js";

eachServer((server) => {
  it("is a version that mig speaks to", async () => {
    await using database = await createDatabase(server);
    const [row] = await database.query(VERSION[server].sql);
    const version = String(row?.["version"]);
    expect(version).to.match(VERSION[server].pattern);
    const [major = 0, minor = 0] = (version.match(/\d+/g) ?? []).map(Number);
    expect(major + minor / 100).to.be.at.least(VERSION[server].oldest);
  });

  it("gives every test an empty database of its own", async () => {
    await using one = await createDatabase(server);
    await using other = await createDatabase(server);
    await one.run("CREATE TABLE only_here (id integer); INSERT INTO only_here VALUES (7);");
    expect(await one.query("SELECT id FROM only_here")).to.deep.equal([{ id: 7 }]);
    expect(await failure(other.query("SELECT id FROM only_here"))).to.match(/only_here/);
  });

  it("takes the driver's own placeholders", async () => {
    await using database = await createDatabase(server);
    const sql = server === "postgres" ? "SELECT $1::int + 1 AS more" : "SELECT ? + 1 AS more";
    expect((await database.query(sql, [41])).map((row) => Number(row["more"]))).to.deep.equal([42]);
  });

  it("drops a database though another connection is in the middle of a transaction on it", async () => {
    await using witness = await createDatabase(server);
    const database = await createDatabase(server);
    await database.run("CREATE TABLE held (id integer)");
    await HOLD[server](database);
    expect(await exists(database, witness)).to.equal(true);
    await database[Symbol.asyncDispose]();
    expect(await exists(database, witness)).to.equal(false);
  });
});

describe("a server that cannot be had", function () {
  this.timeout(120_000);

  it("is left out of a developer's run, and the end of the run says so", async () => {
    const { code, output } = await testsWithoutMysql({ CI: "" });
    expect(output).to.match(/0 passed, 0 failed\n\n!!! NOT TESTED: mysql cannot be started/);
    expect(code).to.equal(0);
  });

  it("fails a run of continuous integration", async () => {
    const { code, output } = await testsWithoutMysql({ CI: "true" });
    expect(output)
      .to.match(/mysql cannot be started/)
      .and.to.match(/0 passed, 1 failed/);
    expect(code).to.equal(1);
  });
});

/** The oldest version counts a minor version in hundredths. */
const VERSION: {
  readonly [Name in ServerName]: {
    readonly sql: string;
    readonly pattern: RegExp;
    readonly oldest: number;
  };
} = {
  postgres: { sql: "SELECT version() AS version", pattern: /^PostgreSQL \d+/, oldest: 12 },
  mysql: { sql: "SELECT version() AS version", pattern: /^(?!.*MariaDB)\d+\./, oldest: 8 },
  mariadb: { sql: "SELECT version() AS version", pattern: /^\d+\.\d+.*MariaDB/, oldest: 10.06 },
  sqlite: { sql: "SELECT sqlite_version() AS version", pattern: /^3\./, oldest: 3.25 },
};

/** Opens a second connection that has read the table `held` in a transaction it does not end. */
const HOLD: { readonly [Name in ServerName]: (database: TestDatabase) => Promise<unknown> } = {
  async postgres({ options }) {
    const { host, port, username: user, password, database } = overNetwork(options);
    const client = new pg.Client({ host, port, user, password, database }).on(
      "error",
      () => undefined,
    );
    await client.connect();
    await client.query("BEGIN; SELECT * FROM held");
  },
  mysql: holdMysql,
  mariadb: holdMysql,
  sqlite: async ({ run }) => await run("BEGIN; SELECT * FROM held"),
};

async function holdMysql({ options }: TestDatabase): Promise<void> {
  const { host, port, username: user, password, database } = overNetwork(options);
  const connection = await createConnection({ host, port, user, password, database });
  connection.on("error", () => undefined);
  await connection.beginTransaction();
  await connection.query("SELECT * FROM held");
}

function overNetwork(options: ConnectionOptions) {
  if (options.type === "better-sqlite3") throw new Error("a file has no address");
  return options;
}

async function exists({ server, name }: TestDatabase, witness: TestDatabase): Promise<boolean> {
  if (server === "sqlite") return existsSync(name);
  const list =
    server === "postgres"
      ? "SELECT datname AS name FROM pg_database"
      : "SELECT schema_name AS name FROM information_schema.schemata";
  return (await witness.query(list)).some((row) => row["name"] === name);
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "nothing failed",
    (error: unknown) => String(error),
  );
}

async function testsWithoutMysql(
  variables: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const [here, mocha] = [
    fileURLToPath(import.meta.url),
    createRequire(import.meta.url).resolve("mocha/bin/mocha.js"),
  ];
  const env = {
    ...process.env,
    MIG_TEST_SERVERS: "",
    MIG_TEST_MYSQL_URL: "",
    NODE_OPTIONS: "",
    ...variables,
  };
  const args = [mocha, "--require", join(here, "../without-mysql.ts"), "--grep", "^mysql", here];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
