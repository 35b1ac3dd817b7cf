import { readFileSync } from "node:fs";
import { resolve } from "node:path";
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
  const { expect } = vector;
  const answer = ask(vector);
  if (answer instanceof MigError) return judgeRefusal(vector, answer);
  const { graph, plan } = answer;
  if ("error" in expect) return `should be refused (${expect.error}), but plans ${describe(plan)}`;
  if (!sameSet(stepsOf(plan), expect.steps)) {
    return `should run ${expect.steps.join(" ")}, but plans ${describe(plan)}`;
  }
  if (!sameSet(plan.rows, expect.heads)) {
    return `should end at ${expect.heads.join(" ")}, but plans ${describe(plan)}`;
  }
  return brokenEdge(graph, plan);
}

/** Whether mig refuses where Alembic does, or takes its steps in its very order; not asked of a vector, but so it is without dates and with one dependency at most. */
export function isInSameOrder(vector: Vector): boolean {
  const answer = ask(vector);
  if (answer instanceof MigError || "error" in vector.expect) return true;
  return stepsOf(answer.plan).join() === vector.expect.steps.join();
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

function ask(vector: Vector): { readonly graph: Graph; readonly plan: Plan } | MigError {
  try {
    const graph = createGraph(revisionsOfVector(vector));
    return { graph, plan: PLANS[vector.command](graph, vector.heads, vector.target) };
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

const stepsOf = ({ steps }: Plan) => steps.map(({ revision }) => revision.id);

const describe = (plan: Plan) =>
  `${stepsOf(plan).join(" ") || "nothing"} to end at ${plan.rows.join(" ") || "base"}`;

/** `npm run vectors -- FILE`: names what fails, and ends in `N passed, N failed`. */
function main(file: string | undefined): void {
  if (file === undefined) {
    console.error("Usage: npm run vectors -- FILE");
    process.exitCode = 2;
    return;
  }
  // npm runs scripts in the project's folder, wherever it was called.
  const vectors = readVectors(resolve(process.env["INIT_CWD"] ?? ".", file));
  let failed = 0;
  for (const [index, vector] of vectors.entries()) {
    const problem = judgeOrCrash(vector);
    if (problem === null) continue;
    failed += 1;
    const from = vector.heads.join(" ") || "base";
    console.log(`${index}: ${vector.command} ${vector.target} from ${from}: ${problem}`);
  }
  console.log(`${vectors.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function judgeOrCrash(vector: Vector): string | null {
  try {
    return judge(vector);
  } catch (error) {
    return `crashes: ${error instanceof Error ? error.stack : String(error)}`;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2]);
