import type { Column, Generated, Index, Schema, Table, View } from "../../schema/model.js";
import { qualify } from "../../schema/name.js";
import { table as completeTable } from "../../schema/spec.js";
import type { Query, Scope, Server } from "../dialect.js";
import { withAttached } from "../attached.js";
import { grouped } from "../grouped.js";
import {
  COLUMN_ROWS,
  constraintRows,
  ENUMS,
  indexRows,
  OUTER,
  TABLE_ROWS,
  TRIGGER_ROWS,
  type ColumnRow,
  type ConstraintRow,
  type EnumRow,
  type Id,
  type IndexRow,
  type OuterRow,
  type TableRow,
  type TriggerRow,
} from "./catalog.js";
import { VIEW_AND_SEQUENCE_ROWS, type SequenceRow, type ViewRow } from "./catalog-view.js";
import { collationName } from "./grammar.js";
import { quoted } from "./identifier.js";
import { normalize } from "./normalize.js";
import { reflectConstraints } from "./reflect-constraint.js";
import { reflectIndex } from "./reflect-index.js";

/** Reads the catalog in eight queries and gives it in normal form: see `Dialect.reflect`. */
export async function reflect(query: Query, scope: Scope, server: Server): Promise<Schema> {
  const [version = 0] = server.version;
  // As one text, which Node reads with less work than so many rows, and whatever the driver makes of JSON.
  const rows = async <Row>(sql: string, names: readonly string[] | null) => {
    const [all] = await query(`SELECT json_agg(r)::text AS rows FROM (${sql}\n) r`, [names]);
    return JSON.parse(String(all?.["rows"] ?? "[]")) as readonly Row[];
  };
  const chosen =
    scope.namespaces === "all" ? null : [server.schema ?? "public", ...scope.namespaces];
  const outer = await rows<OuterRow>(OUTER, chosen);
  const namespaces = outer.filter(({ kind }) => kind === "namespace");
  const read = namespaces.map(({ name }) => name);
  const enums = await rows<EnumRow>(ENUMS, read);
  const tables = await rows<TableRow>(TABLE_ROWS, read);
  const constraints = byTable(await rows<ConstraintRow>(constraintRows(version), read));
  const indexes = byTable(await rows<IndexRow>(indexRows(version), read));
  const triggers = byTable(await rows<TriggerRow>(TRIGGER_ROWS, read));
  const others = await rows<ViewRow | SequenceRow>(VIEW_AND_SEQUENCE_ROWS, read);
  // What takes longest comes last: the server works on it while the entities are built.
  const columns = byTable(await rows<ColumnRow>(COLUMN_ROWS, read));

  const qualified = (namespace: string, name: string) =>
    qualify(namespace === server.schema ? null : namespace, name);
  const except = new Set(scope.except);
  const isRead = ({ namespace, name }: { readonly namespace: string; readonly name: string }) =>
    !except.has(qualified(namespace, name));
  const columnsOf = (id: Id) => (columns.get(id) ?? []).toSorted((a, b) => a.number - b.number);
  const namesOf = (id: Id) =>
    new Map((columns.get(id) ?? []).map(({ number, name }) => [number, name]));
  const indexesOf = (id: Id, names = namesOf(id)): readonly Index[] =>
    (indexes.get(id) ?? []).map((row) => reflectIndex(row, names));
  const views = others.flatMap((row): readonly View[] =>
    row.kind === "sequence"
      ? []
      : [
          {
            name: qualified(row.namespace, row.name),
            ...row.detail,
            materialized: row.kind === "materialized view",
            indexes: indexesOf(row.id),
          },
        ],
  );
  const schema: Schema = {
    namespaces: namespaces.map(({ name }) => ({ name })),
    extensions: outer.filter(({ kind }) => kind === "extension").map(({ name }) => ({ name })),
    enums: reflectEnums(enums, qualified),
    sequences: others
      .filter((row) => row.kind === "sequence")
      .map(({ namespace, name, detail }) => ({ name: qualified(namespace, name), ...detail })),
    views,
    tables: tables.filter(isRead).map(({ id, namespace, name, comment }): Table => {
      const own = columnsOf(id);
      const names = new Map(own.map((column) => [column.number, column.name]));
      return {
        ...completeTable({ name: qualified(namespace, name), columns: [] }),
        columns: own.map((row) => reflectColumn(row, server)),
        ...reflectConstraints(constraints.get(id) ?? [], names, qualified),
        indexes: indexesOf(id, names),
        triggers: (triggers.get(id) ?? []).map(({ name, statement }) => ({ name, statement })),
        comment,
      };
    }),
  };
  const attached = new Map(views.map((view) => [view.name, view.attached]));
  return withAttached(normalize(schema, server.schema), attached);
}

const byTable = <Row extends { readonly table: Id }>(rows: readonly Row[]) =>
  grouped(rows, ({ table }) => table);

function reflectEnums(
  rows: readonly EnumRow[],
  qualified: (namespace: string, name: string) => string,
): Schema["enums"] {
  const types = grouped(rows, ({ namespace, name }) => qualified(namespace, name));
  return [...types].map(([name, labels]) => ({
    name,
    values: labels.flatMap(({ label }) => label ?? []),
  }));
}

const COMPUTED: { readonly [C in ColumnRow["computed"]]: Generated | null } = {
  "": null,
  s: "stored",
  v: "virtual",
};
const IDENTITY: { readonly [I in ColumnRow["identity"]]: Generated | null } = {
  "": null,
  a: "identity always",
  d: "identity by default",
};

function reflectColumn(row: ColumnRow, server: Server): Column {
  const computed = COMPUTED[row.computed];
  const generated = computed ?? IDENTITY[row.identity] ?? (countsItself(row) ? "increment" : null);
  return {
    name: row.name,
    type: typeOf(row),
    nullable: !row.required,
    default: generated === null ? row.expression : null,
    generated,
    expression: computed === null ? null : row.expression,
    onUpdate: null,
    charset: null,
    collation: collationOf(row, server),
    comment: row.comment,
  };
}

/** Whether the default is the next value of a sequence that belongs to the column, whatever its name. */
function countsItself({ sequences, expression }: ColumnRow): boolean {
  const [, called] = /^nextval\('(.*)'::regclass\)$/s.exec(expression ?? "") ?? [];
  if (!sequences || called === undefined) return false;
  const name = called.replaceAll("''", "'");
  return sequences.some((own) => name === quoted(own) || name.endsWith(`.${quoted(own)}`));
}

const typeOf = ({ type, userNamespace, userType, array }: ColumnRow): string =>
  userNamespace === null || userType === null
    ? type
    : `${quoted(userNamespace)}.${quoted(userType)}${array ? "[]" : ""}`;

function collationOf(row: ColumnRow, server: Server): string | null {
  const { collation, collationNamespace } = row;
  if (collation === null || collationNamespace === null) return null;
  const isInPath = collationNamespace === "pg_catalog" || collationNamespace === server.schema;
  return collationName(isInPath ? [collation] : [collationNamespace, collation]);
}
