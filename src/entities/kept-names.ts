import { MigError } from "../errors.js";
import type { Schema, Table } from "../schema/model.js";
import { localName, nameParts, qualifier } from "../schema/name.js";

/** How a server keeps a name; null where it takes none so long. */
export type KeptName = (name: string) => string | null;

/** Refuses (MIG507) names that the server would not take, and two that it would keep as one. */
export function refuseLostNames(schema: Schema, keptName: KeptName): void {
  for (const { what, names } of spaces(schema)) {
    const found = new Map<string, string>();
    for (const name of names) {
      const parts = nameParts(name).map((part) => keptName(part) ?? refuseLong(what, part));
      const kept = JSON.stringify(parts);
      const other = found.get(kept) ?? name;
      if (other !== name) refuseSame(what, [other, name], parts.at(-1) ?? "");
      found.set(kept, name);
    }
  }
}

interface Space {
  readonly what: string;
  /** Qualified names among which none may be another. */
  readonly names: readonly string[];
}

function* spaces({ tables, enums }: Schema): Generator<Space> {
  yield { what: "tables", names: tables.map(({ name }) => name) };
  yield { what: "enum types", names: enums.map(({ name }) => name) };
  const keys = new Map<string | null, string[]>();
  for (const table of tables) {
    const of = `of the table ${table.name}`;
    yield { what: `columns ${of}`, names: quoted(table.columns) };
    yield {
      what: `checks and foreign keys ${of}`,
      names: quoted([...table.checks, ...table.foreignKeys]),
    };
    const home = qualifier(table.name);
    keys.set(home, [...(keys.get(home) ?? []), ...quoted(keysOf(table))]);
  }
  for (const names of keys.values()) yield { what: "keys and indexes", names };
}

const keysOf = ({ primaryKey, uniques, exclusions, indexes }: Table) => [
  ...(primaryKey ? [primaryKey] : []),
  ...uniques,
  ...exclusions,
  ...indexes,
];

/** Names in quotes, so that a dot in one is no end of it. */
const quoted = (items: readonly { readonly name: string | null }[]): readonly string[] =>
  items.flatMap(({ name }) => (name === null ? [] : [`"${name.replaceAll('"', '""')}"`]));

function refuseLong(what: string, name: string): never {
  throw new MigError(
    "MIG507",
    `Among the ${what} is a name that is too long for the database: ${name}.`,
    HINT,
  );
}

function refuseSame(what: string, names: readonly string[], kept: string): never {
  throw new MigError(
    "MIG507",
    `The database cuts names, and then two of the ${what} are one, ${kept}: ${names.map(localName).join(" and ")}.`,
    HINT,
  );
}

const HINT = "Give it a shorter name.";
