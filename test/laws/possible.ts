import {
  isComputed,
  type Column,
  type Index,
  type Schema,
  type Table,
  type TableName,
  type Unique,
} from "../../src/schema/model.js";
import { nameParts } from "../../src/schema/name.js";
import type { Type, Words } from "./words/index.js";

/** The type of that text: one of the server's, or an enum type of the schema and its arrays. */
export function typeOf(text: string, schema: Schema, words: Words): Type | undefined {
  return (
    words.types.find((type) => type.text === text) ??
    schema.enums.flatMap(enumTypes).find((type) => type.text === text)
  );
}

/** All types a column may have. */
export const typesOf = (schema: Schema, words: Words): readonly Type[] => [
  ...words.types,
  ...schema.enums.flatMap(enumTypes),
];

/** An enum type and the type of its lists. */
function enumTypes({ name, values }: Schema["enums"][number]): readonly Type[] {
  const text = enumText(name);
  const labels = values.map((value) => `'${value.replaceAll("'", "''")}'`);
  const value = (n: number) => labels[Math.min(n, labels.length) - 1] ?? "";
  const one: Type = { text, family: "own", defaults: labels, value, keyable: true };
  return [one, { ...one, text: `${text}[]`, defaults: ["'{}'"], value: () => "'{}'" }];
}

/** An enum type as it stands in a column. */
export const enumText = (name: TableName): string =>
  nameParts(name)
    .map((part) => (/^[a-z_]+$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join(".");

/** The conditions that rows of the table can be held to: all of them hold for the values of the words. */
export const checksOf = (table: Table, schema: Schema, words: Words): readonly string[] =>
  plain(table, schema, words).flatMap(([column, type]) => {
    const name = quoted(column.name, words);
    if (column.generated !== null && !words.can.freeCounters) return [];
    if (type.family === "number") return [`${name} > -1000`, `${name} BETWEEN -5 AND 99000`];
    if (type.family === "text") return [`${name} <> 'it''s no value'`, `length(${name}) < 300`];
    const [first] = type.text.endsWith("]") ? [] : type.defaults;
    return schema.enums.some((one) => enumText(one.name) === type.text)
      ? [`${name}::text <> 'none'`, `${name} >= ${first}`]
      : [];
  });

/** What a column can be computed from, and the type it then has. */
export const computationsOf = (
  table: Table,
  schema: Schema,
  words: Words,
): readonly { readonly expression: string; readonly type: string }[] =>
  plain(table, schema, words).flatMap(([column, type]) => {
    const name = quoted(column.name, words);
    // What a char is without its padding depends on the session, so MariaDB stores nothing computed from one.
    if (column.generated !== null || type.text.startsWith("char(")) return [];
    const { family } = type;
    const { number, text } = words.computedTypes;
    if (family === "number")
      return [
        { expression: `${name} + 1`, type: number },
        { expression: `${name} * 2`, type: number },
      ];
    return family === "text" ? [{ expression: `upper(${name})`, type: text }] : [];
  });

/** The predicates an index of the table can have. */
export const predicatesOf = (table: Table, schema: Schema, words: Words): readonly string[] =>
  words.can.partialIndexes
    ? plain(table, schema, words).flatMap(([column, { family }]) => {
        const name = quoted(column.name, words);
        return family === "number"
          ? [`${name} IS NOT NULL`, `${name} > 5`]
          : [`${name} IS NOT NULL`];
      })
    : [];

/** The expressions an index of the table can have for a key. */
export const keyExpressionsOf = (table: Table, schema: Schema, words: Words): readonly string[] =>
  words.can.expressionIndexes
    ? plain(table, schema, words).flatMap(([column, { family, text }]) => {
        const name = quoted(column.name, words);
        if (column.generated !== null && !words.can.freeCounters) return [];
        if (family === "number") return [`${name} + 1`];
        // MySQL indexes no expression that is a long text.
        return text.startsWith("varchar") ? [`lower(${name})`] : [];
      })
    : [];

/** The columns a foreign key can refer to: every unambiguous key of the table. */
export const keysOf = (table: Table): readonly (readonly string[])[] => [
  ...(table.primaryKey ? [table.primaryKey.columns] : []),
  ...table.uniques.filter(({ deferrable }) => deferrable === null).map(({ columns }) => columns),
  ...table.indexes.filter(isPlainUnique).map(columnsOf),
];

const isPlainUnique = (index: Index) =>
  index.unique && index.where === null && index.columns.every((key) => key.column !== null);

const columnsOf = (index: Index) => index.columns.flatMap(({ column }) => column ?? []);

/** The columns of every constraint and index that allows no two rows to be alike in them. */
export const uniqueColumns = (table: Table): readonly (readonly string[])[] => [
  ...(table.primaryKey ? [table.primaryKey.columns] : []),
  ...table.uniques.map(({ columns }: Unique) => columns),
  ...table.indexes.filter(({ unique }) => unique).map(columnsOf),
];

export const quoted = (name: string, { quote }: Words): string =>
  quote + name.replaceAll(quote, quote + quote) + quote;

/** The columns that are not computed, each with its type. */
const plain = (table: Table, schema: Schema, words: Words): readonly (readonly [Column, Type])[] =>
  table.columns.flatMap((column) => {
    const type = typeOf(column.type, schema, words);
    return isComputed(column) || !type ? [] : [[column, type] as const];
  });
