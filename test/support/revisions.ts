import fc from "fast-check";
import { expect } from "chai";
import { MigError, type Code } from "../../src/errors.js";
import { createGraph, type Graph } from "../../src/revisions/graph.js";
import type { Revision } from "../../src/revisions/revision.js";

/** A revision written as `id < parents needs dependencies label labels`, all but the id optional. */
export function revision(line: string, facts: Partial<Revision> = {}): Revision {
  const [id = "", ...words] = line.split(/ +/);
  const lists: Record<string, string[]> = { "<": [], needs: [], label: [] };
  let list: string[] = [];
  for (const word of words) {
    const next = lists[word];
    if (next) list = next;
    else list.push(word);
  }
  const { "<": down = [], needs: dependsOn = [], label: labels = [] } = lists;
  return {
    id,
    down,
    dependsOn,
    labels,
    message: "",
    path: `versions/${id}.ts`,
    createdAt: null,
    ...facts,
  };
}

/** The graph of revisions so written; their files sort in this order. */
export function graphOf(...lines: readonly string[]): Graph {
  return createGraph(inOrder(lines.map((line) => revision(line))));
}

/** The same revisions in files whose names sort in this order. */
export function inOrder(revisions: readonly Revision[]): readonly Revision[] {
  return revisions.map((it, index) => ({
    ...it,
    path: `versions/${String(index).padStart(4, "0")}_${it.id}.ts`,
  }));
}

export const idsOf = (revisions: Iterable<Revision>) => [...revisions].map(({ id }) => id);

/** The refusal that `work` ends in. */
export function refusal(work: () => unknown): MigError {
  try {
    work();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

/** Runs `work`, which has to be refused with this code, a text that says all of this, and a way out. */
export function expectRefusal(work: () => unknown, code: Code, ...says: readonly string[]): void {
  const error = refusal(work);
  expect(error.code, error.message).to.equal(code);
  for (const it of says) expect(`${error.message}\n${error.hint ?? ""}`).to.contain(it);
  expect(error.hint, error.message).to.be.a("string").and.not.equal("");
}

const LABELS = ["library", "web", "shop", "accounts"];

/** Any history of up to fourteen revisions: branches, merges, several bases, parents that include each other, dependencies, labels, dates. */
export const anyRevisions: fc.Arbitrary<readonly Revision[]> = fc
  .array(
    fc.record({
      id: fc.integer({ min: 0x1000, max: 0xffff }),
      parents: fc.array(fc.nat(), { maxLength: 3 }),
      dependencies: fc.oneof(
        { weight: 3, arbitrary: fc.constant<number[]>([]) },
        fc.array(fc.nat(), { maxLength: 2 }),
      ),
      label: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.constantFrom(...LABELS)),
      day: fc.option(fc.integer({ min: 10, max: 20 })),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((drafts) => {
    const revisions: Revision[] = [];
    const taken = new Set<string>();
    for (const [index, { id: number, parents, dependencies, label, day }] of drafts.entries()) {
      // No id is the beginning of another one.
      const id = `${number.toString(16)}${String(index).padStart(2, "0")}`;
      const earlier = (at: number) => revisions[at % index]?.id ?? "";
      const down = index === 0 ? [] : [...new Set(parents.map(earlier))];
      const dependsOn =
        index === 0
          ? []
          : [...new Set(dependencies.map(earlier))].filter((it) => !down.includes(it));
      const labels = label !== null && !taken.has(label) ? [label] : [];
      for (const it of labels) taken.add(it);
      const createdAt = day === null ? null : `2026-11-${day} 10:00:00 +00:00`;
      revisions.push({
        id,
        down,
        dependsOn,
        labels,
        message: `change ${index}`,
        path: `versions/${id}.ts`,
        createdAt,
      });
    }
    return revisions;
  });

/** Any history, and a way to pick from it. */
export const anyHistory = fc.record({
  revisions: anyRevisions,
  picks: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
});

/** The revision that `pick` stands for. */
export const picked = (revisions: readonly Revision[], pick = 0): Revision =>
  revisions[pick % revisions.length] ?? revision("none");
