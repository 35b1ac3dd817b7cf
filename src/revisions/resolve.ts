import { MigError } from "../errors.js";
import { didYouMean, firstOf } from "../wording.js";
import { heads, realHeads, revisionsOf, type Graph } from "./graph.js";
import { parseIdentifier, type Identifier } from "./identifier.js";
import { labelsOf, lineage } from "./lineage.js";
import type { Revision, RevisionId } from "./revision.js";
import { RESERVED } from "./revision-id.js";
import { walk } from "./walk.js";

/** How identifiers are understood where a command asks for revisions. */
export interface Where {
  /** What the database has, or null if nobody asked it: then `current` is refused (MIG104). */
  readonly rows: readonly RevisionId[] | null;
  /** Whether counting beyond history ends where history does, or is refused (MIG110). */
  readonly clamp: boolean;
}

/** What stands before an `@`, found. */
export interface Branch {
  readonly revision: Revision;
  readonly lineage: ReadonlySet<RevisionId>;
}

/**
 * The revisions that an identifier means; `base` means none. A bare `-2` counts from every head, a bare `+2`
 * is refused (MIG113). Refuses what does not exist (MIG101), what several match (MIG103), `head` where there are
 * several (MIG102) and what cannot be read (MIG104).
 */
export function resolve(
  graph: Graph,
  typed: string,
  rows: readonly RevisionId[] | null = null,
): readonly Revision[] {
  return meaning(graph, parseIdentifier(typed), { rows, clamp: false });
}

/** What `resolve` promises, for an identifier that is read already. */
export function meaning(graph: Graph, identifier: Identifier, where: Where): readonly Revision[] {
  const { text, name, offset } = identifier;
  const branch = branchOf(graph, identifier);
  const how = { text, within: branch?.lineage ?? null, clamp: where.clamp };
  const isRevision = (it: Revision | null) => it !== null;
  if (name === null) {
    if (offset > 0) throw fromNowhere(identifier);
    const tips = realHeads(graph).filter(({ id }) => !branch || branch.lineage.has(id));
    return [...new Set(tips.map((tip) => walk(graph, tip, offset, how)))].filter(isRevision);
  }
  // Going up, the start may lie beside the branch and the way lead into it.
  const found = named(graph, identifier, name, offset > 0 ? null : branch, where);
  if (offset === 0) return found;
  return [walk(graph, only(graph, identifier, found), offset, how)].filter(isRevision);
}

/** What stands before the `@` of an identifier, or null if nothing does. */
export function branchOf(graph: Graph, { branch }: Identifier): Branch | null {
  if (branch === null) return null;
  const revision = find(graph, branch, null, "branch");
  return { revision, lineage: lineage(graph, revision.id) };
}

/** What a name without steps means, within a branch if one is given. */
export function named(
  graph: Graph,
  identifier: Identifier,
  name: string,
  branch: Branch | null,
  { rows }: Pick<Where, "rows">,
): readonly Revision[] {
  const onBranch = (revisions: readonly Revision[]) =>
    branch ? revisions.filter(({ id }) => branch.lineage.has(id)) : revisions;
  if (name === "base") return [];
  if (name === "heads") return branch ? onBranch(heads(graph)) : realHeads(graph);
  if (name === "head") {
    const found = onBranch(heads(graph));
    only(graph, identifier, found);
    return found;
  }
  if (name !== "current") return [find(graph, name, branch)];
  if (rows === null) throw noDatabase(identifier);
  return revisionsOf(graph, rows);
}

/** The only one of several revisions, null if there is none; more than one is refused (MIG102). */
export function only(
  graph: Graph,
  { text, branch, name, offset }: Identifier,
  revisions: readonly Revision[],
): Revision | null {
  const [first, ...others] = revisions;
  if (others.length === 0) return first ?? null;
  const labels = revisions.flatMap(({ id }) => labelsOf(graph, id).map((label) => `${label}@head`));
  const once = labels.filter((label) => labels.indexOf(label) === labels.lastIndexOf(label));
  const choices = [...once, ...revisions.map(({ id }) => id)].slice(0, 6).map((it) => `\`${it}\``);
  const all = branch === null ? "heads" : `${branch}@heads`;
  // Only `head` asks for one of what `heads` means.
  const orAll = name === "head" && offset === 0 ? `, or all of them (\`${all}\`)` : "";
  const given = `${text} stands where one revision is meant`;
  throw new MigError(
    "MIG102",
    `${orAll === "" ? given : `${text} means one revision`}, and there are ${revisions.length}: ${firstOf(revisions.map(({ id }) => id)).join(", ")}.`,
    `Name the one you mean (${choices.join(", ")})${orAll}.`,
  );
}

function find(graph: Graph, name: string, branch: Branch | null, what = "revision"): Revision {
  const exact = graph.revisions.get(graph.labels.get(name) ?? name);
  const [revision, ...others] = exact ? [exact] : beginningWith(graph, name, branch);
  if (!revision) throw unknown(graph, name, what);
  if (others.length > 0) throw ambiguous(name, [revision, ...others]);
  if (!branch || branch.lineage.has(revision.id)) return revision;
  throw new MigError(
    "MIG101",
    `${revision.id} is not on the branch of ${branch.revision.id}: it comes neither before nor after it.`,
    "Leave out what stands before the @, or name a revision of that branch.",
  );
}

/** Four characters are enough to name a revision or a label, if no other begins with them. */
function beginningWith(graph: Graph, name: string, branch: Branch | null): readonly Revision[] {
  if (name.length < SHORTEST_PREFIX) return [];
  const ids = [...graph.revisions.keys()].filter((id) => id.startsWith(name));
  for (const [label, id] of graph.labels) if (label.startsWith(name)) ids.push(id);
  return revisionsOf(graph, new Set(ids.filter((id) => !branch || branch.lineage.has(id))));
}

const SHORTEST_PREFIX = 4;

function unknown(graph: Graph, name: string, what: string): MigError {
  const names = [...graph.revisions.keys(), ...graph.labels.keys(), ...RESERVED];
  const short = name.length < SHORTEST_PREFIX ? "Type at least four characters of an id. " : "";
  const otherwise = `${short}\`mig history\` lists the revisions there are.`;
  const hint = didYouMean(name, names, otherwise, (it) => `\`${it}\``);
  return new MigError("MIG101", `There is no ${what} ${JSON.stringify(name)}.`, hint);
}

function ambiguous(name: string, candidates: readonly Revision[]): MigError {
  const listed = firstOf(
    candidates.map(({ id, message }) => `  ${id}${message === "" ? "" : `  ${message}`}`),
    (left) => `  and ${left} more`,
  );
  return new MigError(
    "MIG103",
    `${name} is the beginning of ${candidates.length} revisions:\n${listed.join("\n")}`,
    "Type more of the one you mean.",
  );
}

const fromNowhere = ({ text, offset }: Identifier) =>
  new MigError(
    "MIG113",
    `${text} does not say where to count from.`,
    `Name it: \`base+${offset}\`, or a revision followed by \`+${offset}\`.`,
  );

const noDatabase = ({ text }: Identifier) =>
  new MigError(
    "MIG104",
    `${text} cannot be used here: \`current\` is where a database is, and this does not ask one.`,
    "Name a revision, or type `head`, `heads` or `base`.",
  );
