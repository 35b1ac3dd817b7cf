/** The numbers a version begins with: `8.4.2-log` gives `[8, 4, 2]`. */
export const versionNumbers = (text: string): readonly number[] =>
  (/^[\d.]+/.exec(text)?.[0] ?? "0").split(".").map(Number);
