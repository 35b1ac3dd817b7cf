import { relative } from "node:path";
import type { Adopted } from "../project/adopted.js";
import { counted } from "../wording.js";
import { colour } from "./colour.js";
import { line, type Text } from "./safe.js";
import { told } from "./tenant-steps.js";

/** What `mig adopt` read, wrote and recorded, or would, and what to do next. With `quiet` the paths of new files alone. */
export function adoptedLines(
  adopted: Adopted,
  { dryRun, quiet }: { readonly dryRun: boolean; readonly quiet: boolean },
): readonly Text[] {
  const { table, ran, left, notes, next } = adopted;
  const paths = adopted.revisions.map(({ path }) => path && relative(process.cwd(), path));
  if (quiet) return adopted.wrote ? paths.filter((path) => path !== null) : [];
  return [
    `Read: ${counted(ran.length, "migration")} of TypeORM's ${ran.length === 1 ? "has" : "have"} run, as its table ${table} says; none is pending.`,
    ...(adopted.wrote ? wroteLines(adopted, dryRun) : []),
    recordedLine(adopted, dryRun),
    ...left.map(
      ({ kind, name }) =>
        line`${colour.yellow("Note:")} ${kind} ${name} is left out, as no entity knows it: mig leaves it alone here, and a new database does not get it.`,
    ),
    ...notes.map((note) => line`${colour.yellow("Note:")} ${note}`),
    "Next:",
    ...next.map((step) => `  - ${step}`),
  ];
}

const wroteLines = ({ revisions, operations }: Adopted, dryRun: boolean): readonly Text[] =>
  revisions.map(({ path, message, adopts }) => {
    const file = path === null ? `a revision "${message}"` : relative(process.cwd(), path);
    const what =
      operations === null
        ? `which runs ${adopts.join(", ")} as it is`
        : `which makes an empty database what this one is, in ${counted(operations, "operation")}`;
    return `${dryRun ? "Would write" : "Wrote"}: ${file}, ${what}.`;
  });

function recordedLine({ wrote, from, to }: Adopted, dryRun: boolean): Text {
  if (!wrote && from.length > 0)
    return line`Adopted already: the database is at ${colour.yellow(told(from))}. Nothing was written.`;
  return line`${dryRun ? "Would record" : "Recorded"}: ${told(from)} → ${colour.yellow(told(to))}, without running anything.`;
}
