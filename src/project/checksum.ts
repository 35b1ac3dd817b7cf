import { createHash, hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Revision } from "../revisions/revision.js";
import { Tokens } from "../revisions/tokens.js";
import type { KeptFile } from "../runtime/kept-file.js";

/** What the journal keeps of the file of a revision that is about to run. */
export function keptFile({ path }: Pick<Revision, "path">): KeptFile {
  const text = readFileSync(path, "utf8");
  const isShort = text.length <= LONGEST;
  return { checksum: checksum(text), digest: digest(text), text: isShort ? text : null };
}

/** The same for a script, which a person is to read. */
export const keptByScript = ({ path }: Revision): KeptFile => ({
  checksum: checksum(readFileSync(path, "utf8")),
  digest: null,
  text: null,
});

/** A longer one has rows in it that the database has anyway. */
const LONGEST = 100_000;

/** What tells whether a text is the same letter by letter, however its lines end. */
export const digest = (text: string): string =>
  hash("sha256", text.includes("\r") ? text.replaceAll("\r\n", "\n") : text);

/**
 * What tells whether a revision file has changed: the same for files that differ in comments and in what a formatter decides
 * (blanks, quotes, semicolons, commas at the end, parentheses).
 */
export function checksum(source: string): string {
  const hash = createHash("sha256");
  const tokens = new Tokens(source.replace(/^\uFEFF/, ""));
  let isAfterComma = false;
  for (let token = tokens.next(); token.kind !== "end"; token = tokens.next()) {
    const mark = token.kind === "mark" ? token.text : null;
    // At the end of a list a comma says nothing.
    if (isAfterComma && !(mark !== null && CLOSES.has(mark))) hash.update("mark ,\n");
    isAfterComma = mark === ",";
    if (isAfterComma || (mark !== null && DECIDED.has(mark))) continue;
    const isKey = token.kind === "string" && tokens.peek().text === ":";
    hash.update(`${isKey ? "name" : token.kind} ${JSON.stringify(token.text)}\n`);
  }
  return hash.digest("hex");
}

/** What a formatter puts or takes away. */
const DECIDED: ReadonlySet<string> = new Set([";", "(", ")"]);
const CLOSES: ReadonlySet<string> = new Set([")", "]", "}"]);
