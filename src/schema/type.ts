/** Whether values of the type are text in a character set, in the words of MySQL. */
export const isCharacter = (type: string): boolean =>
  /^(char|varchar|tinytext|text|mediumtext|longtext|enum|set)\b/.test(type);

/** The values of MySQL's `enum('a','b')` or `set('a','b')`, in order; null of any other type. */
export function listedValues(type: string): readonly string[] | null {
  const list = LIST.exec(type)?.[2];
  return list === undefined ? null : (list.match(VALUE) ?? []).map(textOf);
}

/** That type with other values. */
export const withListedValues = (type: string, values: readonly string[]): string =>
  type.replace(LIST, (_, kind: string) => `${kind}(${values.map(literalOf).join(",")})`);

/** A default in such a type with another name for one of its values. */
export function withRenamedValue(type: string, literal: string, from: string, to: string): string {
  if (!/^'[^]*'$/.test(literal)) return literal;
  const text = textOf(literal);
  const items = /^set/i.test(type) ? text.split(",") : [text];
  return literalOf(items.map((item) => (item === from ? to : item)).join(","));
}

const LIST = /^(enum|set)\s*\(([^]*)\)$/i;
const VALUE = /'(?:[^'\\]|''|\\[^])*'/g;

/** https://dev.mysql.com/doc/refman/8.4/en/string-literals.html */
const textOf = (literal: string) =>
  literal
    .slice(1, -1)
    .replaceAll(/''|\\([^])/g, (_, escaped?: string) =>
      escaped === undefined ? "'" : escaped === "0" ? "\0" : escaped,
    );

const literalOf = (text: string) =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\0", "\\0")}'`;
