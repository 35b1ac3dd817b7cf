import { standardLiteral } from "../sql.js";
import { equal } from "../schema/equal.js";
import { pieces } from "../schema/expression.js";
import type { TableName } from "../schema/model.js";
import { nameParts } from "../schema/name.js";

/** A qualified name as it stands in a type: each part quoted where it must be. */
export const typeName = (name: TableName): string =>
  nameParts(name)
    .map((part) => (PLAIN.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join(".");

/** Whether a string in the expression is the value, or a list in braces with the value among its items. */
export const hasValue = (expression: string, value: string): boolean =>
  [...expression.matchAll(STRING)]
    .map(([text]) => valueOf(text))
    .some((text) => text === value || (text.startsWith("{") && items(text).includes(value)));

/** The expression with all that is cast to a type being cast to it under another name. */
export function renameTypeIn(expression: string, from: TableName, to: TableName): string {
  const all = pieces(expression);
  return castsTo(all, from)
    .reduceRight<readonly string[]>(
      (edited, { at, end }) => [...edited.slice(0, at), typeName(to), ...edited.slice(end)],
      all,
    )
    .join("");
}

/** The expression with a value of an enum type under another name, in the strings that are cast to the type. */
export function renameValueIn(
  expression: string,
  type: TableName,
  from: string,
  to: string,
): string {
  const all = [...pieces(expression)];
  for (const { at } of castsTo(all, type)) {
    const string = all[at - 2] ?? "";
    if (string.startsWith("'")) all[at - 2] = renameString(string, from, to);
  }
  return all.join("");
}

/** A string that is the value, or a list in braces with the value among its items, with another in its place. */
export function renameString(literal: string, from: string, to: string): string {
  const text = valueOf(literal);
  if (text === from) return standardLiteral(to);
  if (!text.startsWith("{") || !items(text).includes(from)) return literal;
  const renamed = text.replaceAll(ITEM, (item) => (itemValue(item) === from ? asItem(to) : item));
  return standardLiteral(renamed);
}

/** Whether the expression is one string and nothing else. */
export const isString = (expression: string): boolean => /^'(?:[^']|'')*'$/.test(expression);

/** Where the names stand that something is cast to, of those that are this type's. */
function castsTo(all: readonly string[], type: TableName) {
  return all.flatMap((piece, colons) => {
    if (piece.trim() !== "::") return [];
    const at = colons + 1;
    let end = at + 1;
    while (all[end]?.trim() === "." && end + 1 < all.length) end += 2;
    const name = all.slice(at, end).map((part) => part.trim());
    return equal(nameParts(name.join("")), nameParts(type)) ? [{ at, end }] : [];
  });
}

const PLAIN = /^[a-z_][a-z0-9_]*$/;
const STRING = /'(?:[^']|'')*'/g;
const ITEM = /"(?:[^"\\]|\\[^])*"|[^{},"]+/g;

const valueOf = (literal: string) => literal.trim().slice(1, -1).replaceAll("''", "'");

/** The items of an array as PostgreSQL writes it: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
const items = (array: string): readonly string[] => (array.match(ITEM) ?? []).map(itemValue);

const itemValue = (item: string) =>
  (item.startsWith('"') ? item.slice(1, -1) : item.trim()).replaceAll(/\\([^])/g, "$1");

const asItem = (value: string) =>
  /^[^\s{},"\\]+$/.test(value) && value.toUpperCase() !== "NULL"
    ? value
    : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
