import { MigError } from "../errors.js";
import { bases, linksOf, needsOf, revisionsOf, type Graph } from "./graph.js";
import { parseIdentifier } from "./identifier.js";
import { ancestors, descendants } from "./lineage.js";
import { latestFirst, oldestFirst } from "./order.js";
import { branchOf, meaning } from "./resolve.js";
import type { Revision, RevisionId } from "./revision.js";
import { checkRows } from "./rows.js";
import { rowsGoingDown, rowsGoingUp, type RowMoves } from "./row-moves.js";
import { downgradeTarget, upgradeTargets, type DowngradeTarget } from "./target.js";

/** One revision to run, and what the version table holds before and after it, sorted. */
export interface Step {
  readonly direction: "upgrade" | "downgrade";
  readonly revision: Revision;
  readonly rowsBefore: readonly RevisionId[];
  readonly rowsAfter: readonly RevisionId[];
}

/** What is to be done, decided before anything runs, and the rows of the version table once it is done. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly rows: readonly RevisionId[];
}

/**
 * The steps up to a target: what it needs and the database lacks, `oldestFirst`, so that
 * neither the order of rows nor of files matters. A target that is applied already needs none.
 */
export function planUpgrade(graph: Graph, rows: Iterable<RevisionId>, target: string): Plan {
  const from = checkRows(graph, rows);
  const wanted = ancestors(graph, ids(upgradeTargets(graph, from, target)));
  const have = ancestors(graph, from);
  const missing = [...wanted].filter((id) => !have.has(id));
  return inSteps("upgrade", from, oldestFirst(graph, missing), rowsGoingUp(graph, from));
}

/**
 * The steps down to a target: all that is applied and stands on it, dependents included, `latestFirst`. Of what
 * branches off at the target, `label@target` undoes one line only. Refuses (MIG110) a target that is not below
 * what the database has.
 */
export function planDowngrade(graph: Graph, rows: Iterable<RevisionId>, target: string): Plan {
  const from = checkRows(graph, rows);
  const to = downgradeTarget(graph, from, target);
  const have = ancestors(graph, from);
  const undone = [...descendants(graph, firstUndone(graph, to, target))].filter((id) =>
    have.has(id),
  );
  if (to.revision && undone.length === 0 && !from.includes(to.revision.id)) {
    throw unreachable(target, to.revision, from);
  }
  return inSteps("downgrade", from, latestFirst(graph, undone), rowsGoingDown(graph, from, have));
}

/**
 * The rows once the database is declared to be at these targets; no revision runs. Rows in the lineage of a target
 * give way to it, others stay, `base` clears all and `label@base` one branch. A target that another
 * one includes adds nothing. Refuses `+2` and `-2` (MIG113), which do not say where to count from.
 */
export function planStamp(
  graph: Graph,
  rows: Iterable<RevisionId>,
  targets: readonly string[],
): Plan {
  const from = checkRows(graph, rows);
  const identifiers = targets.map(parseIdentifier);
  const concerned = new Set<RevisionId>();
  const found: Revision[] = [];
  for (const identifier of identifiers) {
    if (identifier.name === null) throw countsFromNowhere(identifier.text);
    const branch = branchOf(graph, identifier)?.revision;
    const meant = meaning(graph, identifier, { rows: from, clamp: false });
    if (identifier.name === "base" && identifier.branch === null && targets.length > 1)
      throw besideOthers(identifier.text);
    found.push(...meant);
    const kin = kinOf(graph, ids(branch ? [branch, ...meant] : meant));
    for (const row of from) if (kin.size === 0 || kin.has(row)) concerned.add(row);
  }
  const stamped =
    found.length === 0
      ? from.filter((id) => !concerned.has(id))
      : moved(graph, from, concerned, found);
  return { steps: [], rows: [...stamped].sort() };
}

/** The step of one revision, whatever else there would be to do. */
export function planOne(
  graph: Graph,
  rows: Iterable<RevisionId>,
  direction: Step["direction"],
  id: RevisionId,
): Step {
  const from = checkRows(graph, rows);
  const moves =
    direction === "upgrade"
      ? rowsGoingUp(graph, from)
      : rowsGoingDown(graph, from, ancestors(graph, from));
  const [step] = inSteps(direction, from, revisionsOf(graph, [id]), moves).steps;
  if (step === undefined) throw new Error(`there is no revision ${id}`);
  return step;
}

const ids = (revisions: readonly Revision[]) => revisions.map(({ id }) => id);

function inSteps(
  direction: Step["direction"],
  from: readonly RevisionId[],
  revisions: readonly Revision[],
  moves: RowMoves,
): Plan {
  const steps: Step[] = [];
  let rows = from;
  for (const revision of revisions) {
    const rowsAfter = moves(revision.id);
    steps.push({ direction, revision, rowsBefore: rows, rowsAfter });
    rows = rowsAfter;
  }
  return { steps, rows };
}

/** The revisions that stand directly on the target, of which each is undone with all that stands on it. */
function firstUndone(
  graph: Graph,
  { revision, branch }: DowngradeTarget,
  text: string,
): readonly RevisionId[] {
  const roots = revision ? linksOf(graph, revision.id).children : ids(bases(graph));
  if (!branch || roots.length <= 1) return roots;
  const line = ancestors(graph, [branch.id], "parents only");
  const onLine = roots.filter((id) => line.has(id));
  if (onLine.length > 0) return onLine;
  throw new MigError(
    "MIG110",
    `${text} does not say what to undo: of ${roots.join(", ")}, which stand on ${revision?.id ?? "base"}, none leads to ${branch.id}.`,
    "Name the target without what stands before the @, or a branch that begins above it.",
  );
}

function unreachable(text: string, { id }: Revision, rows: readonly RevisionId[]): MigError {
  const at = rows.length === 0 ? "at base" : `at ${rows.join(", ")}`;
  const target = text.trim() === id ? id : `${text.trim()} (${id})`;
  return new MigError(
    "MIG110",
    `There is no way down to ${target}: the database is ${at}, and has nothing that stands on it.`,
    "`mig history -i` shows where the database is; to go up, use `mig upgrade`.",
  );
}

/** What comes before or after one of these, dependencies too. */
function kinOf(graph: Graph, ids: readonly RevisionId[]): ReadonlySet<RevisionId> {
  return new Set([...ancestors(graph, ids), ...descendants(graph, ids)]);
}

/** A target that has a row stays; one that stands above or below rows takes the place of all concerned; another comes in addition. */
function moved(
  graph: Graph,
  from: readonly RevisionId[],
  concerned: ReadonlySet<RevisionId>,
  targets: readonly Revision[],
): ReadonlySet<RevisionId> {
  const rows = new Set(from);
  const kin = kinOf(graph, [...concerned]);
  const included = ancestors(
    graph,
    ids(targets).flatMap((id) => needsOf(graph, id)),
  );
  for (const id of new Set(ids(targets))) {
    if (concerned.has(id) || included.has(id)) continue;
    if (kin.has(id)) for (const row of concerned) rows.delete(row);
    rows.add(id);
  }
  return rows;
}

const besideOthers = (text: string) =>
  new MigError(
    "MIG113",
    `${text} clears the record, and does not go with other targets.`,
    "Leave it out; to begin with an empty record, add --purge.",
  );

const countsFromNowhere = (text: string) =>
  new MigError(
    "MIG113",
    `${text} does not say where to count from: stamp is told where the database is.`,
    "Name the revision, or count from one: `mig stamp head-1`.",
  );
