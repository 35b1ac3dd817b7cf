import type { AddColumn } from "../../operations/column.js";
import type { OperationOf, TableOperation } from "../../operations/index.js";
import { ifExistsWords } from "../../operations/options.js";
import { find } from "../../schema/edit.js";
import { equal } from "../../schema/equal.js";
import type { Check, Column, Table } from "../../schema/model.js";
import { qualifier, qualify } from "../../schema/name.js";
import { words, type Statement } from "../../sql.js";
import type { Server } from "../dialect.js";
import { isAtLeast } from "../version.js";
import { constraintsIn, constraintsWritten } from "./constraints.js";
import { applied, indexMentions, withoutColumn } from "./course.js";
import { columnsIn, mentions } from "./expression.js";
import { columnText, enumColumn, sqliteGrammar as sql } from "./grammar.js";
import type { TableKind } from "./naming.js";
import { normalConstraints, normalDefault, normalGenerated, normalTable } from "./normalize.js";
import { parseTable } from "./parse.js";
import { createIndex } from "./rebuild.js";
import { refuse } from "./refuse.js";
import { sameName, tokensOf } from "./tokens.js";

/**
 * A run of operations on one table as statements that change it where it stands, or null if one of them needs a
 * rebuild (https://www.sqlite.org/lang_altertable.html says which do). The table may be unknown.
 */
export function inPlace(
  run: readonly TableOperation[],
  table: Table | undefined,
  server: Server,
): readonly Statement[] | null {
  const statements: Statement[] = [];
  let state = table;
  for (const op of run) {
    const spelling = IN_PLACE[op.kind] as (
      op: TableOperation,
      place: Place,
    ) => readonly Statement[] | null;
    const texts = spelling(op, { table: state, run, server });
    if (!texts) return null;
    statements.push(...texts);
    if (state)
      state = op.kind === "dropColumn" ? withoutColumn(state, op.column) : applied(op, state);
  }
  return statements;
}

/** Whether an operation can be spelt without knowing the table. */
export const needsNoTable = (op: TableOperation, server: Server): boolean =>
  NEED_NO_TABLE.has(op.kind) ||
  (op.kind === "addColumn" && !op.ifNotExists && !op.place && canAdd(op, server));

const NEED_NO_TABLE: ReadonlySet<TableKind> = new Set([
  "renameColumn",
  "createIndex",
  "dropIndex",
  "validateConstraint",
  "setTableComment",
  "addExclusion",
  "dropExclusion",
]);

/** Where an operation stands: the table at that point, and all operations of its run. */
interface Place {
  readonly table: Table | undefined;
  readonly run: readonly TableOperation[];
  readonly server: Server;
}

const rebuilds = () => null;

const IN_PLACE: {
  readonly [K in TableKind]: (op: OperationOf<K>, place: Place) => readonly Statement[] | null;
} = {
  addColumn(op, { table, run, server }) {
    const { column, place, references = null, ifNotExists } = op;
    if (ifNotExists && table && hasColumn(table, column.name)) return [];
    if (!canAdd(op, server) || (place && !(table && isLast(place, table)))) return null;
    const text = columnText(column, enumCheck(column, run), references);
    return [`ALTER TABLE ${sql.table(op.table)} ADD COLUMN ${text}`];
  },
  dropColumn: dropInPlace,
  alterColumn: (op, { table }) =>
    table?.columns.some(({ name }) => name === op.column.name) && holdsAlready(op, table)
      ? []
      : null,
  alterTable: (op, { table }) => (table && holdsAlready(op, table) ? [] : null),
  renameColumn: ({ table, from, to }) => [
    `ALTER TABLE ${sql.table(table)} RENAME COLUMN ${sql.name(from)} TO ${sql.name(to)}`,
  ],
  orderColumns: ({ columns }, { table }) =>
    table && columns.every((name, at) => sameName(name, table.columns[at]?.name ?? "")) ? [] : null,
  addPrimaryKey: rebuilds,
  dropPrimaryKey: rebuilds,
  addUnique: rebuilds,
  dropUnique: rebuilds,
  // One that stands for an enum comes and goes with its column.
  addCheck: ({ constraint }, { run }) =>
    run.some((op) => op.kind === "addColumn" && enumCheck(op.column, run) === constraint)
      ? []
      : null,
  dropCheck: ({ was }, { run, table }) =>
    run.some((op) => op.kind === "dropColumn" && was && table && standsAt(op.column, was, table))
      ? []
      : null,
  addExclusion: refuse.addExclusion,
  dropExclusion: refuse.dropExclusion,
  addForeignKey: rebuilds,
  dropForeignKey: rebuilds,
  validateConstraint: refuse.validateConstraint,
  createIndex: (op) => [createIndex(op.table, op.index, op)],
  dropIndex: (op) => [
    words("DROP INDEX", ifExistsWords(op), sql.table(qualify(qualifier(op.table), op.name))),
  ],
  // No index can be renamed, but one is soon made again.
  renameIndex: ({ table: name, from, to }, { table }) => {
    const index = table && find(table.indexes, from);
    if (!index) return null;
    const drop = `DROP INDEX ${sql.table(qualify(qualifier(name), from))}`;
    return [drop, createIndex(name, { ...index, name: to })];
  },
  renameConstraint: rebuilds,
  // SQLite has no comments: what there is of them is in the text of the definition.
  setTableComment: () => [],
};

function dropInPlace(
  { table: name, column, ifExists }: OperationOf<"dropColumn">,
  { table, server }: Place,
): readonly Statement[] | null {
  if (ifExists && table && !hasColumn(table, column)) return [];
  if (!table || !isAtLeast(server.version, 3, 35)) return null;
  const { primaryKey, uniques, foreignKeys, checks, columns, indexes } = table;
  if (!columns.some((each) => each.name === column)) return null;
  const keys = [...(primaryKey ? [primaryKey] : []), ...uniques, ...foreignKeys];
  const isHeld =
    keys.some((key) => key.columns.includes(column)) ||
    columns.some(({ expression }) => expression !== null && mentions(expression, column)) ||
    checks.some((check) => mentions(check.expression, column) && !standsAt(column, check, table));
  if (isHeld) return null;
  return [
    ...indexes
      .filter((index) => indexMentions(index, column))
      .map((index) => `DROP INDEX ${sql.table(qualify(qualifier(name), index.name))}`),
    `ALTER TABLE ${sql.table(name)} DROP COLUMN ${sql.name(column)}`,
  ];
}

const hasColumn = ({ columns }: Table, column: string): boolean =>
  columns.some(({ name }) => sameName(name, column));

/** Whether the change is one of facets that SQLite does not hold. */
const holdsAlready = (op: OperationOf<"alterColumn" | "alterTable">, table: Table): boolean =>
  equal(normalTable(table), normalTable(applied(op, table)));

/** Whether a column that is added last comes there. */
const isLast = (place: NonNullable<AddColumn["place"]>, { columns }: Table): boolean =>
  "after" in place && sameName(place.after, columns.at(-1)?.name ?? "");

/** What ADD COLUMN takes: nothing that would have to be computed for the rows that are there, or to be checked in them. */
function canAdd(
  { column, references }: Pick<AddColumn, "column" | "references">,
  server: Server,
): boolean {
  const generated = normalGenerated(column);
  if (generated === "virtual") return !references;
  if (generated !== null) return false;
  const value = normalDefault(column.default);
  if (value !== null) return !references && isConstant(value);
  // Later versions take it if there are no rows.
  return column.nullable || isAtLeast(server.version, 3, 37);
}

function isConstant(value: string): boolean {
  const [first, second, ...rest] = tokensOf(value);
  const token = second && first?.kind === "operator" ? second : first;
  const isOne = rest.length === 0 && (second === undefined || first?.kind === "operator");
  return isOne && ["number", "string", "blob"].includes(token?.kind ?? "");
}

/** The check of the run that stands for the enum of a column. */
function enumCheck({ name }: Column, run: readonly TableOperation[]): Check | null {
  const op = run.find((each) => each.kind === "addCheck" && enumColumn(each.constraint) === name);
  return op?.kind === "addCheck" ? op.constraint : null;
}

/** Whether a check is written in the column, so that it goes when the column does. */
function standsAt(column: string, check: Check, table: Table): boolean {
  if (table.definition === null) return enumColumn(check) === column;
  const written = parseTable(table.definition);
  const own = written.columns.find(({ name }) => sameName(name, column));
  if (!own) return false;
  const isColumn = columnsIn(table.columns.map(({ name }) => name));
  const [wanted] = constraintsIn(
    normalConstraints({ uniques: [], checks: [check], foreignKeys: [] }, isColumn),
  );
  return constraintsWritten(own.clauses, written, () => undefined).some(
    ({ text }) => text === wanted?.text,
  );
}
