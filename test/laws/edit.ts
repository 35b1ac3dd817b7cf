import { editTable, replace } from "../../src/schema/edit.js";
import type { Column, Schema, Table } from "../../src/schema/model.js";
import type { Pick } from "./pick.js";
import type { Words } from "./words/index.js";

/** One change of a schema, as chosen. What it breaks is removed afterwards: see `sound`. */
export type Edit = (schema: Schema, pick: Pick, words: Words) => Schema;

/** An edit of one table, if there is one. */
export function onTable(
  edit: (one: Table, schema: Schema, pick: Pick, words: Words) => Table,
): Edit {
  return (schema, pick, words) => {
    if (schema.tables.length === 0) return schema;
    const { name } = pick(schema.tables);
    return editTable(schema, name, (one) => edit(one, schema, pick, words));
  };
}

/** An edit of one column that it suits, if some table has one. */
export const onColumn =
  (
    suits: (was: Column, words: Words) => boolean,
    edit: (was: Column, one: Table, schema: Schema, pick: Pick, words: Words) => Partial<Column>,
  ): Edit =>
  (schema, pick, words) => {
    const places = schema.tables.flatMap((one) =>
      one.columns.filter((was) => suits(was, words)).map((was) => [one, was] as const),
    );
    if (places.length === 0) return schema;
    const [one, was] = pick(places);
    const change = edit(was, one, schema, pick, words);
    return editTable(schema, one.name, (before) => ({
      ...before,
      columns: replace(before.columns, was.name, (column) => ({ ...column, ...change })),
    }));
  };

/** One of them other than what it was, if there is one. */
export const another = <T>(items: readonly T[], was: T, pick: Pick): T =>
  pick([...items.filter((item) => item !== was), was]);
