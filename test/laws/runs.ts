/** How many random pairs each law tries on a database that has to be asked; MIG_LAW_RUNS says otherwise. */
export const RUNS = number(process.env["MIG_LAW_RUNS"]) ?? 200;

/** How many it tries where nothing but computing is done. */
export const PURE_RUNS = RUNS;

/**
 * The same pairs in every run, unless `MIG_LAW_SEED` says otherwise; with `MIG_LAW_RUNS` they are new each time.
 * `MIG_LAW_PATH` is the smallest failure found.
 */
export const REPLAY = {
  includeErrorInReport: true, // or nothing says what went wrong
  ...entry(
    "seed",
    number(process.env["MIG_LAW_SEED"]) ?? (process.env["MIG_LAW_RUNS"] ? undefined : 1),
  ),
  ...entry("path", process.env["MIG_LAW_PATH"]),
};

function number(text: string | undefined): number | undefined {
  if (!text) return undefined;
  if (!/^-?\d+$/.test(text)) throw new Error(`not a number: ${text}`);
  return Number(text);
}

function entry<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };
}
