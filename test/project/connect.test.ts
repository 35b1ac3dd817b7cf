import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import * as typeorm from "typeorm";
import type { DataSourceOptions } from "typeorm";
import * as typeorm03 from "typeorm03";
import { connect } from "../../src/project/connect.js";
import { createDatabase, eachServer, SERVERS, type TestDatabase } from "../support/databases.js";
import { othersLeft } from "../support/others-left.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const VERSIONS = { "1.x": typeorm, "0.3": typeorm03 as unknown as typeof typeorm };

/** https://www.sqlite.org/c3ref/c_open_autoproxy.html */
const [OPEN_READONLY, OPEN_URI] = [0x01, 0x40];

/** A pool of one connection, and what takes long on it. */
const ONE: Readonly<Record<string, { readonly extra: object; readonly sleep: string }>> = {
  postgres: { extra: { max: 1 }, sleep: "SELECT pg_sleep(20)" },
  mysql: { extra: { connectionLimit: 1 }, sleep: "SELECT SLEEP(20)" },
  mariadb: { extra: { connectionLimit: 1 }, sleep: "SELECT SLEEP(20)" },
};

describe("connecting", () => {
  for (const [major, package_] of Object.entries(VERSIONS))
    eachServer(
      (server) => {
        const open = (database: TestDatabase, options: object) =>
          connect(
            package_,
            { ...database.options, ...options, connectorPackage: "mysql2" } as never,
            "write",
          );

        for (const at of ["version", "connection id"])
          it(`leaves no connection when the ${at} cannot be asked, TypeORM ${major}`, async () => {
            await using database = await createDatabase(server);
            const pattern =
              at === "version" ? /version\(\)|SHOW server_version/i : /_pid|connection_id/i;
            let isHit = false;
            const logQuery = (sql: string) => {
              isHit ||= pattern.test(sql);
              if (isHit) throw new Error("the logger fails");
            };
            const silent = () => undefined;
            const logger = {
              ...{ logQuery, logQueryError: silent, logQuerySlow: silent },
              ...{ logSchemaBuild: silent, logMigration: silent, log: silent },
            };
            const error: unknown = await open(database, { logger }).catch(
              (reason: unknown) => reason,
            );
            expect(error).to.have.property("message").that.contains("the logger fails");
            expect(await othersLeft(database)).to.equal(0);
          });

        it(`stops a statement also where the pool has one connection, TypeORM ${major}`, async () => {
          await using database = await createDatabase(server);
          const { extra = {}, sleep = "" } = ONE[server] ?? {};
          const connection = await open(database, { extra });
          try {
            const start = performance.now();
            const running = connection.query(sleep).catch((reason: unknown) => reason);
            await setTimeout(100);
            await connection.cancel();
            await running;
            expect(performance.now() - start).to.be.lessThan(5_000);
            // The connection goes on.
            expect(await connection.query("SELECT 1 AS one")).to.have.length(1);
          } finally {
            await connection.close();
          }
          expect(await othersLeft(database)).to.equal(0);
        });

        it(`asks the master and no replica, TypeORM ${major}`, async () => {
          await using database = await createDatabase(server);
          const { type, ...master } = database.options;
          const replication = { master, slaves: [{ ...master, host: "127.0.0.1", port: 1 }] };
          const options = { type, replication, connectorPackage: "mysql2" };
          const connection = await connect(package_, options as never, "write");
          expect(connection.server.flavor).to.equal(server);
          await connection.close();
          expect(await othersLeft(database)).to.equal(0);
        });
      },
      SERVERS.filter((server) => server !== "sqlite"),
    );

  for (const type of ["better-sqlite3", "sqlite"] as const) {
    it(`to read a file that is not there is to read nothing, to write makes it (${type})`, async () => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, "app.sqlite");
      const package_ = type === "sqlite" ? VERSIONS["0.3"] : VERSIONS["1.x"];
      const open = (mode: "read" | "write") =>
        connect(package_, { type, database: file } as never, mode);
      const read = await open("read");
      expect(read.standsIn).to.equal(true);
      expect(read.title).to.contain("app.sqlite");
      expect(await read.session.tableExists(read.query, "any")).to.equal(false);
      await read.close();
      expect(existsSync(file)).to.equal(false);
      const written = await open("write");
      expect(written.standsIn).to.equal(false);
      await written.close();
      expect(existsSync(file)).to.equal(true);
    });
  }

  it("to a file that a URI names is to read that file", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "app.sqlite");
    const open = (database: string, mode: "read" | "write", flags?: number) =>
      connect(VERSIONS["0.3"], { type: "sqlite", database, flags } as never, mode);
    const written = await open(file, "write");
    await written.query("CREATE TABLE cat (id integer)");
    await written.close();
    const read = await open(`file:${file}?mode=ro`, "read", OPEN_READONLY | OPEN_URI);
    expect(read.standsIn).to.equal(false);
    expect(await read.session.tableExists(read.query, "cat")).to.equal(true);
    await read.close();
  });

  it("to a kind of database that mig does not know is refused before anything happens", async () => {
    const options = { type: "oracle", host: "127.0.0.1" } as DataSourceOptions;
    const error: unknown = await connect(typeorm, options, "read").catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property("code", "MIG508");
    expect(error).to.have.property("message").that.contains("oracle");
  });
});
