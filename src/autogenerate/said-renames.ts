import { MigError } from "../errors.js";
import type { Schema, TableName } from "../schema/model.js";
import { nameParts, qualify } from "../schema/name.js";
import { didYouMean } from "../wording.js";
import { formerName, listedColumns, listedName, placeOf, type Rename } from "./renames.js";

/**
 * What a person means by `users:people` (a table), `users.name:fullName` (a column), `mood.sad:unhappy` (a value of an
 * enum type) or `users.mood.sad:unhappy` (a value of a column that lists them). Refuses what is not there (MIG321).
 */
export function saidRenames(texts: readonly string[], from: Schema, to: Schema): readonly Rename[] {
  const split = texts.map(halves);
  const tables = split.flatMap(([was, now]): readonly Rename[] =>
    from.tables.some(({ name }) => name === was) ? [{ kind: "table", from: was, to: now }] : [],
  );
  const today = (table: TableName) => tables.find((one) => one.from === table)?.to ?? table;
  const said = split.map(([was, now], at) => {
    const table = tables.find((one) => one.from === was && one.to === now);
    const rename = table ?? part(was, now, from, today);
    if (!isNamed(rename, to))
      throw unknown(texts[at] ?? "", `nothing is to be called ${now}`, now, namesOf(rename, to));
    return rename;
  });
  const tablesRenamed = withNames(from, today);
  for (const [at, rename] of said.entries())
    checkFree(texts[at] ?? "", rename, said, rename.kind === "table" ? from : tablesRenamed);
  return said;
}

function part(
  was: string,
  to: string,
  schema: Schema,
  today: (table: TableName) => TableName,
): Rename {
  const { tables, enums } = schema;
  const parts = nameParts(was);
  const from = parts.at(-1) ?? "";
  const owner = parts.slice(0, -1);
  const name = qualify(owner.length > 1 ? (owner[0] ?? null) : null, owner.at(-1) ?? "");
  const table = tables.find((one) => one.name === name || today(one.name) === name);
  if (table?.columns.some((column) => column.name === from))
    return { kind: "column", of: today(table.name), from, to };
  if (enums.some((type) => type.name === name && type.values.includes(from)))
    return { kind: "value", of: name, from, to };
  const place = owner.map((part) => qualify(null, part)).join(".");
  for (const { table, column, values } of listedColumns(schema)) {
    const of = listedName({ table: today(table), column });
    const isMeant = place === of || place === listedName({ table, column });
    if (isMeant && values.includes(from)) return { kind: "value", of, from, to };
  }
  throw unknown(`${was}:${to}`, `the database has no ${was}`, was, [
    ...tables.flatMap((one) => [
      one.name,
      ...one.columns.map((column) => `${one.name}.${column.name}`),
    ]),
  ]);
}

/** One thing gets one name that nothing has yet: what trades names is written by hand. */
function checkFree(text: string, rename: Rename, said: readonly Rename[], before: Schema): void {
  const isSame = (other: Rename) => formerName(other) === formerName(rename);
  const twice = said.filter((other) => isSame(other) || placeOf(other) === placeOf(rename));
  if (twice.length === 1 && !isNamed(rename, before)) return;
  throw new MigError(
    "MIG321",
    twice.length > 1
      ? `${JSON.stringify(text)} is one of ${twice.length} renames of one thing, or to one name.`
      : `${JSON.stringify(text)} cannot be done: the database has ${rename.to} already.`,
    "Say one --rename for each; for what trades names, write the renames in a revision by hand.",
  );
}

/** The schema with its tables called as they are to be. */
const withNames = (from: Schema, today: (table: TableName) => TableName): Schema => ({
  ...from,
  tables: from.tables.map((table) => ({ ...table, name: today(table.name) })),
});

function isNamed(rename: Rename, schema: Schema): boolean {
  const { tables } = schema;
  if (rename.kind === "table") return tables.some(({ name }) => name === rename.to);
  return rename.kind === "column"
    ? tables.some(
        ({ name, columns }) =>
          name === rename.of && columns.some((column) => column.name === rename.to),
      )
    : valuesOf(rename.of, schema).includes(rename.to);
}

/** The values of an enum type, or of the type of a column. */
const valuesOf = (name: string, schema: Schema): readonly string[] =>
  schema.enums.find((type) => type.name === name)?.values ??
  listedColumns(schema).find((listed) => listedName(listed) === name)?.values ??
  [];

function namesOf(rename: Rename, schema: Schema): readonly string[] {
  const { tables } = schema;
  if (rename.kind === "table") return tables.map(({ name }) => name);
  return rename.kind === "column"
    ? (tables.find(({ name }) => name === rename.of)?.columns.map(({ name }) => name) ?? [])
    : valuesOf(rename.of, schema);
}

function halves(text: string): readonly [was: string, now: string] {
  const [, was, now] = /^((?:"[^"]*"|[^":])+):(.+)$/.exec(text) ?? [];
  if (was !== undefined && now !== undefined) return [asWritten(was), now];
  throw new MigError(
    "MIG321",
    `${JSON.stringify(text)} does not say what is renamed.`,
    "Write --rename table:newTable, or --rename table.column:newColumn.",
  );
}

/** A name of the database with quotes only where it has to have them. */
const asWritten = (name: string): string =>
  nameParts(name)
    .map((part) => qualify(null, part))
    .join(".");

function unknown(text: string, what: string, name: string, known: readonly string[]): MigError {
  return new MigError(
    "MIG321",
    `${JSON.stringify(text)} renames nothing: ${what}.`,
    didYouMean(name, known, "Check the names."),
  );
}
