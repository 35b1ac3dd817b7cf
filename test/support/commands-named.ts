import { readFile } from "node:fs/promises";
import ts from "typescript";
import { readTyped } from "../../src/cli/typed.js";

/** What a page tells people to type, without the `mig`, such as `upgrade head`. */
export const namedInPage = (markdown: string): readonly string[] => [
  ...quoted(markdown),
  ...[...markdown.matchAll(/^```console$([^]*?)^```$/gm)].flatMap(([, lines = ""]) =>
    all(lines, /^(?:\$ )?(?:npx )?mig (.+)$/gm),
  ),
];

/** The same, in the strings of a source. What is put into a string when it runs is left out. */
export function namedInSource(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== null) found.push(...namedInString(text));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", source, ts.ScriptTarget.ES2023));
  return found;
}

/** What is wrong with such a command, in words, or null: its name, its flags and how many arguments it takes. */
export function problemOf(typed: string, { commands }: Manifest): string | null {
  const { command, words } = readTyped(wordsOf(typed));
  if (command === null || isPlaceholder(command)) return null;
  const known = commands[command];
  if (!known) return `there is no command ${command}`;
  let left = Object.keys(known.args).length;
  for (const [at, word] of words.entries()) {
    if (["--", "--help", "-h"].includes(word) || isPlaceholder(word)) continue;
    if (flagOf(known, words[at - 1] ?? "")?.type === "option") continue; // it is the value
    if (!word.startsWith("-") || /^-\d+$/.test(word)) left--;
    else if (!flagOf(known, word)) return `${command} has no ${word}`;
  }
  return left < 0 && known.strict !== false ? `${command} takes fewer arguments` : null;
}

/** The part of oclif.manifest.json that this is about. */
export interface Manifest {
  readonly commands: Readonly<Record<string, Command>>;
}

interface Command {
  readonly args: object;
  /** Takes any number of arguments if it is not. */
  readonly strict?: boolean;
  readonly flags: Readonly<Record<string, Flag>>;
}

interface Flag {
  readonly type: "boolean" | "option";
  readonly char?: string;
}

export const readManifest = async (): Promise<Manifest> =>
  JSON.parse(
    await readFile(new URL("../../oclif.manifest.json", import.meta.url), "utf8"),
  ) as Manifest;

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("…");
}

const namedInString = (text: string): readonly string[] => [
  ...quoted(text),
  ...all(text, /(?:npx mig|^<%= config\.bin %>) (.+)$/gm),
];

const quoted = (text: string) => all(text, /`(?:npx )?mig ([^`\n]+)`/g);

const all = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, typed]) => typed ?? "");

/** As a shell splits them, as far as double quotes go. */
const wordsOf = (typed: string): readonly string[] =>
  [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");

const isPlaceholder = (word: string) => /^[<…]/.test(word);

function flagOf({ flags }: Command, word: string): Flag | undefined {
  const [name = ""] = word.split("=");
  return Object.entries(flags).find(
    ([long, { char }]) => name === `--${long}` || (char !== undefined && name === `-${char}`),
  )?.[1];
}
