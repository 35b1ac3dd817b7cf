import type { Dialect } from "../dialects/dialect.js";
import { MigError } from "../errors.js";
import type { Schema, Table, TableName } from "../schema/model.js";
import { localName, nameParts, qualifier, qualify } from "../schema/name.js";

/** Refuses (MIG507) names that the server would not take, two that it would keep as one, and one that two things have. */
export function refuseLostNames(
  schema: Schema,
  { keptName, traits }: Pick<Dialect, "keptName" | "traits">,
): void {
  for (const { what, names, once } of [...spaces(schema), ...sharedSpaces(schema, traits)]) {
    const found = new Map<string, Named>();
    for (const named of names) {
      const parts = nameParts(named.name).map((part) => keptName(part) ?? refuseLong(what, part));
      const kept = JSON.stringify(parts);
      const other = found.get(kept);
      if (other && other.name !== named.name)
        refuseSame(what, [other.name, named.name], parts.at(-1) ?? "");
      if (other && once) refuseTwice(named.name, [other.of, named.of]);
      found.set(kept, named);
    }
  }
}

interface Named {
  /** Qualified or not, in the quotes that it needs. */
  readonly name: TableName;
  /** What has it, for messages: `the table users`. */
  readonly of: string;
}

/** Names among which none may be another once the server has cut them. */
interface Space {
  readonly what: string;
  readonly names: readonly Named[];
  /** Two things cannot have one name. */
  readonly once: boolean;
}

/** Those that are looked through for names that are too long, on every database. */
function* spaces({ tables, enums }: Schema): Generator<Space> {
  const once = false;
  yield { what: "tables", names: all("table", tables), once };
  yield { what: "enum types", names: all("enum type", enums), once };
  const keys = new Map<string | null, Named[]>();
  for (const table of tables) {
    const of = `of the table ${table.name}`;
    yield { what: `columns ${of}`, names: within(null, "column", table.columns), once };
    const constraints = [...table.checks, ...table.foreignKeys];
    yield {
      what: `checks and foreign keys ${of}`,
      names: within(null, "constraint", constraints),
      once,
    };
    const home = qualifier(table.name);
    keys.set(home, [
      ...(keys.get(home) ?? []),
      ...within(null, "key", [...keysOf(table), ...table.indexes]),
    ]);
  }
  for (const names of keys.values()) yield { what: "keys and indexes", names, once };
}

/** Those that things of different kinds share. */
function* sharedSpaces(
  { tables, views, enums }: Schema,
  { sharesNames }: Dialect["traits"],
): Generator<Space> {
  const relations = [...all("table", tables), ...all("view", views)];
  const keys = tables.flatMap((table) => [
    ...(sharesNames.indexes ? keyNames("index", table, table.indexes) : []),
    ...(sharesNames.keys ? keyNames("key", table, keysOf(table)) : []),
  ]);
  yield { what: "tables, views and indexes", names: [...relations, ...keys], once: true };
  const types = [...relations, ...all("enum type", enums)];
  yield { what: "tables, views and enum types", names: types, once: true };
}

const keysOf = ({ primaryKey, uniques, exclusions }: Table) => [
  ...(primaryKey ? [primaryKey] : []),
  ...uniques,
  ...exclusions,
];

const keyNames = (kind: string, table: Table, items: readonly Item[]) =>
  within(qualifier(table.name), kind, items, ` of ${table.name}`);

interface Item {
  readonly name: string | null;
}

const all = (kind: string, items: readonly { readonly name: TableName }[]): readonly Named[] =>
  items.map(({ name }) => ({ name, of: `the ${kind} ${name}` }));

const within = (
  home: string | null,
  kind: string,
  items: readonly Item[],
  of = "",
): readonly Named[] =>
  items.flatMap(({ name }) =>
    name === null ? [] : { name: qualify(home, name), of: `the ${kind} ${name}${of}` },
  );

function refuseLong(what: string, name: string): never {
  throw new MigError(
    "MIG507",
    `Among the ${what} is a name that is too long for the database: ${name}.`,
    "Give it a shorter name.",
  );
}

function refuseSame(what: string, names: readonly TableName[], kept: string): never {
  throw new MigError(
    "MIG507",
    `The database cuts names, and then two of the ${what} are one, ${kept}: ${names.map(localName).join(" and ")}.`,
    "Give one of them a shorter name.",
  );
}

function refuseTwice(name: TableName, owners: readonly string[]): never {
  throw new MigError(
    "MIG507",
    `Two things of one schema have the name ${name}: ${owners.join(" and ")}.`,
    "Give one of them another name.",
  );
}
