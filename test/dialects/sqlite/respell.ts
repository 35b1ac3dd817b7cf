import { tokenize, type Token } from "../../../src/dialects/sqlite/tokens.js";

/** The same tokens, written otherwise. */
export function respell(statement: string, next: (below: number) => number): string {
  const pick = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const spell = ({ kind, text, value }: Token): string => {
    if (kind === "word") return pick([text, text.toLowerCase(), text.toUpperCase()]);
    if (kind !== "name") return text;
    return pick([
      text,
      `\`${value.replaceAll("`", "``")}\``,
      ...(value.includes("]") ? [] : [`[${value}]`]),
      ...(PLAIN.has(value) ? [value] : []),
    ]);
  };
  // SQLite takes a comment before GENERATED ALWAYS for a part of the type.
  const gaps = ({ value }: Token) => (/^(?:GENERATED|ALWAYS)$/.test(value) ? [" "] : GAPS);
  return tokenize(statement).reduce((text, token) => text + pick(gaps(token)) + spell(token), "");
}

const PLAIN: ReadonlySet<string> = new Set(["id", "computed", "users"]);
const GAPS = [" ", " ", "\n", "\t \r\n", "/* , ) ' */", " -- ( \" '\n", "/**/"];

/** Numbers that look random and are the same for the same seed. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
