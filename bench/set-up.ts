import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createDatabase,
  type ConnectionOptions,
  type TestDatabase,
} from "../test/support/databases.js";
import { createTables } from "./create-tables.js";
import { writeProject } from "./project.js";
import { benchTables, type Database } from "./tables.js";

/** The command as users have it, compiled. */
export const MIG = fileURLToPath(new URL("../bin/run.js", import.meta.url));

/** A project and its database. */
export interface BenchProject {
  readonly folder: string;
  readonly options: ConnectionOptions;
  /** What the database calls itself, and which version. */
  readonly version: string;
}

/** Gives the work a project of so many entities, at head, and a database with their tables; removes both afterwards. */
export async function withTables<T>(
  kind: Database,
  count: number,
  work: (project: BenchProject) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mig-bench-"));
  await using database = await createDatabase(kind);
  try {
    const tables = benchTables(count);
    await createTables(database, kind, tables);
    await writeProject(folder, kind, tables, database.options);
    run(folder, "revision", "-m", "the tables as they are");
    run(folder, "stamp", "head");
    return await work({ folder, options: database.options, version: await version(database) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function version({ server, query }: TestDatabase): Promise<string> {
  if (server === "sqlite") {
    const [row] = await query("SELECT sqlite_version() AS version");
    return `SQLite ${String(row?.["version"])}`;
  }
  const [row] = await query("SHOW server_version");
  return `PostgreSQL ${String(row?.["server_version"])}`;
}

/** Runs mig in a project, and fails where it fails. */
export function run(cwd: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [MIG, ...args], { cwd });
  if (status !== 0) throw new Error(`mig ${args.join(" ")} ended with ${status}: ${stderr}`);
}
