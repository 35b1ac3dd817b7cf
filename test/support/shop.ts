import { cp, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ConnectionOptions, TestDatabase } from "./create-database.js";
import { JSON_COLUMNS, SHOP_ROWS, type Cell, type ShopRow } from "./shop-rows.js";

/** The two sets of entities of fixtures/project. */
export const SHOP_STATES = ["before", "after"] as const;
export type ShopState = (typeof SHOP_STATES)[number];

/** The packages of the development tree that can stand as `typeorm` in a project. */
export type TypeormPackage = "typeorm" | "typeorm03" | "typeorm0320" | "typeorm10";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SHOP = join(ROOT, "fixtures/project");

/** A copy of the shop that runs as if it were installed: the folder, which may exist, gets packages too. */
export async function copyShop(
  folder: string,
  state: ShopState,
  typeorm: TypeormPackage = "typeorm",
): Promise<void> {
  await cp(SHOP, folder, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
  await linkPackages(join(folder, "node_modules"), typeorm);
  if (state === "after") await evolveShop(folder);
}

const NOT_COPIED = new Set(["node_modules", "dist", "after", "README.md", "shop.sqlite"]);

/** Puts the after state in the place of the before state. */
export async function evolveShop(folder: string): Promise<void> {
  const after = join(SHOP, "after");
  const entities = join(folder, "src/entities");
  for (const name of await readdir(after))
    if (name.endsWith(".ts")) await cp(join(after, name), join(entities, name));
  const removed = await readFile(join(after, "removed.txt"), "utf8");
  for (const name of removed.split("\n").filter(Boolean)) await rm(join(entities, name));
}

/** Makes the newest revision of the shop do what data.ts says. */
export async function useData(folder: string, file: string): Promise<void> {
  const path = join(folder, "migrations", file);
  const text = await readFile(path, "utf8");
  const header = text.slice(0, text.indexOf("export const upgrade"));
  await writeFile(path, `${header}export { upgrade, downgrade } from "../data";\n`);
}

/** How many rows are as data.ts leaves them. */
export const countData = async (database: ShopDatabase): Promise<Record<string, number>> => ({
  currency: await count(database, "currency", "code IN ('GBP', 'USD')"),
  gift_card: await count(database, "gift_card", "code LIKE 'WELCOME-%' AND balance = 5"),
  product: await count(database, "product", "featured = TRUE"),
  user: await count(database, "user", "phone LIKE 'ask %'"),
});

/** The variables by which the shop runs on the given database. */
export function shopEnvironment(options: ConnectionOptions): Record<string, string> {
  const common = { SHOP_DB_TYPE: options.type, SHOP_DB_NAME: options.database };
  if (options.type === "better-sqlite3") return common;
  return {
    ...common,
    SHOP_DB_HOST: options.host,
    SHOP_DB_PORT: String(options.port),
    SHOP_DB_USER: options.username,
    SHOP_DB_PASSWORD: options.password,
  };
}

/** Where rows are written and looked for. */
export type ShopDatabase = Pick<TestDatabase, "server" | "query">;

/** Inserts rows that are valid in both states, into tables and columns that both have. */
export async function seedShop(database: ShopDatabase): Promise<void> {
  for (const [table, rows] of Object.entries(SHOP_ROWS)) {
    for (const row of rows) {
      const columns = Object.keys(row).map((column) => quoted(database, column));
      const values = Object.values(row).map(literal);
      await database.query(
        `INSERT INTO ${quoted(database, table)} (${columns.join(", ")}) VALUES (${values.join(", ")})`,
      );
    }
  }
  const [department, head] = ["department", "headId"].map((name) => quoted(database, name));
  await database.query(`UPDATE ${department} SET ${head} = 1 WHERE id = 1`);
}

/** How many rows each seeded table has. */
export async function countShop(database: ShopDatabase): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of Object.keys(SHOP_ROWS)) counts[table] = await count(database, table, "1 = 1");
  return counts;
}

/** The seeded rows of which the database has none with the same values any more. */
export async function lostRows(database: ShopDatabase): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const [table, rows] of Object.entries(SHOP_ROWS)) {
    for (const row of rows)
      if ((await count(database, table, holds(database, row))) !== 1)
        lost.push(`${table} ${JSON.stringify(row)}`);
  }
  return lost;
}

/** Puts the packages a project needs into its node_modules folder. */
export async function linkPackages(folder: string, typeorm: TypeormPackage): Promise<void> {
  await mkdir(folder, { recursive: true });
  const own = ["@types", "better-sqlite3", "mysql2", "pg", "reflect-metadata", "sqlite3"];
  for (const name of own)
    await symlink(join(ROOT, "node_modules", name), join(folder, name), "dir");
  await symlink(join(ROOT, "node_modules", typeorm), join(folder, "typeorm"), "dir");
  await symlink(ROOT, join(folder, "typeorm-mig"), "dir");
}

async function count(database: ShopDatabase, table: string, condition: string): Promise<number> {
  const [row] = await database.query(
    `SELECT COUNT(*) AS n FROM ${quoted(database, table)} WHERE ${condition}`,
  );
  return Number(row?.["n"]);
}

function holds(database: ShopDatabase, row: ShopRow): string {
  const conditions = Object.entries(row).map(([column, value]) => {
    const name = quoted(database, column);
    if (value === null) return `${name} IS NULL`;
    // MySQL's JSON never equals a string, all others' does.
    const isJson = database.server === "mysql" && JSON_COLUMNS.has(column);
    return `${name} = ${isJson ? `CAST(${literal(value)} AS JSON)` : literal(value)}`;
  });
  return conditions.join(" AND ");
}

function quoted({ server }: ShopDatabase, name: string): string {
  return server === "postgres" || server === "sqlite" ? `"${name}"` : `\`${name}\``;
}

function literal(value: Cell): string {
  return typeof value === "string"
    ? `'${value.replaceAll("'", "''")}'`
    : String(value).toUpperCase();
}
