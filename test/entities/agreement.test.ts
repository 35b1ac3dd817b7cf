import { expect } from "chai";
import { inTransaction } from "../../src/dialects/session.js";
import fc from "fast-check";
import type { DataSource } from "typeorm";
import { asWritten } from "../../src/autogenerate/as-written.js";
import { compare } from "../../src/autogenerate/compare.js";
import { settle } from "../../src/autogenerate/settle.js";
import { refusedFor } from "../../src/autogenerate/unsettled.js";
import { dialectFor } from "../../src/dialects/index.js";
import type { Server } from "../../src/dialects/dialect.js";
import { runAll } from "../../src/dialects/run.js";
import { asFound } from "../../src/entities/as-found.js";
import { entityScope, readEntities } from "../../src/entities/read.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { REPLAY, RUNS } from "../laws/runs.js";
import {
  createDatabase,
  eachServer,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import {
  VERSIONS,
  connectedDataSource,
  type Entity,
  type Major,
  type Version,
  type Options,
} from "./data-source.js";
import { generatedEntities } from "./sets/generator.js";
import { defaults } from "./sets/defaults.js";
import { ENTITY_SETS } from "./sets/index.js";
import { relations } from "./sets/relations.js";
import { types } from "./sets/types.js";
import { churnOf } from "./typeorm-churn.js";

describe("what entities ask for and what TypeORM makes of them", () => {
  eachServer((server) => {
    for (const [version, major] of Object.entries(VERSIONS) as [Version, Major][])
      for (const set of ENTITY_SETS) {
        if (set.major !== undefined && set.major !== major) continue;
        if (set.entities(server, (name) => name).length === 0) continue;
        it(`${set.name}, TypeORM ${version}`, async () => {
          await using database = await createDatabase(server);
          await using places = await createPlaces(database, set.namespaces);
          const entities = set.entities(server, places.place);
          const left = await agree(database, { ...set.options, entities }, version);
          // TypeORM's own ways are known, each with its reason.
          expect(left.filter((one) => churnOf(server, one) === undefined)).to.deep.equal([]);
        });
      }

    it("generated entities", async function () {
      this.timeout(120_000 + RUNS * 5_000);
      const agrees = async (entities: readonly Entity[]) => {
        await using database = await createDatabase(server);
        await agree(database, { entities }, "1.x");
      };
      await fc.assert(fc.asyncProperty(generatedEntities(server), agrees), {
        numRuns: Math.ceil(RUNS / 6),
        ...REPLAY,
      });
    });
  });

  eachServer(
    (server) => {
      // Many data sources say mysql for it, and TypeORM then believes that it has no uuid.
      for (const set of [types, defaults, relations])
        it(`${set.name}, taken for MySQL`, async () => {
          await using database = await createDatabase(server);
          const entities = set.entities(server, (name) => name);
          await agree(database, { type: "mysql", entities }, "1.x");
        });
    },
    ["mariadb"],
  );
});

/** Gives what TypeORM would still change in what it has made itself. */
async function agree(
  database: TestDatabase,
  options: Options,
  version: Version,
): Promise<readonly string[]> {
  const dataSource = await connectedDataSource({ ...database.options, ...options }, version);
  try {
    return await bothAgree(dataSource, database);
  } finally {
    await dataSource.destroy();
  }
}

async function bothAgree(
  dataSource: DataSource,
  database: TestDatabase,
): Promise<readonly string[]> {
  const server = await serverOf(database);
  const dialect = await dialectFor(server);
  const { query } = database;
  const scope = entityScope(dataSource, server);
  const reflect = async () => dialect.normalize(await dialect.reflect(query, scope));
  const written = readEntities(dataSource, server);
  const run = async (from: Schema, to: Schema) => {
    const ops = asWritten(compare(from, to, dialect.traits), written, to);
    await inTransaction(dialect, query, async ({ query }) => {
      await runAll(query, dialect.compile(ops, from));
    });
  };

  await dataSource.synchronize();
  const left = await differences(dataSource);
  const actual = await reflect();
  const asked = asFound(written, actual, dialect);
  const settled = async (actual: Schema, wanted: Schema) => {
    const { wanted: schema, unsettled } = await settle(actual, wanted, dialect, query);
    expect(refusedFor(unsettled, actual, wanted)).to.deep.equal([]);
    return schema;
  };
  expectSame(actual, await settled(actual, withoutNovelties(asked, server)));

  // Away with all of it, and made again by mig: TypeORM then sees no more than in its own.
  await run(actual, EMPTY_SCHEMA);
  await settled(EMPTY_SCHEMA, asked);
  await run(EMPTY_SCHEMA, asked);
  expect(left).to.include.members(await differences(dataSource));
  const made = await reflect();
  expectSame(made, await settled(made, asked));
  return left;
}

/** What TypeORM would still change: with its own tables too, where it does not recognize what it made. */
async function differences(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

/** Table by table first: the difference is shorter then. */
function expectSame(actual: Schema, wanted: Schema): void {
  expect(wanted.tables).to.have.length.greaterThan(0);
  for (const [at, table] of wanted.tables.entries()) expect(actual.tables[at]).to.deep.equal(table);
  expect(actual).to.deep.equal(wanted);
}

/** TypeORM creates no check on MySQL and MariaDB. */
const withoutNovelties = (schema: Schema, { flavor }: Server): Schema =>
  flavor === "mysql" || flavor === "mariadb"
    ? { ...schema, tables: schema.tables.map((table) => ({ ...table, checks: [] })) }
    : schema;

const VERSION: { readonly [Name in ServerName]: string } = {
  postgres: "SELECT current_setting('server_version') AS it",
  mysql: "SELECT version() AS it",
  mariadb: "SELECT version() AS it",
  sqlite: "SELECT sqlite_version() AS it",
};

async function serverOf({ server, name, query }: TestDatabase): Promise<Server> {
  const [row] = await query(VERSION[server]);
  const version = (/[\d.]+/.exec(String(row?.["it"]))?.[0] ?? "").split(".").map(Number);
  const schema = server === "postgres" ? "public" : server === "sqlite" ? null : name;
  return {
    flavor: server,
    version,
    schema,
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  };
}

/** Schemas in the database, or on MySQL other databases beside it, which share one server with all tests. */
async function createPlaces({ server, name, query }: TestDatabase, names: readonly string[] = []) {
  const isDatabase = server === "mysql" || server === "mariadb";
  const place = (local: string) => (isDatabase ? `${name} ${local}` : local);
  const quote = isDatabase ? "`" : '"';
  for (const local of names) await query(`CREATE SCHEMA ${quote}${place(local)}${quote}`);
  return {
    place,
    async [Symbol.asyncDispose]() {
      if (!isDatabase) return;
      await query("SET FOREIGN_KEY_CHECKS = 0");
      for (const local of names) await query(`DROP DATABASE \`${place(local)}\``);
    },
  };
}
