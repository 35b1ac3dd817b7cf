/** Whether two pieces of data are the same, in whatever order their facets were written. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isComposed(a) || !isComposed(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const facets = Object.keys(a);
  return (
    facets.length === Object.keys(b).length &&
    facets.every((facet) => facet in b && equal(a[facet], b[facet]))
  );
}

/** A text that two pieces of data share exactly when they are the same. */
export const fingerprint = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    isComposed(part) && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const isComposed = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
