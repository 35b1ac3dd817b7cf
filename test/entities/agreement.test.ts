import { expect } from "chai";
import { settle } from "../../src/autogenerate/settle.js";
import { dialectFor } from "../../src/dialects/index.js";
import type { Server } from "../../src/dialects/dialect.js";
import { entityScope, readEntities } from "../../src/entities/read.js";
import type { Schema } from "../../src/schema/model.js";
import {
  createDatabase,
  eachServer,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import { MAJORS, connectedDataSource, type Major } from "./data-source.js";
import { ENTITY_SETS } from "./sets/index.js";
import type { EntitySet } from "./sets/entity-set.js";

describe("what entities ask for and what TypeORM makes of them", () => {
  eachServer((server) => {
    for (const major of MAJORS)
      for (const set of ENTITY_SETS) {
        if (set.major !== undefined && set.major !== major) continue;
        if (set.entities(server, (name) => name).length === 0) continue;
        it(`${set.name}, TypeORM ${major}`, async () => {
          await using database = await createDatabase(server);
          await using places = await createPlaces(database, set.namespaces);
          const { actual, wanted } = await both(set, major, database, places.place);
          expect(wanted.tables).to.have.length.greaterThan(0);
          for (const [at, table] of wanted.tables.entries())
            expect(actual.tables[at]).to.deep.equal(table);
          expect(actual).to.deep.equal(wanted);
        });
      }
  });
});

/** What TypeORM created, and what mig reads in the same entities, spelt alike where the server says they are. */
async function both(
  set: EntitySet,
  major: Major,
  database: TestDatabase,
  place: (name: string) => string,
) {
  const dataSource = await connectedDataSource(
    { ...database.options, ...set.options, entities: set.entities(database.server, place) },
    major,
  );
  try {
    await dataSource.synchronize();
    const server = await serverOf(database);
    const dialect = await dialectFor(server);
    const scope = entityScope(dataSource, server);
    const actual = dialect.normalize(await dialect.reflect(database.query, scope));
    const asked = withoutWhatTypeormNeverMakes(readEntities(dataSource, server), database.server);
    const wanted = await settle(actual, dialect.normalize(asked), dialect, database.query);
    return { actual, wanted };
  } finally {
    await dataSource.destroy();
  }
}

/** TypeORM creates no check on MySQL and MariaDB. */
const withoutWhatTypeormNeverMakes = (schema: Schema, server: ServerName): Schema =>
  server === "mysql" || server === "mariadb"
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
  return { flavor: server, version, schema };
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
