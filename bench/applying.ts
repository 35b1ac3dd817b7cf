import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keptFile } from "../src/project/checksum.js";
import { createDatabase, type TestDatabase } from "../test/support/databases.js";
import { measureWorks, timed } from "./measure.js";
import { linkPackages } from "./project.js";
import type { Section } from "./report.js";
import { MIG } from "./set-up.js";
import type { Database } from "./tables.js";

const COUNT = 1_000;

/**
 * How long it takes to apply revisions of one operation each: by mig, and by a program that only runs the same statements in the same
 * transactions, which are those of mig's own script. Beside it what its parts cost: the lock, the journal, and the checksums in it.
 */
export async function measureApplying(kind: Database, runs: number): Promise<readonly Section[]> {
  const folder = await mkdtemp(join(tmpdir(), "mig-bench-"));
  try {
    await writeProject(folder);
    /** Runs it in a database of its own, which is at head before or after it. */
    const on = (args: readonly string[], state: "empty" | "at head" = "empty") =>
      async function () {
        await using database = await createDatabase(kind);
        await writeFile(join(folder, "options.json"), JSON.stringify(database.options));
        await writeStatements(folder);
        if (state === "at head") run(folder, [`bare-${kind}.mjs`, "all.json"]);
        const seconds = await timed(async () => run(folder, args));
        await expectAll(database);
        return seconds;
      };
    const bare = (what: string, file: string) => ({ what, work: on([`bare-${kind}.mjs`, file]) });
    const mig = (what: string, config: string, state?: "at head") => ({
      what,
      work: on([MIG, "upgrade", "-q", "-c", config], state),
    });
    const applied = await measureWorks(
      [
        bare("the same statements alone", "all.json"),
        mig("mig upgrade", "mig.config.js"),
        mig('mig upgrade, lock: "none"', "unlocked.config.js"),
        bare("the statements without the journal", "unkept.json"),
        bare("the operations alone", "operations.json"),
        { what: `the checksums of ${COUNT} files`, work: () => timed(async () => sums(folder)) },
      ],
      runs,
    );
    const nothing = await measureWorks(
      [
        mig("mig upgrade", "mig.config.js", "at head"),
        mig('mig upgrade, lock: "none"', "unlocked.config.js", "at head"),
      ],
      2 * runs,
    );
    const title = `${kind}, ${COUNT} revisions of one operation`;
    return [
      { title, measurements: applied, notes: [] },
      { title: `${title}, nothing to do`, measurements: nothing, notes: [] },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the journal keeps of the files. */
function sums(folder: string): void {
  for (let at = 0; at < COUNT; at += 1) keptFile({ path: pathOf(folder, at) });
}

const idOf = (at: number) => `r${String(at).padStart(5, "0")}`;

const pathOf = (folder: string, at: number) => join(folder, "migrations", `${idOf(at)}.js`);

async function writeProject(folder: string): Promise<void> {
  await mkdir(join(folder, "migrations"));
  await linkPackages(join(folder, "node_modules"));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write("package.json", JSON.stringify({ name: "bench", private: true, type: "commonjs" }));
  await write("mig.config.js", 'module.exports = { dataSource: "data-source.js" };\n');
  await write(
    "unlocked.config.js",
    'module.exports = { dataSource: "data-source.js", lock: "none" };\n',
  );
  await write(
    "data-source.js",
    `const { DataSource } = require("typeorm");

exports.AppDataSource = new DataSource({ ...require("./options.json"), entities: [] });
`,
  );
  for (const [kind, text] of Object.entries(BARE)) await write(`bare-${kind}.mjs`, text);
  const before = new Date(Date.now() - 60_000);
  for (let at = 0; at < COUNT; at += 1) {
    await writeFile(pathOf(folder, at), revision(at));
    await utimes(pathOf(folder, at), before, before);
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

/** Writes the statements of the script of these revisions: all, those without the journal, and those of the operations in their transactions. */
async function writeStatements(folder: string): Promise<void> {
  const lines = run(folder, [MIG, "upgrade", "--sql"]).split("\n");
  const all = lines.filter((line) => /^[A-Z].*;$/.test(line));
  const operations = all.filter((line) => !/"mig_\w+"/.test(line));
  const unkept = all.filter((line) => !line.includes('"mig_journal"'));
  for (const [name, list] of Object.entries({ all, unkept, operations }))
    await writeFile(join(folder, `${name}.json`), JSON.stringify(list));
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
for (const statement of together(statements)) await client.query(statement);
await client.end();

// What writes down where the database is goes in one message, as from mig.
function together(statements) {
  return statements.reduce((messages, statement) => {
    const last = messages.at(-1);
    const isJournal = statement.startsWith('INSERT INTO "mig_journal"');
    if (isJournal && last?.includes('"mig_version"')) messages.splice(-1, 1, last + statement);
    else messages.push(statement);
    return messages;
  }, []);
}
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
