import type { Problem } from "./dialect.js";

/** What is done to many items at once, and may be refused for the sake of one. */
export interface Attempt<T, R> {
  /** Does it to all of them, with one result for each. */
  all(items: readonly T[]): Promise<readonly R[]>;
  /** Why it was refused; throws what is no refusal. */
  problemOf(error: unknown): Problem;
  /** Whether fewer items would be refused as well. */
  isHopeless(problem: Problem): boolean;
  /** The result of an item that is refused. */
  refused(item: T, problem: Problem): R;
}

/** All at once; where that is refused the halves, so that only what is refused by itself is left out. */
export async function inHalves<T, R>(
  items: readonly T[],
  attempt: Attempt<T, R>,
): Promise<readonly R[]> {
  if (items.length === 0) return [];
  const results = await attempt.all(items).catch((error: unknown) => attempt.problemOf(error));
  if (!("kind" in results)) return results;
  if (items.length === 1 || attempt.isHopeless(results))
    return items.map((item) => attempt.refused(item, results));
  const middle = items.length >> 1;
  return [
    ...(await inHalves(items.slice(0, middle), attempt)),
    ...(await inHalves(items.slice(middle), attempt)),
  ];
}
