/** Choices made by a list of numbers: small numbers choose what stands first, and none left chooses the first. */
export interface Pick {
  /** One of them; there must be one. */
  <T>(items: readonly T[]): T;
  /** One in so many times true. */
  oneIn(times: number): boolean;
  /** From none to the given number of different ones, at least so many as asked for. */
  some<T>(items: readonly T[], least: number, most: number): readonly T[];
}

export function pickBy(numbers: readonly number[]): Pick {
  let at = 0;
  const next = () => numbers[at++] ?? 0;
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error("there is nothing to pick from");
    return items[next() % items.length] as T;
  };
  return Object.assign(pick, {
    oneIn: (times: number) => next() % times === times - 1,
    some: <T>(items: readonly T[], least: number, most: number): readonly T[] => {
      const count = Math.min(least + (next() % (most - least + 1)), items.length);
      let left = items;
      return Array.from({ length: count }, () => {
        const item = pick(left);
        left = left.filter((other) => other !== item);
        return item;
      });
    },
  });
}
