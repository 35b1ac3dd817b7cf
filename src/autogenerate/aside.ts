import type { Operation } from "../operations/index.js";
import type { Schema } from "../schema/model.js";
import { localName, qualifier, qualify } from "../schema/name.js";
import { pair } from "./pair.js";

/**
 * Renames of enum types that go, and whose names tables or views take that come: a table is a type, too, and an enum type
 * goes only when the columns of it are gone. https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-NOTES
 */
export function enumsAside(from: Schema, to: Schema): readonly Operation[] {
  const coming = new Set(
    [...pair(from.tables, to.tables).added, ...pair(from.views, to.views).added].map(
      ({ name }) => name,
    ),
  );
  const taken = new Set(
    [from, to]
      .flatMap(({ enums, tables, views }) => [...enums, ...tables, ...views])
      .map(({ name }) => name),
  );
  return pair(from.enums, to.enums)
    .removed.filter(({ name }) => coming.has(name))
    .map(({ name }) => ({ kind: "renameEnum", from: name, to: unused(name, taken) }));
}

function unused(name: string, taken: ReadonlySet<string>): string {
  const next = qualify(qualifier(name), `${localName(name)}_old`);
  return taken.has(next) ? unused(next, taken) : next;
}
