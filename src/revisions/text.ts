import { readFileSync } from "node:fs";
import type { Revision } from "./revision.js";

/** What was read with the history need not be read again: most of the time that takes goes into opening files. */
const texts = new WeakMap<Revision, string>();

/** Keeps the text of a revision's file with it. */
export const keepText = (revision: Revision, text: string): void => void texts.set(revision, text);

/** The text of a revision's file, as it was when the history was read. */
export const textOf = (revision: Revision): string =>
  texts.get(revision) ?? readFileSync(revision.path, "utf8");
