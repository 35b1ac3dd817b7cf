import type { ServerName } from "./databases.js";
import type { SchemaDatabase } from "./schema-database.js";

/** What another connection holds, until it is released. */
export interface Held {
  /** What names that connection at the server. */
  readonly connection: number | null;
  release(): Promise<void>;
}

/** The table `thing`, with two rows, and the table `deed`. */
export async function makeThings({ test }: SchemaDatabase): Promise<void> {
  await test.query("CREATE TABLE deed (what varchar(20))");
  await test.query("CREATE TABLE thing (id int NOT NULL PRIMARY KEY, size int NOT NULL)");
  await test.query("INSERT INTO thing (id, size) VALUES (1, 10), (2, 20)");
}

/** Another connection looks into the table `thing`, and does not come to an end: nobody can change the table. */
export const holdTable = (database: SchemaDatabase): Promise<Held> =>
  holding(database, database.server === "sqlite" ? "BEGIN IMMEDIATE" : "BEGIN", [
    "SELECT size FROM thing",
  ]);

/** Another connection changes a row of the table `thing`, and does not come to an end: nobody can change the row. */
export const holdRow = (database: SchemaDatabase, id = 1): Promise<Held> =>
  holding(database, database.server === "sqlite" ? "BEGIN IMMEDIATE" : "BEGIN", [
    `UPDATE thing SET size = size + 1000 WHERE id = ${id}`,
  ]);

async function holding(
  { server, test }: SchemaDatabase,
  begin: string,
  statements: readonly string[],
): Promise<Held> {
  const [row] = ID[server] === null ? [] : await test.query(ID[server]);
  await test.query(begin);
  for (const statement of statements) await test.query(statement);
  return {
    connection: row ? Number(row["id"]) : null,
    release: async () => void (await test.query("ROLLBACK")),
  };
}

const ID: Readonly<Record<ServerName, string | null>> = {
  postgres: "SELECT pg_backend_pid() AS id",
  mysql: "SELECT CONNECTION_ID() AS id",
  mariadb: "SELECT CONNECTION_ID() AS id",
  sqlite: null,
};
