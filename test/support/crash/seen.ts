import { dialectFor, sourceType } from "../../../src/dialects/index.js";
import type { TestDatabase } from "../create-database.js";

/** What is in a database, to be compared with what it is to have. */
export interface Seen {
  /** What makes each table and view, and its rows. */
  readonly content: readonly string[];
  readonly versions: readonly unknown[];
}

/** Looks at a database again and again. */
export interface Looking {
  seen(): Promise<Seen>;
  /** The entries that the journal has got since this was asked last, oldest first, and how far they say they have come. */
  entries(): Promise<readonly string[]>;
}

const OWN = new Set(["mig_version", "mig_journal", "mig_lock"]);

export async function lookingAt(database: TestDatabase): Promise<Looking> {
  const { query, server } = database;
  const dialect =
    server === "postgres" ? await dialectFor(await sourceType(server).identify(query)) : null;
  const content = {
    mysql: () => mysqlContent(database),
    mariadb: () => mysqlContent(database),
    sqlite: () => sqliteContent(database),
    async postgres() {
      if (dialect === null) return [];
      const scope = { namespaces: "all" as const, except: [...OWN] };
      const schema = dialect.normalize(await dialect.reflect(query, scope));
      // What a schema does not say: what is left of an index that was not finished, or of a check that was not read.
      const half = await query(
        `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid
         UNION ALL SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1`,
      );
      const named = [...schema.tables, ...schema.views.filter((view) => view.materialized)];
      const rows = await rowsOf(
        database,
        named.map(({ name }) => name),
        '"',
      );
      return [JSON.stringify(schema), JSON.stringify(half), ...rows];
    },
  };
  let count = 0;
  return {
    async seen() {
      const versions = await query("SELECT version_num FROM mig_version ORDER BY 1");
      return {
        content: await content[server](),
        versions: versions.map((row) => row["version_num"]),
      };
    },
    async entries() {
      const all = await query(
        "SELECT revision, direction, outcome, position FROM mig_journal WHERE position IS NOT NULL OR outcome NOT IN ('failed', 'cut off') ORDER BY id",
      );
      const fresh = all.slice(count).map((row) => Object.values(row).join(" ").trim());
      count = all.length;
      return fresh;
    },
  };
}

async function rowsOf(
  { query }: TestDatabase,
  names: readonly string[],
  quote: string,
): Promise<readonly string[]> {
  const all: string[] = [];
  for (const name of names) {
    const rows = await query(`SELECT * FROM ${quote}${name}${quote}`);
    all.push(...rows.map((row) => `${name}: ${JSON.stringify(row)}`).sort());
  }
  return all;
}

async function mysqlContent(database: TestDatabase): Promise<readonly string[]> {
  const { query, name } = database;
  const tables = (await query("SHOW FULL TABLES")).map((row) => Object.values(row).map(String));
  const all: string[] = [];
  for (const [table = "", kind = ""] of tables) {
    if (OWN.has(table)) continue;
    const [row] = await query(`SHOW CREATE ${kind.replace("BASE ", "")} \`${table}\``);
    all.push(JSON.stringify(row));
  }
  const filled = tables.filter(([table = "", kind]) => kind !== "SEQUENCE" && !OWN.has(table));
  const others = await query("SHOW DATABASES LIKE ?", [`${name}\\_%`]);
  return [
    ...all,
    ...(await rowsOf(
      database,
      filled.map(([table = ""]) => table),
      "`",
    )),
    ...others.map((row) => String(Object.values(row)[0])),
  ];
}

async function sqliteContent(database: TestDatabase): Promise<readonly string[]> {
  const made = await database.query(
    "SELECT type, name, sql FROM sqlite_master ORDER BY type, name",
  );
  const own = made.filter(({ sql }) => !/mig_(?:version|journal|lock)/.test(String(sql)));
  const tables = own.filter(({ type }) => type === "table").map(({ name }) => String(name));
  return [...own.map((row) => JSON.stringify(row)), ...(await rowsOf(database, tables, '"'))];
}
