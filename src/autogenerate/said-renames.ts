import { MigError } from "../errors.js";
import type { Schema, TableName } from "../schema/model.js";
import { nameParts, qualify } from "../schema/name.js";
import { didYouMean } from "../wording.js";
import { formerName, listedColumns, listedName, placeOf, type Rename } from "./renames.js";

/** What a person has said of tables and columns, and the texts that speak of something else. */
export interface Said {
  readonly renames: readonly Rename[];
  readonly others: readonly string[];
}

/**
 * What a person means by `users:people` (a table) or `users.name:fullName` (a column). Refuses what cannot be (MIG321); what
 * is neither of them is left to `saidValues`.
 */
export function saidRenames(texts: readonly string[], from: Schema, to: Schema): Said {
  const split = texts.map(halves);
  const tables = split.flatMap(([was, now]): readonly Rename[] =>
    from.tables.some(({ name }) => name === was) ? [{ kind: "table", from: was, to: now }] : [],
  );
  const today = todayOf(tables);
  const found = split.map(
    ([was, now]) =>
      tables.find((one) => one.from === was && one.to === now) ?? column(was, now, from, today),
  );
  const others = texts.filter((_, at) => !found[at]);
  const given = texts.filter((_, at) => found[at]);
  const renames = found.flatMap((rename) => rename ?? []);
  const tablesRenamed = withNames(from, today);
  refuseImpossible(given, renames, to, ({ kind }) => (kind === "table" ? from : tablesRenamed));
  return { renames, others };
}

/**
 * What a person means by `mood.sad:unhappy` (a value of an enum type) or `users.mood.sad:unhappy` (a value of a column that
 * lists them), with names as they are once the other renames are done. Refuses what is not there (MIG321).
 */
export function saidValues(
  texts: readonly string[],
  from: Schema,
  to: Schema,
  others: readonly Rename[],
): readonly Rename[] {
  const today = todayOf(others);
  const renames = texts.map((text) => {
    const [was, now] = halves(text);
    const found = value(was, now, from, today);
    if (found) return found;
    throw unknown(text, `the database has no ${was}`, was, [
      ...from.tables.flatMap((one) => [
        one.name,
        ...one.columns.map((column) => `${one.name}.${column.name}`),
      ]),
    ]);
  });
  refuseImpossible(texts, renames, to, () => from);
  return renames;
}

type Today = (table: TableName) => TableName;

/** What a table is to be called. */
const todayOf =
  (renames: readonly Rename[]): Today =>
  (table) =>
    renames.find(({ kind, from }) => kind === "table" && from === table)?.to ?? table;

/** A name without its last part, and that. */
function ownerOf(name: string): readonly [owner: string, part: string] {
  const parts = nameParts(name);
  const owner = parts.slice(0, -1).map((part) => qualify(null, part));
  return [owner.join("."), parts.at(-1) ?? ""];
}

function column(was: string, to: string, { tables }: Schema, today: Today): Rename | null {
  const [owner, from] = ownerOf(was);
  const table = tables.find(({ name }) => name === owner || today(name) === owner);
  return table?.columns.some(({ name }) => name === from)
    ? { kind: "column", of: today(table.name), from, to }
    : null;
}

function value(was: string, to: string, schema: Schema, today: Today): Rename | null {
  const [owner, from] = ownerOf(was);
  if (schema.enums.some(({ name, values }) => name === owner && values.includes(from)))
    return { kind: "value", of: owner, from, to };
  // A table may be called by its former name here, too.
  const [table, part] = ownerOf(owner);
  const of = table === "" ? owner : `${today(table)}.${qualify(null, part)}`;
  const listed = listedColumns(schema).find((one) => [owner, of].includes(listedName(one)));
  return listed?.values.includes(from) ? { kind: "value", of: listedName(listed), from, to } : null;
}

function refuseImpossible(
  texts: readonly string[],
  renames: readonly Rename[],
  to: Schema,
  before: (rename: Rename) => Schema,
): void {
  for (const [at, rename] of renames.entries())
    if (!isNamed(rename, to))
      throw unknown(
        texts[at] ?? "",
        `nothing is to be called ${rename.to}`,
        rename.to,
        namesOf(rename, to),
      );
  for (const [at, rename] of renames.entries())
    checkFree(texts[at] ?? "", rename, renames, before(rename));
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
const withNames = (from: Schema, today: Today): Schema => ({
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
