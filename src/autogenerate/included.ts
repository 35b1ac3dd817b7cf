import { fingerprint } from "../schema/equal.js";
import type { Schema, Table, View } from "../schema/model.js";
import { localName, qualifier } from "../schema/name.js";
import type { Policy, SchemaObject } from "./policy.js";

/** Both schemas without what the policy leaves out of the comparison. */
export function included(
  actual: Schema,
  wanted: Schema,
  { includes }: Policy,
): readonly [actual: Schema, wanted: Schema] {
  if (includes === null) return [actual, wanted];
  const left = new Set<string>();
  const look = (schema: Schema, from: SchemaObject["from"]) => {
    for (const object of objectsOf(schema, from)) if (!includes(object)) left.add(keyOf(object));
  };
  look(actual, "database");
  look(wanted, "entities");
  if (left.size === 0) return [actual, wanted];
  return [without(actual, left), without(wanted, left)];
}

function* objectsOf(schema: Schema, from: SchemaObject["from"]): Generator<SchemaObject> {
  for (const { name } of schema.namespaces)
    yield { kind: "schema", name, schema: name, table: null, from, definition: { name } };
  for (const [kind, items] of alone(schema))
    for (const item of items)
      yield {
        kind,
        name: localName(item.name),
        schema: qualifier(item.name),
        table: null,
        from,
        definition: item,
      };
  for (const owner of [...schema.tables, ...schema.views])
    for (const [kind, items] of parts(owner))
      for (const item of items)
        yield {
          kind,
          name: item.name ?? "",
          schema: qualifier(owner.name),
          table: owner.name,
          from,
          definition: item,
        };
}

const alone = ({ tables, views, sequences, enums }: Schema) =>
  [
    ["table", tables],
    ["view", views],
    ["sequence", sequences],
    ["enum", enums],
  ] as const satisfies readonly (readonly [
    SchemaObject["kind"],
    readonly { readonly name: string }[],
  ])[];

type Part = { readonly name: string | null };
const parts = (
  owner: Table | View,
): readonly (readonly [SchemaObject["kind"], readonly Part[]])[] =>
  "columns" in owner
    ? [
        ["column", owner.columns],
        ["primary key", owner.primaryKey ? [owner.primaryKey] : []],
        ["unique", owner.uniques],
        ["check", owner.checks],
        ["exclusion", owner.exclusions],
        ["foreign key", owner.foreignKeys],
        ["index", owner.indexes],
      ]
    : [["index", owner.indexes]];

const keyOf = ({ kind, schema, table, name, definition }: SchemaObject): string =>
  fingerprint([kind, schema, table, name === "" ? definition : name]);

function without(schema: Schema, left: ReadonlySet<string>): Schema {
  const stays = (kind: SchemaObject["kind"], owner: string | null) => (item: Part) =>
    !left.has(
      keyOf({
        kind,
        name: owner === null ? localName(item.name ?? "") : (item.name ?? ""),
        schema: qualifier(owner ?? item.name ?? ""),
        table: owner,
        from: "database",
        definition: item,
      }),
    );
  const homes = new Set(
    schema.namespaces
      .filter(({ name }) => left.has(fingerprint(["schema", name, null, name])))
      .map(({ name }) => name),
  );
  const isHome = ({ name }: { readonly name: string }) => !homes.has(qualifier(name) ?? "");
  return {
    ...schema,
    namespaces: schema.namespaces.filter(({ name }) => !homes.has(name)),
    enums: schema.enums.filter(isHome).filter(stays("enum", null)),
    sequences: schema.sequences.filter(isHome).filter(stays("sequence", null)),
    tables: schema.tables
      .filter(isHome)
      .filter(stays("table", null))
      .map((table) => ({
        ...table,
        columns: table.columns.filter(stays("column", table.name)),
        primaryKey:
          table.primaryKey && stays("primary key", table.name)(table.primaryKey)
            ? table.primaryKey
            : null,
        uniques: table.uniques.filter(stays("unique", table.name)),
        checks: table.checks.filter(stays("check", table.name)),
        exclusions: table.exclusions.filter(stays("exclusion", table.name)),
        foreignKeys: table.foreignKeys.filter(stays("foreign key", table.name)),
        indexes: table.indexes.filter(stays("index", table.name)),
      })),
    views: schema.views
      .filter(isHome)
      .filter(stays("view", null))
      .map((view) => ({ ...view, indexes: view.indexes.filter(stays("index", view.name)) })),
  };
}
