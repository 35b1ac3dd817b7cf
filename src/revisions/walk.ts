import { MigError } from "../errors.js";
import { counted, firstOf } from "../wording.js";
import { bases, linksOf, revisionsOf, type Graph } from "./graph.js";
import { labelsOf } from "./lineage.js";
import type { Revision, RevisionId } from "./revision.js";

interface Walk {
  /** What the person typed, for the error. */
  readonly text: string;
  /** Going up, only these are taken. */
  readonly within: ReadonlySet<RevisionId> | null;
  /** Whether a walk that is longer than history ends where history does, or is refused (MIG110). */
  readonly clamp: boolean;
}

/** Where one arrives so many steps above (or, if negative, below) a revision; null is the base. A fork in the way is refused (MIG113). */
export function walk(
  graph: Graph,
  start: Revision | null,
  steps: number,
  how: Walk,
): Revision | null {
  return steps < 0 ? down(graph, start, -steps, how) : up(graph, start, steps, how);
}

function up(
  graph: Graph,
  start: Revision | null,
  steps: number,
  { text, within, clamp }: Walk,
): Revision | null {
  let at = start;
  for (let taken = 0; taken < steps; taken++) {
    const above = at ? revisionsOf(graph, linksOf(graph, at.id).children) : bases(graph);
    const [next, ...others] = within ? above.filter(({ id }) => within.has(id)) : above;
    if (!next && clamp) return at;
    if (!next) throw tooFar(text, taken, at ? `${at.id} is a head` : "there is no revision there");
    if (others.length > 0) {
      const where = `above ${at?.id ?? "base"} history branches.`;
      const hint = `Name the revision itself: \`${next.id}\`.`;
      throw fork(graph, text, { where, hint }, [next, ...others]);
    }
    at = next;
  }
  return at;
}

function down(
  graph: Graph,
  start: Revision | null,
  steps: number,
  { text, clamp }: Walk,
): Revision | null {
  let at = start;
  for (let taken = 0; taken < steps; taken++) {
    if (!at && clamp) return null;
    if (!at) throw tooFar(text, taken, "then comes the base");
    const [next, ...others] = revisionsOf(graph, linksOf(graph, at.id).parents);
    if (next && others.length > 0) {
      const where = `${at.id} is a merge.`;
      const hint = `Name the revision itself: \`${next.id}\`. (To go down to any of these undoes the merge and nothing else.)`;
      throw fork(graph, text, { where, hint }, [next, ...others]);
    }
    at = next ?? null;
  }
  return at;
}

function tooFar(text: string, taken: number, why: string): MigError {
  const steps = taken === 0 ? "no step" : counted(taken, "step");
  return new MigError(
    "MIG110",
    `${text} goes beyond history: ${steps} can be taken, ${why}.`,
    "Count fewer steps, or name the revision itself; `mig history` lists them.",
  );
}

function fork(
  graph: Graph,
  text: string,
  { where, hint }: { readonly where: string; readonly hint: string },
  choices: readonly Revision[],
): MigError {
  const named = firstOf(
    choices.map(({ id }) =>
      ["  " + id, ...labelsOf(graph, id).map((label) => `label ${label}`)].join(", "),
    ),
    (left) => `  and ${left} more`,
  );
  return new MigError(
    "MIG113",
    `${text} does not say which way: ${where}\n${named.join("\n")}`,
    hint,
  );
}
