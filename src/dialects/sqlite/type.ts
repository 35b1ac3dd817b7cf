/** The canonical spelling of a type: lower case, one space between words, none around its arguments. */
export function normalType(text: string): string {
  const type = PLAIN.test(text) ? text : respelt(text);
  return type === "int" ? "integer" : type;
}

/** Most are in that spelling already. */
const PLAIN = /^[a-z]+(?:\(\d+(?:,\d+)?\))?$/;

const respelt = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/ ?([(),]) ?/g, "$1");

/**
 * Whether the type makes a lone primary key the rowid itself, which counts up and is never null. Only this word
 * does: `int` does not (https://www.sqlite.org/lang_createtable.html#rowid).
 */
export const isRowidType = (text: string): boolean => text.trim().toLowerCase() === "integer";
