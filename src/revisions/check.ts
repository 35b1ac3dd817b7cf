import { nearest } from "../wording.js";
import { loops } from "./loops.js";
import { refuse, type Problem } from "./problem.js";
import type { Revision, RevisionId } from "./revision.js";
import { idProblem, labelProblem } from "./revision-id.js";

/**
 * Throws all that is wrong with these revisions, and with files that could not be read, as one error. What such a file says
 * is not known, so nothing is called missing then.
 */
export function checkRevisions(
  revisions: readonly Revision[],
  unreadable: readonly Problem[] = [],
): void {
  const byId = new Map(revisions.map((revision) => [revision.id, revision]));
  const isWhole = unreadable.length === 0;
  refuse([
    ...unreadable,
    ...badIds(revisions),
    ...(byId.size < revisions.length ? repeatedIds(revisions) : []),
    ...badLabels(revisions, byId),
    ...(isWhole ? missingParents(revisions, byId) : []),
    ...(isWhole ? missingDependencies(revisions, byId) : []),
    ...selfReferences(revisions),
    ...loops(revisions),
  ]);
}

function badIds(revisions: readonly Revision[]): readonly Problem[] {
  return revisions.flatMap(({ id, path }) => {
    const problem = idProblem(id);
    if (problem === null) return [];
    return {
      code: "MIG104",
      message: `${JSON.stringify(id)} cannot be a revision id: ${problem} (${path}).`,
      hint: "Change it in the file, and in those that follow it.",
    };
  });
}

function repeatedIds(revisions: readonly Revision[]): readonly Problem[] {
  return [...grouped(revisions, ({ id }) => id)].flatMap(([id, same]) => {
    if (same.length === 1) return [];
    return {
      code: "MIG107",
      message: `The revision id ${id} is used ${times(same.length)}: ${paths(same)}.`,
      hint: "If one is a copy, delete it; otherwise give it an id of its own.",
    };
  });
}

function badLabels(
  revisions: readonly Revision[],
  byId: ReadonlyMap<RevisionId, Revision>,
): readonly Problem[] {
  const uses = revisions.flatMap((revision) =>
    revision.labels.map((label) => ({ label, revision })),
  );
  return [...grouped(uses, ({ label }) => label)].flatMap(([label, group]): readonly Problem[] => {
    const where = paths(group.map(({ revision }) => revision));
    const problem = labelProblem(label);
    const hint =
      "A branch label stands on one revision and holds for all that follow it. Rename or remove it.";
    const namesake = byId.get(label);
    if (problem !== null) {
      const message = `${JSON.stringify(label)} cannot be a branch label: ${problem} (${where}).`;
      return [{ code: "MIG104", message, hint }];
    }
    if (namesake) {
      const message = `The branch label ${label} (${where}) is also a revision id (${namesake.path}).`;
      return [{ code: "MIG108", message, hint }];
    }
    if (group.length === 1) return [];
    return [
      {
        code: "MIG108",
        message: `The branch label ${label} is used ${times(group.length)}: ${where}.`,
        hint,
      },
    ];
  });
}

function missingParents(
  revisions: readonly Revision[],
  byId: ReadonlyMap<RevisionId, Revision>,
): readonly Problem[] {
  const missing = revisions.flatMap(({ id, down, path }) =>
    down.filter((parent) => !byId.has(parent)).map((parent) => ({ id, parent, path })),
  );
  return missing.map(({ id, parent, path }, index) => ({
    code: "MIG106",
    message: `${id} follows ${parent || '""'}, which has no file${near(index, parent, byId.keys())} (${path}).`,
    hint: "Get the missing file back, or correct `downRevision`.",
  }));
}

function missingDependencies(
  revisions: readonly Revision[],
  byId: ReadonlyMap<RevisionId, Revision>,
): readonly Problem[] {
  const names = new Set([...byId.keys(), ...revisions.flatMap(({ labels }) => labels)]);
  const missing = revisions.flatMap(({ id, dependsOn, path }) =>
    dependsOn.filter((name) => !names.has(name)).map((name) => ({ id, name, path })),
  );
  return missing.map(({ id, name, path }, index) => ({
    code: "MIG106",
    message: `${id} depends on ${name || '""'}, which is no revision and no label${near(index, name, names)} (${path}).`,
    hint: "Get the missing file back, or correct `dependsOn`.",
  }));
}

function selfReferences(revisions: readonly Revision[]): readonly Problem[] {
  return revisions.flatMap(({ id, down, dependsOn, labels, path }): readonly Problem[] => {
    const hint = "Name the revision that comes before it, or `null` for a first one.";
    if (down.includes(id))
      return [{ code: "MIG105", message: `${id} follows itself (${path}).`, hint }];
    if (![id, ...labels].some((name) => dependsOn.includes(name))) return [];
    return [
      {
        code: "MIG105",
        message: `${id} depends on itself (${path}).`,
        hint: "Take it out of `dependsOn`.",
      },
    ];
  });
}

/** Looking for near names takes a while with thousands of files, so only the first few are served. */
function near(index: number, name: string, names: Iterable<string>): string {
  const found = index < 5 ? nearest(name, names) : [];
  return found.length > 0 ? ` (near: ${found.join(", ")})` : "";
}

/** Node 20 has no Map.groupBy. */
function grouped<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

const paths = (revisions: readonly Revision[]) => revisions.map(({ path }) => path).join(", ");

const times = (count: number) => (count === 2 ? "twice" : `${count} times`);
