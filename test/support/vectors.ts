import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MigError } from "../../src/errors.js";
import { createGraph, needsOf, type Graph } from "../../src/revisions/graph.js";
import { planDowngrade, planStamp, planUpgrade, type Plan } from "../../src/revisions/plan.js";
import type { Revision, RevisionId } from "../../src/revisions/revision.js";

/** One question about a revision graph, and Alembic's answer. */
export interface Vector {
  readonly graph: readonly {
    readonly revision: RevisionId;
    readonly downRevision: readonly RevisionId[];
    readonly dependsOn: readonly string[];
    readonly branchLabels: readonly string[];
  }[];
  readonly heads: readonly RevisionId[];
  readonly command: "upgrade" | "downgrade" | "stamp";
  readonly target: string;
  readonly expect:
    | { readonly steps: readonly RevisionId[]; readonly heads: readonly RevisionId[] }
    | { readonly error: string };
}

/** The vectors of a file. */
export function readVectors(file: string | URL): readonly Vector[] {
  return JSON.parse(readFileSync(file, "utf8")) as readonly Vector[];
}

/** The revisions of a vector, in order of files. */
export function revisionsOfVector({ graph }: Pick<Vector, "graph">): readonly Revision[] {
  return graph.map(
    ({ revision: id, downRevision: down, dependsOn, branchLabels: labels }, index) => {
      const path = `versions/${String(index).padStart(5, "0")}_${id}.ts`;
      return { id, down, dependsOn, labels, message: "", path, createdAt: null };
    },
  );
}

/** What is wrong with mig's answer, or null if it is Alembic's. */
export function judge(vector: Vector): string | null {
  const graph = createGraph(revisionsOfVector(vector));
  const answer = ask(graph, vector);
  if (answer instanceof MigError) return judgeRefusal(vector, answer);
  const { expect } = vector;
  if ("error" in expect)
    return `should be refused (${expect.error}), but plans ${describe(answer)}`;
  const ran = answer.steps.map(({ revision }) => revision.id);
  if (!sameSet(ran, expect.steps))
    return `should run ${expect.steps.join(" ")}, but plans ${describe(answer)}`;
  if (!sameSet(answer.rows, expect.heads)) {
    return `should end at ${expect.heads.join(" ")}, but plans ${describe(answer)}`;
  }
  return brokenEdge(graph, answer);
}

/** A step that is taken before one that it needs, or null. */
export function brokenEdge(graph: Graph, { steps }: Plan): string | null {
  const at = new Map(steps.map(({ revision }, index) => [revision.id, index]));
  for (const [index, { direction, revision }] of steps.entries()) {
    for (const before of needsOf(graph, revision.id)) {
      const other = at.get(before) ?? null;
      if (other === null || (direction === "upgrade" ? other < index : other > index)) continue;
      return `${before} and ${revision.id} are in the wrong order`;
    }
  }
  return null;
}

function ask(graph: Graph, { command, heads, target }: Vector): Plan | MigError {
  try {
    return PLANS[command](graph, heads, target);
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
}

const PLANS: Readonly<
  Record<Vector["command"], (graph: Graph, rows: readonly RevisionId[], target: string) => Plan>
> = {
  upgrade: planUpgrade,
  downgrade: planDowngrade,
  stamp: (graph, rows, target) => planStamp(graph, rows, [target]),
};

function judgeRefusal({ expect, command, target, heads }: Vector, error: MigError): string | null {
  if ("error" in expect) return null;
  // Alembic counts down from whichever row comes first, and warns; mig refuses.
  const isAmbiguous = command === "downgrade" && /^-\d+$/.test(target) && heads.length > 1;
  if (isAmbiguous && error.code === "MIG113") return null;
  return `should run ${expect.steps.join(" ")}, but is refused: ${error.code} ${error.message}`;
}

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === new Set(a).size &&
  JSON.stringify(a.toSorted()) === JSON.stringify([...new Set(b)].sort());

const describe = ({ steps, rows }: Plan) =>
  `${steps.map(({ revision }) => revision.id).join(" ") || "nothing"} to end at ${rows.join(" ") || "base"}`;

/** `npm run vectors -- FILE`: names what fails, and ends in `N passed, N failed`. */
function main(file: string | undefined): void {
  if (file === undefined) {
    console.error("Usage: npm run vectors -- FILE");
    process.exitCode = 2;
    return;
  }
  const vectors = readVectors(file);
  let failed = 0;
  for (const [index, vector] of vectors.entries()) {
    const problem = judge(vector);
    if (problem === null) continue;
    failed += 1;
    console.log(
      `${index}: ${vector.command} ${vector.target} from ${vector.heads.join(" ") || "base"}: ${problem}`,
    );
  }
  console.log(`${vectors.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2]);
