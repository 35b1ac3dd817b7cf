/** The numbers a version begins with: `8.4.2-log` gives `[8, 4, 2]`. */
export const versionNumbers = (text: string): readonly number[] =>
  (/^[\d.]+/.exec(text)?.[0] ?? "0").split(".").map(Number);

/** Whether a version is that one or a later one: `isAtLeast(version, 8, 0, 30)`. */
export function isAtLeast(version: readonly number[], ...wanted: readonly number[]): boolean {
  const at = wanted.findIndex((number, place) => number !== (version[place] ?? 0));
  return at < 0 || (version[at] ?? 0) > (wanted[at] ?? 0);
}
