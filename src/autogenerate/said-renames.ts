import { closest } from "fastest-levenshtein";
import { MigError } from "../errors.js";
import type { Schema, TableName } from "../schema/model.js";
import { nameParts, qualify } from "../schema/name.js";
import type { Rename } from "./renames.js";

/**
 * What a person means by `users:people` (a table), `users.name:fullName` (a column) or `mood.sad:unhappy` (a value of an
 * enum type). Refuses what is not there (MIG321).
 */
export function saidRenames(texts: readonly string[], from: Schema, to: Schema): readonly Rename[] {
  const split = texts.map(halves);
  const tables = split.flatMap(([was, now]): readonly Rename[] =>
    from.tables.some(({ name }) => name === was) ? [{ kind: "table", from: was, to: now }] : [],
  );
  const today = (table: TableName) => tables.find((one) => one.from === table)?.to ?? table;
  return split.map(([was, now], at) => {
    const table = tables.find((one) => one.from === was && one.to === now);
    const rename = table ?? part(was, now, from, today);
    const isWanted = wanted(rename, to);
    if (isWanted) return rename;
    throw unknown(texts[at] ?? "", `nothing is to be called ${now}`, namesOf(rename, to));
  });
}

function part(
  was: string,
  to: string,
  { tables, enums }: Schema,
  today: (table: TableName) => TableName,
): Rename {
  const parts = nameParts(was);
  const from = parts.at(-1) ?? "";
  const owner = parts.slice(0, -1);
  const name = qualify(owner.length > 1 ? (owner[0] ?? null) : null, owner.at(-1) ?? "");
  const table = tables.find((one) => one.name === name || today(one.name) === name);
  if (table?.columns.some((column) => column.name === from))
    return { kind: "column", of: today(table.name), from, to };
  if (enums.some((type) => type.name === name && type.values.includes(from)))
    return { kind: "value", of: name, from, to };
  throw unknown(`${was}:${to}`, `the database has no ${was}`, [
    ...tables.flatMap((one) => [
      one.name,
      ...one.columns.map((column) => `${one.name}.${column.name}`),
    ]),
  ]);
}

function wanted(rename: Rename, { tables, enums }: Schema): boolean {
  if (rename.kind === "table") return tables.some(({ name }) => name === rename.to);
  return rename.kind === "column"
    ? tables.some(
        ({ name, columns }) =>
          name === rename.of && columns.some((column) => column.name === rename.to),
      )
    : enums.some(({ name, values }) => name === rename.of && values.includes(rename.to));
}

function namesOf(rename: Rename, { tables, enums }: Schema): readonly string[] {
  if (rename.kind === "table") return tables.map(({ name }) => name);
  return rename.kind === "column"
    ? (tables.find(({ name }) => name === rename.of)?.columns.map(({ name }) => name) ?? [])
    : (enums.find(({ name }) => name === rename.of)?.values ?? []);
}

function halves(text: string): readonly [was: string, now: string] {
  const [, was, now] = /^((?:"[^"]*"|[^":])+):(.+)$/.exec(text) ?? [];
  if (was !== undefined && now !== undefined) return [was, now];
  throw new MigError(
    "MIG321",
    `${JSON.stringify(text)} does not say what is renamed.`,
    "Write --rename table:newTable, or --rename table.column:newColumn.",
  );
}

function unknown(text: string, what: string, known: readonly string[]): MigError {
  const near = known.length > 0 ? closest(text.split(":")[0] ?? "", [...known]) : undefined;
  return new MigError(
    "MIG321",
    `${JSON.stringify(text)} renames nothing: ${what}.`,
    near === undefined ? "Check the names." : `Did you mean ${near}?`,
  );
}
