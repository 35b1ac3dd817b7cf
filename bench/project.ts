import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ConnectionOptions } from "../test/support/databases.js";
import { CHECK, columnsOf, viewQuery, type BenchTable, type Database } from "./tables.js";

/** Writes a CommonJS project with one file for each entity, as a user of mig and TypeORM would have it. */
export async function writeProject(
  folder: string,
  kind: Database,
  tables: readonly BenchTable[],
  options: ConnectionOptions,
): Promise<void> {
  await mkdir(join(folder, "entities"), { recursive: true });
  await linkPackages(join(folder, "node_modules"));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write("package.json", JSON.stringify({ name: "bench", private: true, type: "commonjs" }));
  await write("mig.config.ts", MIG_CONFIG);
  await write("data-source.js", dataSource(options));
  for (const table of tables) await write(`entities/${table.name}.js`, entity(kind, table));
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Lets a project find TypeORM, its drivers and mig. */
export async function linkPackages(folder: string): Promise<void> {
  await mkdir(folder);
  for (const name of ["better-sqlite3", "pg", "reflect-metadata", "typeorm"])
    await symlink(join(ROOT, "node_modules", name), join(folder, name), "dir");
  await symlink(ROOT, join(folder, "typeorm-mig"), "dir");
}

const MIG_CONFIG = `import { defineConfig } from "typeorm-mig";

export default defineConfig({ dataSource: "data-source.js" });
`;

function dataSource(options: ConnectionOptions): string {
  return `const { join } = require("node:path");
const { DataSource } = require("typeorm");

exports.AppDataSource = new DataSource({
  ...${JSON.stringify(options)},
  entities: [join(__dirname, "entities/*.js")],
});
`;
}

function entity(kind: Database, table: BenchTable): string {
  const { name, isRich, parent, names } = table;
  const options = {
    name,
    columns: {
      id: {
        type: "integer",
        primary: true,
        generated: "increment",
        // SQLite has no name for the primary key of an AUTOINCREMENT.
        ...(kind === "postgres" ? { primaryKeyConstraintName: names.primaryKey } : {}),
      },
      ...Object.fromEntries(columnsOf(kind, table).map((column) => [column.name, column.entity])),
    },
    relations: {
      parent: {
        type: "many-to-one",
        target: parent,
        onDelete: "CASCADE",
        joinColumn: { name: "parent_id", foreignKeyConstraintName: names.foreignKey },
      },
    },
    indices: [
      { name: names.parentIndex, columns: ["parent"] },
      { name: names.statusIndex, columns: ["status", "created_at"] },
    ],
    checks: isRich ? [{ name: names.check, expression: CHECK }] : [],
  };
  const view = { name: names.view, type: "view", expression: viewQuery(table), columns: {} };
  return `const { EntitySchema } = require("typeorm");

${[options, ...(isRich ? [view] : [])].map(exported).join("\n")}`;
}

const exported = (options: { readonly name: string }) =>
  `exports.${options.name} = new EntitySchema(${JSON.stringify(options, null, 2)});
`;
