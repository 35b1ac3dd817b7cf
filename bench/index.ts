// How fast mig is, beside TypeORM and beside the database alone: `npm run bench -- --help`.
import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { measureApplying } from "./applying.js";
import { measureExpressions } from "./expressions.js";
import { measureRebuild } from "./rebuild.js";
import { measureRevisions, SHAPES } from "./revisions.js";
import { sectionLines, type Section } from "./report.js";
import { measureRows } from "./rows.js";
import { measureSize } from "./sizes.js";
import { measureStartup } from "./startup.js";
import { DATABASES, type Database } from "./tables.js";

const { values } = parseArgs({
  options: {
    tables: { type: "string", default: "100,1000,5000" },
    databases: { type: "string", default: DATABASES.join(",") },
    runs: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    patient: { type: "boolean", default: false },
    volatile: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** How busy the machine was with other things before anything was measured. */
const [LOAD = 0] = loadavg();

if (values.help) {
  console.log(`npm run bench -- [--tables 100,1000,5000] [--databases ${DATABASES.join(",")}]
  --only revisions|tables|rebuild|applying|rows   leave out the rest
  --runs N     how often each thing is measured at most; the median counts (5)
  --volatile   on servers as the tests have them, which wait for no disk; otherwise every commit reaches it, as at users
  --patient    ask TypeORM also where it takes minutes
  --json       print the results as JSON`);
} else {
  const sections = await measureAll();
  if (values.json) console.log(JSON.stringify({ machine: machine(), sections }, null, 2));
  else console.log([machine(), ...sections.map(text)].join("\n\n"));
}

async function measureAll(): Promise<readonly Section[]> {
  if (!values.volatile) process.env["MIG_TEST_DURABLE"] = "1";
  const runs = Number(values.runs);
  const options = { runs, patient: values.patient };
  const sections: Section[] = [];
  const add = (found: Section) => {
    // A run takes minutes: what is known is shown while it goes on.
    console.error(`${text(found)}\n`);
    sections.push(found);
  };
  if (values.only === "" || values.only === "rebuild") add(await measureRebuild(runs));
  if (values.only === "rebuild") return sections;
  if (values.only === "" || values.only === "applying")
    for (const database of chosenDatabases()) (await measureApplying(database, runs)).forEach(add);
  if (values.only === "applying") return sections;
  if (values.only === "" || values.only === "rows")
    for (const database of chosenDatabases()) add(await measureRows(database));
  if (values.only === "rows") return sections;
  if (values.only !== "tables")
    for (const shape of SHAPES) add(await measureRevisions(shape, runs));
  if (values.only === "revisions") return sections;
  (await measureStartup(2 * runs)).forEach(add);
  if (chosenDatabases().includes("postgres")) add(await measureExpressions(runs));
  for (const database of chosenDatabases())
    for (const count of values.tables.split(",").map(Number))
      add(await measureSize(database, count, options));
  return sections;
}

function chosenDatabases(): readonly Database[] {
  const names = values.databases.split(",");
  return DATABASES.filter((name) => names.includes(name));
}

function text(section: Section): string {
  return sectionLines(section).join("\n");
}

function machine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `Node ${process.version}`,
    `TypeORM ${version("typeorm")}`,
    `${cpus().length} × ${cpu?.model}`,
    `${gigabytes} GB`,
    `load ${LOAD.toFixed(1)}`,
  ].join(", ");
}

function version(name: string): string {
  const path = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
