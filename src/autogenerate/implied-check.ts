import { inPlainWords, pieces } from "../schema/expression.js";

/** Whether rows that keep to the one check surely keep to the other: it demands a part of it, or takes more values. */
export function impliesCheck(given: string, wanted: string): boolean {
  const demanded = conditionsOf(given);
  return conditionsOf(wanted).every((condition) =>
    demanded.some(
      (one) => inPlainWords(one) === inPlainWords(condition) || isListWithin(one, condition),
    ),
  );
}

/** What a check demands all of; one alone where that is not sure. */
function conditionsOf(check: string): readonly string[] {
  const all = pieces(withoutParentheses(check));
  const words = all.map((piece) => piece.trim().toUpperCase());
  // The AND of a BETWEEN is none, and an OR binds less than any.
  const isLoose = words.some(
    (word, at) => LOOSE.has(word) || (word === "|" && words[at + 1] === "|"),
  );
  if (isLoose) return [check];
  const conditions: string[] = [];
  let depth = 0;
  let begun = 0;
  words.forEach((word, at) => {
    if (word === "(") depth += 1;
    if (word === ")") depth -= 1;
    if (word !== "AND" || depth > 0) return;
    conditions.push(all.slice(begun, at).join(""));
    begun = at + 1;
  });
  return [...conditions, all.slice(begun).join("")].map(withoutParentheses);
}

/** What binds no closer than AND does, or has one of its own. */
const LOOSE: ReadonlySet<string> = new Set(["BETWEEN", "OR", "XOR", "CASE"]);

/** Whether both are lists of the same thing, and the first of fewer values. */
function isListWithin(given: string, wanted: string): boolean {
  const [few, more] = [listOf(given), listOf(wanted)];
  if (few === null || more === null || few.of !== more.of) return false;
  return [...few.values].every((value) => more.values.has(value));
}

interface List {
  readonly of: string;
  readonly values: ReadonlySet<string>;
}

/** `kind IN ('a', 'b')`; null for anything else. */
function listOf(condition: string): List | null {
  const all = pieces(condition).map((piece) => piece.trim());
  const at = all.findIndex((piece) => piece.toUpperCase() === "IN");
  if (at < 0 || all[at + 1] !== "(" || all.at(-1) !== ")") return null;
  const items = all.slice(at + 2, -1);
  const isItem = (piece: string, place: number) =>
    place % 2 === 1 ? piece === "," : /^('.*'|\w+)$/s.test(piece);
  if (!items.every(isItem) || all.slice(0, at).some((piece) => /^not$/i.test(piece))) return null;
  const of = inPlainWords(all.slice(0, at + 1).join(" "));
  return { of, values: new Set(items.filter((_, place) => place % 2 === 0)) };
}

function withoutParentheses(text: string): string {
  const all = pieces(text.trim());
  if (all[0]?.trim() !== "(") return text.trim();
  let depth = 0;
  const end = all.findIndex((piece) => {
    if (piece.trim() === "(") depth += 1;
    if (piece.trim() === ")") depth -= 1;
    return depth === 0;
  });
  return end === all.length - 1 ? withoutParentheses(all.slice(1, -1).join("")) : text.trim();
}
