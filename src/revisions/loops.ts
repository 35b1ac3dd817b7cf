import type { Problem } from "./problem.js";
import type { Revision, RevisionId } from "./revision.js";

/** Loops of two or more revisions, by parents or dependencies; at least one wherever there are any. */
export function loops(revisions: readonly Revision[]): readonly Problem[] {
  const byId = new Map(revisions.map((revision) => [revision.id, revision]));
  return findLoops(revisions, byId).map((loop) => ({
    code: "MIG105",
    message: `${named([...loop, ...loop.slice(0, 1)])} is a loop: ${named(loop, (id) => byId.get(id)?.path ?? id, ", ")}.`,
    hint: needsDependency(loop, byId)
      ? "One of them has to name a revision outside the loop, in `downRevision` or `dependsOn`, or none."
      : "One of them has to follow a revision outside the loop, or `null`.",
  }));
}

/** Whether the loop is one only with what the revisions depend on. */
function needsDependency(
  loop: readonly RevisionId[],
  byId: ReadonlyMap<RevisionId, Revision>,
): boolean {
  return loop.some((id, at) => !byId.get(id)?.down.includes(loop[(at + 1) % loop.length] ?? ""));
}

function findLoops(
  revisions: readonly Revision[],
  byId: ReadonlyMap<RevisionId, Revision>,
): readonly (readonly RevisionId[])[] {
  const labels = new Map(revisions.flatMap(({ id, labels }) => labels.map((label) => [label, id])));
  const before = (id: RevisionId) => {
    const { down = [], dependsOn = [] } = byId.get(id) ?? {};
    return [...down, ...dependsOn.map((name) => labels.get(name) ?? name)].filter(
      (it) => it !== id && byId.has(it),
    );
  };

  const found: (readonly RevisionId[])[] = [];
  const reported = new Set<RevisionId>();
  const done = new Set<RevisionId>();
  for (const { id: start } of revisions) {
    if (done.has(start)) continue;
    const path = [{ id: start, before: before(start).values() }];
    const depth = new Map([[start, 0]]);
    for (let last = path.at(-1); last; last = path.at(-1)) {
      const next = last.before.next();
      if (next.done) {
        done.add(last.id);
        depth.delete(last.id);
        path.pop();
        continue;
      }
      const seen = depth.get(next.value);
      if (seen !== undefined && !reported.has(last.id)) {
        const loop = path.slice(seen).map(({ id }) => id);
        found.push(loop);
        for (const id of loop) reported.add(id);
      } else if (seen === undefined && !done.has(next.value)) {
        depth.set(next.value, path.length);
        path.push({ id: next.value, before: before(next.value).values() });
      }
    }
  }
  return found;
}

/** Long loops are shown by their ends. */
function named(
  ids: readonly RevisionId[],
  name = (id: RevisionId) => id,
  between = " -> ",
): string {
  const names = ids.map(name);
  if (names.length <= 12) return names.join(between);
  return [...names.slice(0, 6), `(${names.length - 8} more)`, ...names.slice(-2)].join(between);
}
