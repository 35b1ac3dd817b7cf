import type { AlterColumn } from "../../operations/column.js";
import type { Operation } from "../../operations/index.js";
import { find } from "../../schema/edit.js";
import { isComputed, type Column, type Generated, type TableName } from "../../schema/model.js";
import type { Statement } from "../../sql.js";
import type { DdlContext, Server } from "../dialect.js";
import { castExpression } from "./cast.js";
import { bringBack, computedFrom, dropColumns, stepAside, viewsAside } from "./dependents.js";
import { collate } from "./grammar.js";
import { tableName, withEnding } from "./identifier.js";
import { sequences } from "./sequence.js";
import { parseType } from "./type.js";

/** What the parts below need to know of one alteration. */
interface Alteration extends DdlContext {
  readonly table: TableName;
  readonly server: Server;
  /** Other operations in the words of the dialect. */
  readonly spelled: (ops: readonly Operation[]) => readonly Statement[];
}

/**
 * Changes a column in place, keeping its values. Only a column that becomes a computed one, or is computed another
 * way, is made anew where the server cannot do better: its values can be computed again.
 */
export function alterColumn(
  { table, column: from, change }: AlterColumn,
  context: DdlContext,
  server: Server,
  spelled: Alteration["spelled"],
): readonly Statement[] {
  const to: Column = { ...from, ...change };
  const given: Alteration = { ...context, table, server, spelled };
  const statements =
    isComputed(from) || isComputed(to)
      ? alterComputed(from, to, given)
      : alterPlain(from, to, given);
  if (from.comment === to.comment || (isComputed(to) && remakes(from, to, server)))
    return statements;
  return [...statements, commentOn(table, to, context)];
}

/** The statement that sets or removes the comment of a column. */
export const commentOn = (
  table: TableName,
  { name, comment }: Column,
  { grammar: sql }: DdlContext,
): Statement =>
  `COMMENT ON COLUMN ${sql.table(table)}.${sql.name(name)} IS ` +
  (comment === null ? "NULL" : sql.literal(comment));

/** One ALTER TABLE for what can be done together, between leaving one way to make values and entering another. */
function alterPlain(from: Column, to: Column, given: Alteration): readonly Statement[] {
  const { grammar: sql, table, server } = given;
  const column = sql.name(to.name);
  const becomes = from.generated !== to.generated;
  const staysIdentity = isIdentity(from) && isIdentity(to);
  const retypes = from.type !== to.type || from.collation !== to.collation;
  const [was, is] = [from, to].map(({ type }) => parseType(type, server.schema));
  const ofAnotherType = was?.name !== is?.name || was?.array !== is?.array;
  // A default is a value of the old type: the server cannot always cast it, and never forgets that it did.
  const resets = from.default !== null && ofAnotherType;
  const setsDefault =
    to.default !== null && (resets || from.default !== to.default || from.generated !== null);
  const cast = castExpression(column, from.type, to.type, server.schema);
  const actions = [
    from.default !== null && (resets || to.default === null) && "DROP DEFAULT",
    retypes && `TYPE ${to.type}${suffix(collate(to.collation))}${suffix(cast && `USING ${cast}`)}`,
    from.nullable && (!to.nullable || (becomes && isIdentity(to))) && "SET NOT NULL",
    !from.nullable && to.nullable && !isIdentity(to) && "DROP NOT NULL",
    setsDefault && `SET DEFAULT ${to.default}`,
    becomes && staysIdentity && `SET GENERATED ${IDENTITY.get(to.generated)}`,
  ].filter((action) => action !== false);
  const { leave, enter, retype } = sequences(table, to, given);
  const aside = retypes ? [...viewsOf(given), ...computedAside(from, given)] : [];
  return [
    ...given.spelled(aside),
    ...(becomes && from.generated === "increment" ? leave : []),
    ...(becomes && isIdentity(from) && !isIdentity(to) ? [alter(given, to, "DROP IDENTITY")] : []),
    ...(actions.length > 0 ? [alter(given, to, ...actions)] : []),
    ...(becomes && to.generated === "increment" ? enter.counting : []),
    ...(becomes && isIdentity(to) && !staysIdentity
      ? [
          alter(given, to, `ADD GENERATED ${IDENTITY.get(to.generated)} AS IDENTITY`),
          enter.position,
        ]
      : []),
    ...(!becomes && from.generated === "increment" && ofAnotherType ? retype : []),
    ...given.spelled(bringBack(aside)),
  ];
}

/** The views that read the table: they hold on to the types of its columns. */
const viewsOf = ({ schema, table, server }: Alteration): readonly Operation[] =>
  viewsAside(schema, new Set([tableName(table, server.schema)]));

/** The computed columns that read a column: they hold on to its type. */
function computedAside(
  column: Column,
  { schema, table: name, server }: Alteration,
): readonly Operation[] {
  const table = find(schema.tables, tableName(name, server.schema));
  if (!table) return [];
  const computed = computedFrom(table, new Set([column.name])).filter(
    (other) => other.name !== column.name,
  );
  const names = new Set(computed.map((other) => other.name));
  return [...stepAside(schema, table, names, names), ...dropColumns(table, computed)];
}

function alterComputed(from: Column, to: Column, given: Alteration): readonly Statement[] {
  const [version = 0] = given.server.version;
  if (isComputed(to)) {
    if (remakes(from, to, given.server)) return remake(from, to, given);
    const actions = [
      from.expression !== to.expression && `SET EXPRESSION AS (${to.expression})`,
      from.nullable !== to.nullable && (to.nullable ? "DROP NOT NULL" : "SET NOT NULL"),
    ].filter((action) => action !== false);
    return actions.length === 0 ? [] : [alter(given, to, ...actions)];
  }
  const plain: Column = { ...from, generated: null, expression: null };
  return from.generated === "stored" && version >= 13
    ? [alter(given, to, "DROP EXPRESSION"), ...alterPlain(plain, to, given)]
    : [...refill(from, plain, given), ...alterPlain(plain, to, given)];
}

/** Whether a computed column has to be dropped and added; from 17 on an expression can be replaced. */
const remakes = (from: Column, to: Column, { version: [version = 0] }: Server) =>
  from.generated !== to.generated ||
  from.type !== to.type ||
  from.collation !== to.collation ||
  (from.expression !== to.expression && version < 17);

function remake(from: Column, to: Column, given: Alteration): readonly Statement[] {
  const aside = allAside(from, given);
  return given.spelled([
    ...aside,
    { kind: "dropColumn", table: given.table, column: from.name },
    { kind: "addColumn", table: given.table, column: to },
    ...bringBack(aside),
  ]);
}

/** A column of the values that another one computed, for servers that cannot forget the expression. */
function refill(from: Column, plain: Column, given: Alteration): readonly Statement[] {
  const { grammar: sql, table } = given;
  const aside = allAside(from, given);
  const old = withEnding(from.name, "__old");
  return [
    ...given.spelled([
      ...aside,
      { kind: "renameColumn", table, from: from.name, to: old },
      { kind: "addColumn", table, column: { ...plain, nullable: true } },
    ]),
    `UPDATE ${sql.table(table)} SET ${sql.name(from.name)} = ${sql.name(old)}`,
    ...given.spelled([{ kind: "dropColumn", table, column: old }]),
    ...(plain.nullable ? [] : [alter(given, plain, "SET NOT NULL")]),
    ...given.spelled(bringBack(aside)),
  ];
}

/** All that needs the column to be there. */
function allAside(
  column: Column,
  { schema, table: name, server }: Alteration,
): readonly Operation[] {
  const table = find(schema.tables, tableName(name, server.schema));
  const names = new Set([column.name]);
  if (!table) return [];
  return [...viewsAside(schema, new Set([table.name])), ...stepAside(schema, table, names, names)];
}

const alter = ({ grammar: sql, table }: Alteration, column: Column, ...actions: string[]) =>
  `ALTER TABLE ${sql.table(table)} ` +
  actions.map((action) => `ALTER COLUMN ${sql.name(column.name)} ${action}`).join(", ");

const suffix = (text: string | null | false) => (text ? ` ${text}` : "");

const IDENTITY: ReadonlyMap<Generated | null, string> = new Map([
  ["identity always", "ALWAYS"],
  ["identity by default", "BY DEFAULT"],
]);
const isIdentity = ({ generated }: Column) => IDENTITY.has(generated);
