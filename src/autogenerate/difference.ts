import type { Dialect, Query, Unseen } from "../dialects/dialect.js";
import { isOfType } from "../operations/enum.js";
import type { Operation } from "../operations/index.js";
import { editTable, remove } from "../schema/edit.js";
import { EMPTY_SCHEMA, type Schema, type TableName } from "../schema/model.js";
import { enumsAside } from "./aside.js";
import { candidates, type Candidate } from "./candidates.js";
import { localName, qualifier } from "../schema/name.js";
import { compare } from "./compare.js";
import { included } from "./included.js";
import { renamesOfCase } from "./letter-case.js";
import { COMPARE_ALL, withUncompared, type Policy } from "./policy.js";
import { alsoAlike, alsoSaid, following, formerName, renamed, type Rename } from "./renames.js";
import { saidRenames, saidValues } from "./said-renames.js";
import { settle } from "./settle.js";
import { sharing } from "./sharing.js";
import { seen } from "./unseen.js";
import type { Unsettled } from "./unsettled.js";

/** What separates a database from what the entities ask for. */
export interface Difference {
  readonly operations: readonly Operation[];
  /** What is in the database, in no entity, and not of the project's making: left alone. */
  readonly unknown: readonly Unknown[];
  /** What may have been renamed, and is dropped and added here as nobody has said so. */
  readonly undecided: readonly Candidate[];
  /** What the server would not take of the entities' expressions, or could not be asked about. */
  readonly unsettled: readonly Unsettled[];
}
/** What a person has said of things that are gone: what each is called now, in the words of `--rename`, or that it is gone. */
export interface Answers {
  readonly renames?: readonly string[] | undefined;
  readonly drops?: readonly string[] | "all" | undefined;
}
export interface Unknown {
  readonly kind: "table" | "view" | "sequence" | "enum" | "extension" | "schema";
  readonly name: string;
}

/** What there is to ask, and what of the database it does not show this user. */
export interface Given {
  readonly dialect: Dialect;
  readonly query: Query;
  readonly unseen?: readonly Unseen[];
  /** What is wanted, with what it leaves to the database as that has it once all renames are done. */
  readonly completed?: (wanted: Schema, actual: Schema) => Schema;
  /** Operations that something else has found, to be put in order with all others. */
  readonly others?: readonly Operation[];
}

/**
 * Compares a database with the entities, both in normal form. `owned` is asked for what the project's own
 * revisions have made, and only when the database has something no entity knows.
 */
export async function difference(
  given: Given,
  database: Schema,
  entities: Schema,
  owned: () => Promise<Schema>,
  { renames = [], drops = [] }: Answers = {},
  policy: Policy = COMPARE_ALL,
): Promise<Difference> {
  const { dialect, query, unseen = [], completed = (wanted) => wanted, others: own = [] } = given;
  const [actual, asked] = seen(
    ...included(withoutUsed(database, entities), entities, policy),
    unseen,
  );
  const wanted = sharing(actual, asked);
  const { renames: said, others } = saidRenames(renames, actual, wanted);
  const unknown = withoutRenamed(await unknownIn(actual, wanted, owned, policy), said, actual);
  const known = withoutHosts(withoutKnown(actual, unknown), unknown, wanted);
  const asSaid = renamed(known, wanted, said, dialect);
  const named = alsoSaid(asSaid, renamesOfCase(asSaid.schema, wanted, dialect.traits), dialect);
  const values = saidValues(others, named.schema, wanted, said);
  const ours = alsoSaid(named, values, dialect);
  const whole = completed(wanted, ours.schema);
  const settled = await settle(ours.schema, whole, dialect, query, database);
  const compared = withUncompared(ours.schema, settled.wanted, policy);
  const alike = alsoAlike(ours, compared, dialect);
  const free = following(alike, enumsAside(alike.schema, compared), dialect);
  const isDropped = (rename: Rename) => drops === "all" || drops.includes(formerName(rename));
  return {
    operations: compare(free.schema, compared, dialect.traits, [...free.operations, ...own]),
    undecided: candidates(ours.schema, wanted, isDropped),
    unknown: policy.unknown === "ignore" ? [] : listed(unknown),
    unsettled: settled.unsettled,
  };
}

/** What no entity asks for, and is not to go for that. */
async function unknownIn(
  actual: Schema,
  wanted: Schema,
  owned: () => Promise<Schema>,
  { unknown }: Policy,
): Promise<Schema> {
  const strangers = withoutKnown(actual, wanted);
  if (unknown === "ignore" || isEmpty(strangers)) return strangers;
  const others = withoutKnown(strangers, await owned());
  if (unknown === "own") return others;
  // Extensions and whole schemas are not what that is said of.
  return { ...EMPTY_SCHEMA, namespaces: others.namespaces, extensions: others.extensions };
}

/** The schema without the sequences that defaults count on: no entity can ask for one in another way. */
function withoutUsed(actual: Schema, { tables, sequences }: Schema): Schema {
  if (actual.sequences.length === 0) return actual;
  const wanted = new Set(sequences.map(({ name }) => name));
  const texts = tables.flatMap(({ columns }) => columns.flatMap((column) => column.default ?? []));
  const isUsed = ({ name }: { readonly name: TableName }) =>
    !wanted.has(name) && texts.some((text) => countsOn(text, name));
  return { ...actual, sequences: actual.sequences.filter((sequence) => !isUsed(sequence)) };
}

/** Whether the name stands in a string of a call, as in `nextval('audit."order_no"'::regclass)`. */
const countsOn = (text: string, sequence: TableName): boolean =>
  (text.match(/(?<=\(\s*)'(?:[^']|'')*'/g) ?? []).some((string) => {
    const name = string.slice(1, -1).replaceAll("''", "'");
    return localName(name) === localName(sequence);
  });

/** What a person renames is known to that person, and so are the enum types that only such columns have. */
function withoutRenamed(unknown: Schema, said: readonly Rename[], { tables }: Schema): Schema {
  const formerly = new Map(
    said.flatMap(({ kind, from, to }) => (kind === "table" ? [[to, from] as const] : [])),
  );
  const names = new Set(formerly.values());
  const columns = new Set(
    said.flatMap((rename) =>
      rename.kind === "column" ? placeOf(formerly.get(rename.of) ?? rename.of, rename.from) : [],
    ),
  );
  const isRenamed = (type: TableName) => {
    const users = tables.flatMap((table) =>
      table.columns
        .filter((column) => isOfType(column, type))
        .map((column) => names.has(table.name) || columns.has(placeOf(table.name, column.name))),
    );
    return users.length > 0 && users.every(Boolean);
  };
  return {
    ...unknown,
    tables: unknown.tables.filter(({ name }) => !names.has(name)),
    enums: unknown.enums.filter(({ name }) => !isRenamed(name)),
  };
}

const placeOf = (table: TableName, column: string) => JSON.stringify([table, column]);

const listed = (unknown: Schema): readonly Unknown[] => [
  ...unknown.namespaces.map(({ name }): Unknown => ({ kind: "schema", name })),
  ...unknown.tables.map(({ name }): Unknown => ({ kind: "table", name })),
  ...unknown.views.map(({ name }): Unknown => ({ kind: "view", name })),
  ...unknown.sequences.map(({ name }): Unknown => ({ kind: "sequence", name })),
  ...unknown.enums.map(({ name }): Unknown => ({ kind: "enum", name })),
  ...unknown.extensions.map(({ name }): Unknown => ({ kind: "extension", name })),
];

/** The schema without some of its indexes, which then are never compared. */
export function withoutIndexes(
  schema: Schema,
  indexes: readonly { readonly table: TableName; readonly name: string }[],
): Schema {
  return indexes.reduce(
    (rest, { table, name }) =>
      editTable(rest, table, (before) => ({ ...before, indexes: remove(before.indexes, name) })),
    schema,
  );
}

/** Without the namespaces that would go, and in which there is something of others. */
function withoutHosts(ours: Schema, unknown: Schema, wanted: Schema): Schema {
  const hosts = new Set(
    [...unknown.tables, ...unknown.views, ...unknown.sequences, ...unknown.enums].map(({ name }) =>
      qualifier(name),
    ),
  );
  const wants = new Set(wanted.namespaces.map(({ name }) => name));
  return {
    ...ours,
    namespaces: ours.namespaces.filter(({ name }) => wants.has(name) || !hosts.has(name)),
  };
}

/** What of the first schema the second does not name. */
function withoutKnown(schema: Schema, known: Schema): Schema {
  const rest = <T extends { readonly name: string }>(items: readonly T[], other: readonly T[]) => {
    const names = new Set(other.map(({ name }) => name));
    return items.filter(({ name }) => !names.has(name));
  };
  return {
    namespaces: rest(schema.namespaces, known.namespaces),
    extensions: rest(schema.extensions, known.extensions),
    enums: rest(schema.enums, known.enums),
    sequences: rest(schema.sequences, known.sequences),
    tables: rest(schema.tables, known.tables),
    views: rest(schema.views, known.views),
  };
}

const isEmpty = (schema: Schema) =>
  Object.values(schema).every((items: readonly unknown[]) => items.length === 0);
