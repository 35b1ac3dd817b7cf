import { heads, type Graph } from "./graph.js";
import { ancestors, labelsOf } from "./lineage.js";
import type { Revision, RevisionId } from "./revision.js";
import { timeOf } from "./order.js";
import { firstOf } from "../wording.js";

/** Something about a history that is sound, and that a team may not want. */
export interface Finding {
  readonly kind: "several heads" | "no head" | "late" | "changed";
  readonly message: string;
  readonly hint: string;
}

/**
 * Whether there is one head; or, where branches are declared by their labels, one head of each and no other. A branch that no
 * revision has yet is none too few.
 */
export function headFindings(graph: Graph, branches: readonly string[]): readonly Finding[] {
  const all = heads(graph);
  if (branches.length === 0) return all.length > 1 ? [several("", all)] : [];
  const of = new Map<string | null, Revision[]>();
  for (const head of all) {
    const own = labelsOf(graph, head.id).filter((label) => branches.includes(label));
    for (const key of own.length > 0 ? own : [null]) of.set(key, [...(of.get(key) ?? []), head]);
  }
  return [...of].flatMap(([label, found]): readonly Finding[] => {
    if (label !== null) return found.length > 1 ? [several(` of the branch ${label}`, found)] : [];
    const ids = found.map(({ id }) => id);
    return [
      {
        kind: "no head",
        message: `${ids.join(", ")} ${ids.length === 1 ? "is a head" : "are heads"} of none of the branches ${branches.join(", ")}.`,
        hint: "Put a declared label on the first revision of the branch, or declare its label in `branches`.",
      },
    ];
  });
}

const several = (of: string, found: readonly Revision[]): Finding => {
  const ids = found.map(({ id }) => id).join(" ");
  return {
    kind: "several heads",
    message: `There are ${found.length} heads${of}: ${ids.replaceAll(" ", ", ")}.`,
    hint: `Join them: \`mig merge ${ids}\`.`,
  };
};

/**
 * The revisions that are older than one that is applied, by their dates, and not applied themselves: each will run late. One
 * of a declared branch is late only where the database has some of that branch.
 */
export function lateFindings(
  graph: Graph,
  rows: readonly RevisionId[],
  branches: readonly string[] = [],
): readonly Finding[] {
  const have = ancestors(graph, rows);
  const branchesOf = (id: RevisionId) =>
    branches.length === 0 ? [] : labelsOf(graph, id).filter((label) => branches.includes(label));
  const begun = new Set([...have].flatMap(branchesOf));
  const isBegun = (id: RevisionId) => {
    const own = branchesOf(id);
    return own.length === 0 || own.some((label) => begun.has(label));
  };
  const dated = [...graph.revisions.values()].flatMap((revision) => {
    const time = timeOf(revision.createdAt);
    return time === null ? [] : [{ revision, time }];
  });
  const [newest] = dated
    .filter(({ revision }) => have.has(revision.id))
    .toSorted((a, b) => b.time - a.time);
  if (newest === undefined) return [];
  const late = dated
    .filter(({ revision: { id }, time }) => !have.has(id) && time < newest.time && isBegun(id))
    .map(({ revision: { id, createdAt, path } }) => `${id} of ${createdAt} (${path})`);
  if (late.length === 0) return [];
  const are = late.length === 1 ? "is" : "are";
  return [
    {
      kind: "late",
      message: `${firstOf(late).join(", ")} ${are} not applied, and ${newest.revision.id} of ${newest.revision.createdAt} is.`,
      hint: `\`mig upgrade heads\` runs ${late.length === 1 ? "it" : "them"} now, after newer ones. See that they do not touch the same things.`,
    },
  ];
}

/** Those of the applied revisions whose files are not what they were when they were applied, and what is known of that, for people. */
export function changedFindings(
  changed: readonly { readonly revision: Revision; readonly applied: string }[],
): readonly Finding[] {
  if (changed.length === 0) return [];
  const files = firstOf(
    changed.map(({ revision: { id, path }, applied }) => `${id} (${path}; ${applied})`),
  ).join(", ");
  const [has, them] = changed.length === 1 ? ["has", "it"] : ["have", "each"];
  return [
    {
      kind: "changed",
      message: `${files} ${has} changed since ${changed.length === 1 ? "it was" : "they were"} applied.`,
      hint: `Put ${them} back as it was and say the change in a new revision. Or, where the database is as the file now says: \`mig resolve ${changed[0]?.revision.id} --applied\`.`,
    },
  ];
}
