import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, type TestDatabase } from "../test/support/databases.js";
import { measureWork, timed } from "./measure.js";
import { linkPackages } from "./project.js";
import type { Section } from "./report.js";
import { MIG } from "./set-up.js";
import type { Database } from "./tables.js";

const COUNT = 1_000;

/**
 * How long it takes to apply revisions of one operation each: by mig, and by a program that only runs the same statements in the same
 * transactions, which are those of mig's own script. Beside it, what the operations take without any bookkeeping.
 */
export async function measureApplying(kind: Database, runs: number): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), "mig-bench-"));
  try {
    await writeProject(folder);
    const on = (args: readonly string[]) => async () => {
      await using database = await createDatabase(kind);
      await writeFile(join(folder, "options.json"), JSON.stringify(database.options));
      await writeStatements(folder);
      const seconds = await timed(async () => run(folder, args));
      await expectAll(database);
      return seconds;
    };
    const measurements = [
      await measureWork("the same statements alone", on([`bare-${kind}.mjs`, "all.json"]), runs),
      await measureWork("mig upgrade", on([MIG, "upgrade", "-q"]), runs),
      await measureWork("the operations alone", on([`bare-${kind}.mjs`, "operations.json"]), runs),
    ];
    return { title: `${kind}, ${COUNT} revisions of one operation`, measurements, notes: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const idOf = (at: number) => `r${String(at).padStart(5, "0")}`;

async function writeProject(folder: string): Promise<void> {
  await mkdir(join(folder, "migrations"));
  await linkPackages(join(folder, "node_modules"));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write("package.json", JSON.stringify({ name: "bench", private: true, type: "commonjs" }));
  await write("mig.config.js", 'module.exports = { dataSource: "data-source.js" };\n');
  await write(
    "data-source.js",
    `const { DataSource } = require("typeorm");

exports.AppDataSource = new DataSource({ ...require("./options.json"), entities: [] });
`,
  );
  for (const [kind, text] of Object.entries(BARE)) await write(`bare-${kind}.mjs`, text);
  const before = new Date(Date.now() - 60_000);
  for (let at = 0; at < COUNT; at += 1) {
    const name = `migrations/${idOf(at)}.js`;
    await write(name, revision(at));
    await utimes(join(folder, name), before, before);
  }
}

const revision = (at: number) => `exports.revision = "${idOf(at)}";
exports.downRevision = ${at === 0 ? "null" : JSON.stringify(idOf(at - 1))};

exports.upgrade = async (op) => {
  await op.createTable({
    name: "t${at}",
    columns: [
      { name: "id", type: "integer" },
      { name: "name", type: "varchar(80)", nullable: true },
    ],
    primaryKey: { name: "pk_t${at}", columns: ["id"] },
  });
};

exports.downgrade = async (op) => {
  await op.dropTable("t${at}");
};
`;

/** Writes the statements of the script of these revisions: all, and those of the operations in their transactions. */
async function writeStatements(folder: string): Promise<void> {
  const lines = run(folder, [MIG, "upgrade", "--sql"]).split("\n");
  const all = lines.filter((line) => /^[A-Z].*;$/.test(line));
  const operations = all.filter((line) => !/"mig_\w+"/.test(line));
  await writeFile(join(folder, "all.json"), JSON.stringify(all));
  await writeFile(join(folder, "operations.json"), JSON.stringify(operations));
}

const GIVEN = `import { readFileSync } from "node:fs";
const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const options = read("options.json");
const statements = read(process.argv[2]);
`;

/** The statements alone, by the driver that TypeORM has. */
const BARE: { readonly [K in Database]: string } = {
  postgres: `${GIVEN}import pg from "pg";
const { host, port, username: user, password, database, url: connectionString } = options;
const client = new pg.Client({ host, port, user, password, database, connectionString });
await client.connect();
for (const statement of statements) await client.query(statement);
await client.end();
`,
  sqlite: `${GIVEN}import Database from "better-sqlite3";
const database = new Database(options.database);
for (const statement of statements) database.exec(statement);
database.close();
`,
};

function run(cwd: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

/** A fast run that leaves something out is worth nothing. */
async function expectAll({ query }: TestDatabase): Promise<void> {
  await query(`SELECT id, name FROM t0`);
  await query(`SELECT id, name FROM t${COUNT - 1}`);
}
