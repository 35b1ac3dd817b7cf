import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase } from "../test/support/databases.js";
import { measurePrograms, type Measurement } from "./measure.js";
import { linkPackages } from "./project.js";
import type { Section } from "./report.js";
import { MIG } from "./set-up.js";
import type { Database } from "./tables.js";

const COUNTS = [10_000, 1_000_000];

/** How long, and how much memory, `mig upgrade` takes to put rows from a generator into a table, and to change each in batches. */
export async function measureRows(kind: Database): Promise<Section> {
  const measurements: Measurement[] = [];
  for (const count of COUNTS) measurements.push(...(await measured(kind, count)));
  return { title: `${kind}, mig upgrade with rows`, measurements, notes: [] };
}

async function measured(kind: Database, count: number): Promise<readonly Measurement[]> {
  const cwd = await mkdtemp(join(tmpdir(), "mig-bench-"));
  await using database = await createDatabase(kind);
  try {
    await writeProject(cwd, database.options, count);
    const rows = `${count.toLocaleString("en")} rows`;
    const upgrade = (what: string, id: string) => ({
      ...{ what: `${what} ${rows}`, args: [MIG, "upgrade", id], cwd },
      says: new RegExp(`is at ${id}`),
    });
    const found = [
      ...(await measurePrograms([upgrade("op.bulkInsert", "aaaa1")], 1)),
      ...(await measurePrograms([upgrade("op.backfill", "bbbb1")], 1)),
    ];
    const [row] = await database.query("SELECT COUNT(*) AS n FROM t WHERE n = id + 1");
    if (Number(row?.["n"]) !== count) throw new Error(`not all of ${rows} are there`);
    return found;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

async function writeProject(folder: string, options: object, count: number): Promise<void> {
  await mkdir(join(folder, "migrations"));
  await linkPackages(join(folder, "node_modules"));
  const files = {
    "package.json": JSON.stringify({ name: "bench", private: true, type: "commonjs" }),
    "mig.config.js": 'module.exports = { dataSource: "data-source.js" };\n',
    "data-source.js": `const { DataSource } = require("typeorm");
exports.AppDataSource = new DataSource({ ...${JSON.stringify(options)}, entities: [] });
`,
    "migrations/aaaa1.js": `exports.revision = "aaaa1";
exports.downRevision = null;
function* rows() {
  for (let id = 1; id <= ${count}; id += 1) yield { id, n: id, note: "a note of some length " + id };
}
exports.upgrade = async (op) => {
  await op.createTable({
    name: "t",
    columns: [
      { name: "id", type: "integer" },
      { name: "n", type: "integer" },
      { name: "note", type: "varchar(80)" },
    ],
    primaryKey: ["id"],
  });
  await op.bulkInsert("t", rows());
};
`,
    "migrations/bbbb1.js": `exports.revision = "bbbb1";
exports.downRevision = "aaaa1";
exports.upgrade = (op) => op.backfill("t", { set: { n: "n + 1" }, batchSize: 10000 });
`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}
