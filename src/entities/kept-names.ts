import type { Dialect } from "../dialects/dialect.js";
import { MigError } from "../errors.js";
import type { Schema, Table, TableName } from "../schema/model.js";
import { localName, qualifier, qualify } from "../schema/name.js";

/** Refuses (MIG507) names that the server would not take, two that it would keep as one, and one that two things have. */
export function refuseLostNames(
  schema: Schema,
  { keptName, traits }: Pick<Dialect, "keptName" | "traits">,
): void {
  for (const { what, names, once } of [...spaces(schema), ...sharedSpaces(schema, traits)]) {
    const found = new Map<string, Named>();
    for (const named of names) {
      const { home, name } = named;
      const kept = keptName(name) ?? refuseLong(what, name);
      const keptHome = home === null ? "" : (keptName(home) ?? refuseLong(what, home));
      const key = `${keptHome}\0${kept}`;
      const other = found.get(key);
      if (other && (other.name !== name || other.home !== home))
        refuseSame(what, [other.name, name], kept);
      if (other && once) refuseTwice(qualify(home, name), [other, named]);
      found.set(key, named);
    }
  }
}

interface Named {
  /** The schema; null within a table, and for the connection's own. */
  readonly home: string | null;
  readonly name: string;
  /** What has the name, for messages: `the index`, of the table `users`. */
  readonly kind: string;
  readonly owner: TableName | null;
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
    yield { what: `columns ${of}`, names: within(null, "column", table, table.columns), once };
    const constraints = [...table.checks, ...table.foreignKeys];
    yield {
      what: `checks and foreign keys ${of}`,
      names: within(null, "constraint", table, constraints),
      once,
    };
    const home = qualifier(table.name);
    const own = within(null, "key", table, [...keysOf(table), ...table.indexes]);
    const others = keys.get(home);
    if (others === undefined) keys.set(home, [...own]);
    else others.push(...own);
  }
  for (const names of keys.values()) yield { what: "keys and indexes", names, once };
}

/** Those that things of different kinds share. */
function* sharedSpaces(
  { tables, views, enums }: Schema,
  { sharesNames }: Dialect["traits"],
): Generator<Space> {
  const relations = [...all("table", tables), ...all("view", views)];
  const keys = tables.flatMap((table) => {
    const home = qualifier(table.name);
    return [
      ...(sharesNames.indexes ? within(home, "index", table, table.indexes) : []),
      ...(sharesNames.keys ? within(home, "key", table, keysOf(table)) : []),
    ];
  });
  yield { what: "tables, views and indexes", names: [...relations, ...keys], once: true };
  const types = [...relations, ...all("enum type", enums)];
  yield { what: "tables, views and enum types", names: types, once: true };
}

const keysOf = ({ primaryKey, uniques, exclusions }: Table) => [
  ...(primaryKey ? [primaryKey] : []),
  ...uniques,
  ...exclusions,
];

const all = (kind: string, items: readonly { readonly name: TableName }[]): readonly Named[] =>
  items.map(({ name }) => ({ home: qualifier(name), name: localName(name), kind, owner: null }));

const within = (
  home: string | null,
  kind: string,
  { name: owner }: Table,
  items: readonly { readonly name: string | null }[],
): readonly Named[] =>
  items.flatMap(({ name }) => (name === null ? [] : { home, name, kind, owner }));

function refuseLong(what: string, name: string): never {
  throw new MigError(
    "MIG507",
    `Among the ${what} is a name that is too long for the database: ${name}.`,
    "Give it a shorter name.",
  );
}

function refuseSame(what: string, names: readonly string[], kept: string): never {
  throw new MigError(
    "MIG507",
    `The database cuts names, and then two of the ${what} are one, ${kept}: ${names.join(" and ")}.`,
    "Give one of them a shorter name.",
  );
}

function refuseTwice(name: TableName, owners: readonly Named[]): never {
  const texts = owners.map(
    ({ kind, owner }) => `the ${kind}${owner === null ? "" : ` of ${owner}`}`,
  );
  throw new MigError(
    "MIG507",
    `Two things of one schema have the name ${name}: ${texts.join(" and ")}.`,
    "Give one of them another name.",
  );
}
