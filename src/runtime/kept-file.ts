/** What the journal keeps of the file of a revision that runs. */
export interface KeptFile {
  /** The same for files that differ in comments and format alone. */
  readonly checksum: string;
  /** The same for files that are the same letter by letter, which is quickly told; null where that was not asked. */
  readonly digest: string | null;
  /** Its text, to show later what has changed; null where that is not kept. */
  readonly text: string | null;
}

/** A text in the letters of ASCII, which a database in any encoding takes; what else there is in it is written as `\u00e9`. */
export const inAscii = (text: string): string =>
  text.replaceAll(OTHER, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The text that was so written. */
export const fromAscii = (text: string): string =>
  text.replaceAll(/\\u([\da-f]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

/** All but line ends, tabs and what one sees; and the backslash, so that none that stood there is taken for one of ours. */
const OTHER = /[^\n\t\x20-\x5b\x5d-\x7e]/g;
