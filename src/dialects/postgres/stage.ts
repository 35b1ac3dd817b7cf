import type { EnumType, Schema, Table, TableName, View } from "../../schema/model.js";
import { localName, qualifier } from "../../schema/name.js";
import { words, type Statement } from "../../sql.js";
import { identifiers, withoutQualifiers } from "./expression.js";
import { collate, postgresGrammar as sql } from "./grammar.js";

/** Temporary tables, views and types that stand for the wanted ones: the server finds them before any other of their name. */
export interface Stage {
  readonly statements: readonly Statement[];
  /** A text that speaks of them: without the schemas of their names. */
  readonly respelt: (text: string) => string;
}

/** What the queries of views read, as it is wanted. */
export function stageFor(
  queries: readonly string[],
  { enums, tables, views }: Schema,
  own: string | null,
): Stage {
  const texts = [...queries, ...views.map((view) => view.query)];
  const named = new Set(texts.flatMap((text) => [...identifiers(text)]));
  const isNamed = ({ name }: Named) => named.has(localName(name));
  const read = tables.filter(isNamed);
  const types = new Set(
    read.flatMap(({ columns }) => columns.flatMap(({ type }) => [...identifiers(type)])),
  );
  const used = enums.filter((type) => isNamed(type) || types.has(localName(type.name)));
  const seen = views.filter(isNamed);
  const homes = homesOf([...used, ...read, ...seen], own);
  const isStaged = ({ name }: Named) => homes.has(localName(name));
  const respelt = (text: string) =>
    withoutQualifiers(text, (outer, local) => homes.get(local) === outer);
  return {
    respelt,
    statements: [
      ...used.filter(isStaged).map(enumStatement),
      ...read.filter(isStaged).map((table) => tableStatement(table, respelt)),
      ...seen.filter(isStaged).map((view) => viewStatement(view, respelt)),
    ],
  };
}

interface Named {
  readonly name: TableName;
}

/** The schema of each object by its name alone, but for those that share it: temporary ones have but one schema. */
function homesOf(
  objects: readonly Named[],
  own: string | null,
): ReadonlyMap<string, string | null> {
  const homes = new Map<string, string | null>();
  const shared = new Set<string>();
  for (const { name } of objects) {
    const local = localName(name);
    if (homes.has(local)) shared.add(local);
    homes.set(local, qualifier(name) ?? own);
  }
  for (const local of shared) homes.delete(local);
  return homes;
}

const temporary = (name: TableName) => `pg_temp.${sql.name(localName(name))}`;

const enumStatement = ({ name, values }: EnumType): Statement =>
  `CREATE TYPE ${temporary(name)} AS ENUM (${values.map(sql.literal).join(", ")})`;

/** Its primary key counts: a query may group by that alone. */
function tableStatement(
  { name, columns, primaryKey }: Table,
  respelt: Stage["respelt"],
): Statement {
  const elements = [
    ...columns.map((column) =>
      words(sql.name(column.name), respelt(column.type), collate(column.collation)),
    ),
    ...(primaryKey ? [sql.primaryKey({ ...primaryKey, name: null })] : []),
  ];
  return `CREATE TABLE ${temporary(name)} (${elements.join(", ")})`;
}

const viewStatement = ({ name, query }: View, respelt: Stage["respelt"]): Statement =>
  `CREATE VIEW ${temporary(name)} AS ${respelt(query)}`;
