import { readFile } from "node:fs/promises";

/** A fenced block of a page: its language, what else its first line says, and its text. */
export interface Block {
  readonly language: string;
  readonly info: string;
  readonly text: string;
  /** The heading it stands under. */
  readonly section: string;
}

/** The text of README.md, or of a page in docs/. */
export const readPage = (name: string): Promise<string> =>
  readFile(
    new URL(name === "README.md" ? "../../README.md" : `../../docs/${name}`, import.meta.url),
    "utf8",
  );

/** The blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const parts = page.matchAll(/^## (.+)$|^```(\w+)(?: (.+))?\n([^]*?)^```$/gm);
  const blocks: Block[] = [];
  let section = "";
  for (const [, heading, language, info = "", text = ""] of parts)
    if (heading !== undefined) section = heading;
    else blocks.push({ language: language ?? "", info, text, section });
  return blocks;
}

/** What a console block tells to type, a command a line, in words; double quotes hold together. */
export const commandsOf = ({ text }: Block): readonly (readonly string[])[] =>
  text
    .trim()
    .split("\n")
    .map((line) =>
      [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? ""),
    );
