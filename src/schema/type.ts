/** Whether values of the type are text in a character set, in the words of MySQL. */
export const isCharacter = (type: string): boolean =>
  /^(char|varchar|tinytext|text|mediumtext|longtext|enum|set)\b/.test(type);

/** The values of MySQL's `enum('a','b')` or `set('a','b')`, in order; null of any other type. */
export function listedValues(type: string): readonly string[] | null {
  const list = LIST.exec(type)?.[2];
  return list === undefined
    ? null
    : [...list.matchAll(VALUE)].map(([, text = ""]) =>
        text.replaceAll(/''|\\([^])/g, (_, escaped?: string) =>
          escaped === undefined ? "'" : escaped === "0" ? "\0" : escaped,
        ),
      );
}

/** That type with other values. */
export const withListedValues = (type: string, values: readonly string[]): string =>
  type.replace(LIST, (_, kind: string) => `${kind}(${values.map(listed).join(",")})`);

const LIST = /^(enum|set)\(([^]*)\)$/;
const VALUE = /'((?:[^'\\]|''|\\[^])*)'/g;
const listed = (value: string) =>
  `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\0", "\\0")}'`;
