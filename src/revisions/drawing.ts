import type { Links } from "./graph.js";
import type { RevisionId } from "./revision.js";

/** One line of a drawn graph: lines of descent, and the revision that stands at one of them, if any does. */
export interface DrawnLine {
  /** Two characters for each line of descent; where `revision` is not null one of them is `NODE`. */
  readonly lanes: string;
  readonly revision: RevisionId | null;
}

/** Stands for the revision itself, to be replaced by a sign of what it is. */
export const NODE = "●";

/** What has parents; those that are not drawn are left out. */
type LinksOf = (id: RevisionId) => Pick<Links, "parents">;

/**
 * The revisions, each with the lines that lead from it to its parents, in an order that keeps few lines open: after a merge
 * comes all that it alone brings in, the last of its parents first. Lines of descent stand side by side as long as they are
 * apart. Given latest first, which decides between lines that have nothing to do with each other.
 */
export function drawing(revisions: readonly RevisionId[], linksOf: LinksOf): readonly DrawnLine[] {
  const parentsOf = shownParents(revisions, linksOf);
  const lines: DrawnLine[] = [];
  const lanes = new Lanes();
  /** Where the line above this one ended; nothing else goes on there. */
  let ended: number | null = null;
  for (const id of withFewLines(revisions, parentsOf)) {
    const known = lanes.indexOf(id);
    if (known === undefined && ended !== null && lanes.length === 0) {
      lines.push({ lanes: "", revision: null });
      ended = null;
    }
    const at: number = known ?? lanes.free(0, ended);
    lanes.set(at, id);
    lines.push({ lanes: lanes.row(at), revision: id });

    const before = lanes.length;
    const above = lanes.taken();
    lanes.set(at, null);
    const [first = null, ...others] = parentsOf.get(id) ?? [];
    const elsewhere = first === null ? undefined : lanes.indexOf(first);
    // Where a line leads to the same already, both go on as the one further left.
    if (elsewhere !== undefined && elsewhere > at) lanes.set(elsewhere, null);
    if (elsewhere === undefined || elsewhere > at) lanes.set(at, first);
    const joined = new Set([at, elsewhere ?? at]);
    for (const parent of others) {
      const index = lanes.indexOf(parent) ?? lanes.free(at + 1, null);
      lanes.set(index, parent);
      joined.add(index);
    }
    ended = first === null ? at : null;
    if (joined.size > 1) {
      const width = Math.max(before, lanes.length);
      lines.push({ lanes: connector(above, lanes.taken(), joined, width), revision: null });
    }
    lanes.trim();
  }
  return lines;
}

function shownParents(
  revisions: readonly RevisionId[],
  linksOf: LinksOf,
): ReadonlyMap<RevisionId, readonly RevisionId[]> {
  const shown = new Set(revisions);
  return new Map(
    revisions.map((id) => [
      id,
      [...new Set(linksOf(id).parents)].filter((parent) => shown.has(parent)),
    ]),
  );
}

/** Every revision once, after all that follow it. */
function withFewLines(
  revisions: readonly RevisionId[],
  parentsOf: ReadonlyMap<RevisionId, readonly RevisionId[]>,
): readonly RevisionId[] {
  const waiting = new Map<RevisionId, number>();
  for (const parents of parentsOf.values())
    for (const parent of parents) waiting.set(parent, (waiting.get(parent) ?? 0) + 1);
  const ready = revisions.filter((id) => !waiting.has(id)).reverse();
  const order: RevisionId[] = [];
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    order.push(id);
    for (const parent of parentsOf.get(id) ?? []) {
      const left = (waiting.get(parent) ?? 0) - 1;
      waiting.set(parent, left);
      if (left === 0) ready.push(parent);
    }
  }
  return order;
}

/** The lines that are open, side by side: what each leads to, no two to the same; null is a gap. */
class Lanes {
  readonly #lanes: (RevisionId | null)[] = [];
  readonly #places = new Map<RevisionId, number>();

  get length(): number {
    return this.#lanes.length;
  }

  indexOf(id: RevisionId): number | undefined {
    return this.#places.get(id);
  }

  set(at: number, id: RevisionId | null): void {
    const before = this.#lanes[at] ?? null;
    if (before !== null) this.#places.delete(before);
    while (this.#lanes.length <= at) this.#lanes.push(null);
    this.#lanes[at] = id;
    if (id !== null) this.#places.set(id, at);
  }

  /** The first gap from there on, but for one; or the place after all. */
  free(from: number, except: number | null): number {
    for (let at = from; ; at += 1)
      if (at !== except && (this.#lanes[at] ?? null) === null) return at;
  }

  taken(): readonly boolean[] {
    return this.#lanes.map((lane) => lane !== null);
  }

  row(node: number): string {
    return this.#lanes
      .map((lane, at) => (at === node ? NODE : lane === null ? " " : "│"))
      .join(" ");
  }

  trim(): void {
    while (this.#lanes.length > 0 && this.#lanes.at(-1) === null) this.#lanes.pop();
  }
}

/** The line between two lines of lanes, where some of them come together or part. */
function connector(
  above: readonly boolean[],
  below: readonly boolean[],
  joined: ReadonlySet<number>,
  width: number,
): string {
  const from = Math.min(...joined);
  const to = Math.max(...joined);
  let text = "";
  for (let index = 0; index < width; index += 1) {
    const has = (lanes: readonly boolean[]) => lanes[index] ?? false;
    const isBetween = index > from && index < to;
    const isJoined = joined.has(index);
    const left = (isJoined && index > from) || isBetween;
    const right = (isJoined && index < to) || isBetween;
    // A lane that only passes stays whole; the line to the others goes behind it.
    const passes = isBetween && !isJoined && has(above) && has(below);
    const sides = `${has(above) ? "u" : ""}${has(below) ? "d" : ""}${left && !passes ? "l" : ""}${right && !passes ? "r" : ""}`;
    text += (BOX[sides] ?? " ") + (right ? "─" : " ");
  }
  return text.trimEnd();
}

const BOX: Readonly<Record<string, string>> = {
  ud: "│",
  udr: "├",
  udl: "┤",
  udlr: "┼",
  ul: "╯",
  ulr: "┴",
  dl: "╮",
  dlr: "┬",
  lr: "─",
  ur: "╰",
  dr: "╭",
};
