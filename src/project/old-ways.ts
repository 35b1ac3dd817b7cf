import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Adopted } from "./adopted.js";
import { givenMigrations } from "./data-source.js";
import type { Project } from "./open.js";

/** What a person has to do once TypeORM's migrations are taken over, in sentences. */
export async function nextSteps(
  { settings }: Project,
  { table, revisions, wrote, differences, operations }: Omit<Adopted, "next">,
): Promise<readonly string[]> {
  const { runs } = await givenMigrations(settings);
  return [
    ...(differences ? [DIFFERENT] : []),
    ...(wrote ? [operations === null ? KEPT : read(revisions)] : []),
    ELSEWHERE,
    runs
      ? "Take `migrations` and `migrationsRun` out of the data source; the application may call mig's `upgrade` as it starts."
      : "Take `migrations` out of the data source.",
    ...(await oldScripts(settings.root)),
    `The table ${table} can stay: mig leaves it alone. Once every database is adopted, a revision may drop it: DROP TABLE IF EXISTS.`,
  ];
}

const DIFFERENT =
  "Database and entities were not the same before: `mig check` lists what differs, and `mig revision --autogenerate` writes it as the next revision.";

const read = (revisions: Adopted["revisions"]) =>
  `Read ${revisions.map(({ id }) => id).join(", ")}: rows that migrations have inserted, functions and rights are not in it. What a new database needs of them, add with op.execute or op.bulkInsert.`;

const KEPT =
  "The revisions import the old classes: keep those files, and what they import, as long as the revisions.";

const ELSEWHERE =
  "On every other database on which TypeORM's migrations have run, `mig adopt` once, with the same files: there it only records. A new database takes `mig upgrade head`.";

/** The scripts of package.json that call TypeORM's commands, and what to say there; none where it cannot be read. */
async function oldScripts(root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, "package.json"), "utf8").catch(() => "{}");
  return Object.entries(scriptsIn(text)).flatMap(([name, script]) => {
    const [, command] = /\b(migration:\w+|schema:sync)\b/.exec(String(script)) ?? [];
    if (command === undefined) return [];
    const instead = INSTEAD[command];
    return `The script ${JSON.stringify(name)} of package.json runs ${command}${instead ? `: say \`${instead}\` there` : ""}.`;
  });
}

function scriptsIn(text: string): object {
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts?: unknown };
    return typeof scripts === "object" && scripts !== null ? scripts : {};
  } catch {
    return {}; // whoever reads it next says what is wrong with it
  }
}

const INSTEAD: Readonly<Record<string, string>> = {
  "migration:run": "mig upgrade head",
  "migration:revert": "mig downgrade -1",
  "migration:generate": "mig revision --autogenerate",
  "migration:create": "mig revision",
  "migration:show": "mig history -i",
  "schema:sync": "mig upgrade head",
};
