import { heads, type Graph } from "./graph.js";
import { labelsOf } from "./lineage.js";
import type { Revision, RevisionId } from "./revision.js";
import { applied } from "./rows.js";

/** Something about a history that is sound, and that a team may not want. */
export interface Finding {
  readonly kind: "several heads" | "no head" | "late";
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

/** The revisions that are older than one that is applied, by their dates, and not applied themselves: each will run late. */
export function lateFindings(graph: Graph, rows: readonly RevisionId[]): readonly Finding[] {
  const have = applied(graph, rows);
  const dated = [...graph.revisions.values()].flatMap((revision) => {
    const time = Date.parse(revision.createdAt ?? "");
    return Number.isNaN(time) ? [] : [{ revision, time }];
  });
  const done = dated.filter(({ revision }) => have.has(revision.id));
  const newest = done.reduce<(typeof done)[number] | undefined>(
    (latest, one) => (latest === undefined || one.time > latest.time ? one : latest),
    undefined,
  );
  if (newest === undefined) return [];
  return dated
    .filter(({ revision, time }) => !have.has(revision.id) && time < newest.time)
    .map(({ revision: { id, createdAt, path } }) => ({
      kind: "late",
      message: `${id} of ${createdAt} is not applied, and ${newest.revision.id} of ${newest.revision.createdAt} is (${path}).`,
      hint: "`mig upgrade heads` runs it now, after newer ones. See that they do not touch the same things.",
    }));
}
