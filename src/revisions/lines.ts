/** For each revision, by index, others. */
export type Lists = readonly (readonly number[])[];

/**
 * Follows the lines of a history down from their tips, so that each revision comes before what it needs. Revisions are
 * numbers here, in flat arrays: where hundreds of lines cross, the search for the one to follow passes millions of them.
 */
export class Lines {
  readonly #below: Lists;
  readonly #next: Lists;
  readonly #above: Flat;
  /** How many of those above each have no place yet. */
  readonly #left: Int32Array;
  /** The search that came by each last; `PLACED` ends all searches. */
  readonly #seen: Int32Array;
  readonly #stack: Int32Array;
  #search = 0;

  /** The line that ends at each revision, or NONE. Lines are numbered in the order in which they begin. */
  readonly #lineAt: Int32Array;
  readonly #ends: number[] = [];
  readonly #previous: number[] = [];
  readonly #following: number[] = [];
  #first = NONE;
  #last = NONE;

  /** `below` is all that each needs, `next` the part of it that a line goes on to. */
  constructor(below: Lists, next: Lists) {
    this.#below = below;
    this.#next = next;
    this.#above = backwards(below);
    this.#left = Int32Array.from(below, (_, index) => countAt(this.#above, index));
    this.#seen = new Int32Array(below.length);
    this.#stack = new Int32Array(below.length + 1);
    this.#lineAt = new Int32Array(below.length).fill(NONE);
  }

  /** Those on which nothing stands. */
  tips(): readonly number[] {
    return [...this.#left.keys()].filter((index) => this.#left[index] === 0);
  }

  /** All of them in order, the lines beginning at these tips. */
  follow(tips: readonly number[]): readonly number[] {
    const order: number[] = [];
    for (const tip of tips) this.#begin(tip);
    for (let line = this.#first; line !== NONE;) {
      const end = valueAt(this.#ends, line);
      if (valueAt(this.#left, end) > 0) {
        line = this.#firstAbove(end);
        continue;
      }
      order.push(end);
      this.#seen[end] = PLACED;
      for (const it of this.#below[end] ?? []) this.#left[it] = valueAt(this.#left, it) - 1;
      line = this.#advance(line, end);
    }
    return order;
  }

  /** Of the lines that end above this revision, the first; there is one as long as anything above has no place. */
  #firstAbove(from: number): number {
    const { starts, items } = this.#above;
    const [seen, stack, lineAt] = [this.#seen, this.#stack, this.#lineAt];
    const isFirst = lineAt[from] === this.#first;
    const best = isFirst ? valueAt(this.#following, this.#first) : this.#first;
    const search = ++this.#search;
    let found = NONE;
    stack[0] = from;
    for (let depth = 1; depth > 0 && found !== best;) {
      const at = valueAt(stack, --depth);
      for (let index = valueAt(starts, at); index < valueAt(starts, at + 1); index++) {
        const above = valueAt(items, index);
        if (valueAt(seen, above) >= search) continue;
        seen[above] = search;
        stack[depth++] = above;
        const line = valueAt(lineAt, above);
        if (line !== NONE && (found === NONE || line < found)) found = line;
      }
    }
    return found;
  }

  /** Takes a line one step down, beginning others where there are several; answers with the line to follow. */
  #advance(line: number, from: number): number {
    const [end, ...others] = (this.#next[from] ?? []).filter((it) => this.#lineAt[it] === NONE);
    this.#lineAt[from] = NONE;
    if (end === undefined) return this.#finish(line);
    this.#ends[line] = end;
    this.#lineAt[end] = line;
    for (const other of others) this.#begin(other);
    return line;
  }

  #begin(end: number): void {
    const line = this.#ends.push(end) - 1;
    this.#lineAt[end] = line;
    this.#previous[line] = this.#last;
    this.#following[line] = NONE;
    if (this.#last === NONE) this.#first = line;
    else this.#following[this.#last] = line;
    this.#last = line;
  }

  #finish(line: number): number {
    const previous = valueAt(this.#previous, line);
    const following = valueAt(this.#following, line);
    if (previous === NONE) this.#first = following;
    else this.#following[previous] = following;
    if (following === NONE) this.#last = previous;
    else this.#previous[following] = previous;
    return previous === NONE ? this.#first : previous;
  }
}

const NONE = -1;

const PLACED = 0x7fffffff;

/** Lists one after the other in one array: those of `index` are `items` from `starts[index]` to `starts[index + 1]`. */
interface Flat {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

function backwards(lists: Lists): Flat {
  const starts = new Int32Array(lists.length + 1);
  for (const list of lists) for (const it of list) starts[it + 1] = valueAt(starts, it + 1) + 1;
  for (let index = 0; index < lists.length; index++) {
    starts[index + 1] = valueAt(starts, index + 1) + valueAt(starts, index);
  }
  const items = new Int32Array(valueAt(starts, lists.length));
  const free = starts.slice();
  for (const [index, list] of lists.entries()) {
    for (const it of list) {
      const at = valueAt(free, it);
      items[at] = index;
      free[it] = at + 1;
    }
  }
  return { starts, items };
}

const countAt = ({ starts }: Flat, index: number) =>
  valueAt(starts, index + 1) - valueAt(starts, index);

/** The arrays here are never asked for more than they have. */
const valueAt = (array: Int32Array | readonly number[], index: number): number =>
  array[index] ?? NONE;
