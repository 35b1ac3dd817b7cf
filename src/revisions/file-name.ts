import { fromTemplate, USUAL_TEMPLATE } from "./file-template.js";
import type { RevisionId } from "./revision.js";

/** Most file systems allow a name of 255 bytes. */
const LONGEST_NAME = 255;

/** How the names of new files are made. */
export interface Naming {
  readonly template: string;
  readonly timezone: string;
  /** The longest that the words of the message may be together. */
  readonly longestSlug: number;
}

const USUAL: Naming = { template: USUAL_TEMPLATE, timezone: "UTC", longestSlug: 40 };

/** The name of a new revision's file, which may stand in a folder: `1da977fd3e6e_add_birthdate.ts`. */
export function fileName(
  id: RevisionId,
  message: string,
  extension = ".ts",
  created = new Date(),
  { template, timezone, longestSlug } = USUAL,
): string {
  const room = LONGEST_NAME - extension.length;
  const named = (words: string) => fromTemplate(template, { id, slug: words, created, timezone });
  const stem = (name: string) => name.split("/").at(-1) ?? "";
  const words = slug(message, longestSlug);
  // What makes the name its own is kept rather than the words.
  const over = Buffer.byteLength(stem(named(words))) - room;
  const name =
    over > 0 ? named(cut(words, Math.max(0, Buffer.byteLength(words) - over))) : named(words);
  const folders = name.split("/").slice(0, -1);
  return [...folders, cut(stem(name), room) + extension].join("/");
}

/** A message as part of a file's name: its words in lower case, joined by `_`, ended at a word before `longest` characters. */
export function slug(message: string, longest = 40): string {
  const words =
    message
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const kept: string[] = [];
  let length = -1;
  for (const word of words) {
    length += 1 + [...word].length;
    if (length > longest) break;
    kept.push(word);
  }
  return kept.length > 0 ? kept.join("_") : [...(words[0] ?? "")].slice(0, longest).join("");
}

/** Cut to so many bytes, between characters. */
function cut(name: string, bytes: number): string {
  const characters = [...name];
  while (characters.length > 0 && Buffer.byteLength(characters.join("")) > bytes) characters.pop();
  return characters.join("");
}
