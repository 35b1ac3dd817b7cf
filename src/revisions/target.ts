import { MigError } from "../errors.js";
import { firstOf } from "../wording.js";
import { linksOf, revisionsOf, type Graph } from "./graph.js";
import { parseIdentifier, type Identifier } from "./identifier.js";
import { ancestors, normalizedDependencies } from "./lineage.js";
import { branchOf, meaning, named, only, type Branch } from "./resolve.js";
import type { Revision, RevisionId } from "./revision.js";
import { currentRevisions } from "./rows.js";
import { walk } from "./walk.js";

/** Where a downgrade is to stop. */
export interface DowngradeTarget {
  /** Null is the base. */
  readonly revision: Revision | null;
  /** If several lines lead down to the target, only the one with this revision is undone. */
  readonly branch: Revision | null;
}

/** What an upgrade from these rows is to arrive at; nothing for `base`. Refuses what `resolve` refuses, and steps down. */
export function upgradeTargets(
  graph: Graph,
  rows: readonly RevisionId[],
  typed: string,
): readonly Revision[] {
  const identifier = parseIdentifier(typed);
  const { text, name, offset } = identifier;
  if (name !== null) {
    const found = meaning(graph, identifier, { rows, clamp: false });
    if (offset < 0 && found.length === 0) throw belowAll(text);
    return found;
  }
  if (offset < 0) throw wrongWay(text, "an upgrade goes up", `mig downgrade ${text}`);
  const branch = branchOf(graph, identifier);
  const [start, ...others] = branch ? startsOn(graph, rows, branch) : rows;
  if (others.length > 0) throw severalRows(identifier, [start ?? "", ...others], "upgrade");
  const how = { text, within: branch?.lineage ?? null, clamp: false };
  const target = walk(graph, graph.revisions.get(start ?? "") ?? null, offset, how);
  return target ? [target] : [];
}

/** Where a downgrade from these rows is to stop. Refuses what `resolve` refuses, steps up, and `-2` from several rows (MIG113). */
export function downgradeTarget(
  graph: Graph,
  rows: readonly RevisionId[],
  typed: string,
): DowngradeTarget {
  const identifier = parseIdentifier(typed);
  const { text, name, offset } = identifier;
  const branch = branchOf(graph, identifier);
  if (name === null) {
    if (offset > 0) throw wrongWay(text, "a downgrade goes down", `mig upgrade ${text}`);
    const from = branch ? endsOn(graph, rows, branch) : rows;
    const [start, ...others] = revisionsOf(graph, from);
    if (others.length > 0) throw severalRows(identifier, from, "downgrade");
    if (!start) throw nothingApplied(text);
    const revision = walk(graph, start, offset, { text, within: null, clamp: false });
    return { revision, branch: branch?.revision ?? start };
  }
  // `label@revision` chooses what to undo; the revision itself may lie before the branch or beside it.
  const isPlain = offset === 0 && name !== "head" && name !== "heads";
  const found = isPlain
    ? named(graph, identifier, name, null, { rows })
    : meaning(graph, identifier, { rows, clamp: false });
  return { revision: only(graph, identifier, found), branch: branch?.revision ?? null };
}

/** Where counting up on a branch begins: the rows on it, else the last of what is applied on it, else the base. */
function startsOn(
  graph: Graph,
  rows: readonly RevisionId[],
  { lineage }: Branch,
): readonly RevisionId[] {
  const onBranch = rows.filter((id) => lineage.has(id));
  if (onBranch.length > 0) return onBranch;
  const applied = [...ancestors(graph, rows)].filter((id) => lineage.has(id));
  const before = new Set(
    applied.flatMap((id) => [...linksOf(graph, id).parents, ...normalizedDependencies(graph, id)]),
  );
  return applied.filter((id) => !before.has(id));
}

/** Where counting down on a branch begins: the rows on it, else the heads on it that a row includes by depending on them. */
function endsOn(
  graph: Graph,
  rows: readonly RevisionId[],
  { lineage }: Branch,
): readonly RevisionId[] {
  const onBranch = rows.filter((id) => lineage.has(id));
  if (onBranch.length > 0) return onBranch;
  return currentRevisions(graph, rows)
    .map(({ id }) => id)
    .filter((id) => lineage.has(id));
}

function severalRows(
  { text, offset }: Identifier,
  rows: readonly RevisionId[],
  command: string,
): MigError {
  const steps = offset > 0 ? `+${offset}` : `${offset}`;
  const choices = rows.slice(0, 6).map((id) => `\`mig ${command} ${id}@${steps}\``);
  return new MigError(
    "MIG113",
    `${text} does not say where to count from: the database is at ${rows.length} revisions, ${firstOf(rows).join(", ")}.`,
    `Say which: ${choices.join(" or ")}.`,
  );
}

const belowAll = (text: string) =>
  new MigError(
    "MIG110",
    `${text} is the base, below every revision: there is nothing to upgrade to.`,
    `To undo everything, run \`mig downgrade ${text}\`.`,
  );

const wrongWay = (text: string, why: string, command: string) =>
  new MigError("MIG110", `${text} is not possible: ${why}.`, `Did you mean \`${command}\`?`);

const nothingApplied = (text: string) =>
  new MigError(
    "MIG110",
    `${text} is not possible: there is nothing applied to count down from.`,
    "`mig current` shows where the database is.",
  );
