import type { AddColumn, DropColumn } from "../../operations/column.js";
import { ifExistsWords, ifNotExistsWords } from "../../operations/options.js";
import type { CreateTable } from "../../operations/table.js";
import { find } from "../../schema/edit.js";
import type { TableName } from "../../schema/model.js";
import { tableElements, words, type Composed, type Grammar, type Statement } from "../../sql.js";
import type { Ddl, DdlContext } from "../dialect.js";
import { alter } from "./alter.js";
import { alterTable, dropIndexIfThere, type Clause } from "./alter-table.js";
import { allIndexes, columnClauses, indexText, modify } from "./column-change.js";
import { dropDatabase } from "./drop-database.js";
import { COUNTER_KEY, unkeyedCounter } from "./hidden-keys.js";
import { mappingOf } from "./map-values.js";
import { moves, placeText } from "./position.js";
import { afterRename, foreignKeysAside, renameClauses } from "./rename-column.js";
import { seenFrom } from "./seen-from.js";
import type { Settings } from "./settings.js";
import { alterOptions, collationText, engineText } from "./table-options.js";

/** How databases, tables and their columns are spelt. */
export const tableDdl = (settings: Settings) =>
  ({
    createSchema: (op, { grammar: sql }) => [
      words("CREATE DATABASE", ifNotExistsWords(op), sql.name(op.name)),
    ],
    dropSchema: (op, { grammar: sql, schema }) => [dropDatabase(op, schema, sql, settings)],
    // What else comes with it would come to a table that is there, too.
    createTable: (op, { grammar: sql, schema }) =>
      op.ifNotExists && find(schema.tables, op.table.name) ? [] : createTable(op, sql, settings),
    renameTable: ({ from, to }, { grammar: sql }) => [
      `RENAME TABLE ${sql.table(from)} TO ${sql.table(to)}`,
    ],
    alterTable: (op, { grammar: sql }) => alterOptions(op, sql, settings),
    setTableComment: ({ table, comment }, { grammar: sql }) => [
      `ALTER TABLE ${sql.table(table)} COMMENT = ${sql.literal(comment ?? "")}`,
    ],
    addColumn: (op, context) => alter(op, context, addColumn(op, context, settings), settings),
    dropColumn: (op, context) => alter(op, context, dropColumn(op, context), settings),
    alterColumn(op, context) {
      const { grammar: sql, schema } = context;
      const table = find(schema.tables, op.table);
      const mapping = mappingOf(op, table, sql);
      const steps = columnClauses(op, table, sql, settings);
      const change = (clauses: readonly Clause[]) => alterTable(op.table, clauses, sql, settings);
      return [
        ...(mapping
          ? [change([modify(op.table, mapping.between, table, sql, settings)]), mapping.update]
          : []),
        ...steps.slice(0, -1).map(change),
        ...steps.slice(-1).flatMap((clauses) => alter(op, context, clauses, settings)),
      ];
    },
    renameColumn(op, { grammar: sql, schema }) {
      const clauses = renameClauses(op, find(schema.tables, op.table), sql, settings);
      const aside = foreignKeysAside(op, schema, settings);
      const back = aside.map((key) => afterRename(key, op));
      const change = (table: TableName, clause: string) =>
        alterTable(table, [clause], sql, settings);
      return [
        ...aside.map(({ table, key }) =>
          change(table, `DROP FOREIGN KEY ${sql.name(key.name ?? "")}`),
        ),
        alterTable(op.table, clauses, sql, settings),
        ...back.map(({ table, key }) =>
          change(table, `ADD ${sql.foreignKey(seenFrom(table, key, settings))}`),
        ),
      ];
    },
    orderColumns({ table: name, columns }, { grammar: sql, schema }) {
      const table = find(schema.tables, name);
      const clauses = moves(name, table?.columns ?? [], columns, sql).map(({ column, where }) =>
        modify(name, column, table, sql, settings, where),
      );
      return clauses.length === 0 ? [] : [alterTable(name, clauses, sql, settings)];
    },
  }) satisfies Partial<Ddl<Statement | Composed>>;

function createTable(
  { table, ...op }: CreateTable,
  sql: Grammar,
  settings: Settings,
): readonly Statement[] {
  const counter = unkeyedCounter(table);
  const foreignKeys = table.foreignKeys.map((key) => seenFrom(table.name, key, settings));
  const elements = [
    ...tableElements({ ...table, foreignKeys }, sql),
    ...table.indexes.map((index) => indexText(index, sql)),
    ...(counter === null ? [] : [`INDEX ${sql.name(COUNTER_KEY)} (${sql.name(counter)})`]),
  ];
  const create = words(
    "CREATE TABLE",
    ifNotExistsWords(op),
    `${sql.table(table.name)} (${elements.join(", ")})`,
    engineText(table.engine, sql),
    table.collation !== null && collationText(table.collation, sql, settings),
    table.comment !== null && `COMMENT=${sql.literal(table.comment)}`,
  );
  return [create, ...table.triggers.map(({ statement }) => statement)];
}

/** Servers before MySQL 9 read what a column says of references, and do nothing about it. */
function addColumn(
  { table: name, column, place, references, ...op }: AddColumn,
  { grammar: sql, schema }: DdlContext,
  settings: Settings,
): readonly Clause[] {
  const table = find(schema.tables, name);
  return [
    words(
      "ADD COLUMN",
      ifNotExistsWords(op),
      sql.column(column),
      placeText(place, column.name, { name, table }, sql),
    ),
    ...(references ? [`ADD ${sql.foreignKey(seenFrom(name, references, settings))}`] : []),
  ];
}

/** What stands on the column goes with it, which the server does only to what stands on nothing else. */
function dropColumn(
  { table: name, column, ...op }: DropColumn,
  { grammar: sql, schema }: DdlContext,
): readonly Clause[] {
  const table = find(schema.tables, name);
  const keys = (table?.foreignKeys ?? []).filter(({ columns }) => columns.includes(column));
  const indexes = allIndexes(table).filter(
    ({ columns }) => columns.length > 1 && columns.some((key) => key.column === column),
  );
  const primaryKey = table?.primaryKey?.columns ?? [];
  return [
    ...keys.map((key) => `DROP FOREIGN KEY ${sql.name(key.name ?? "")}`),
    ...indexes.map((index) => `DROP INDEX ${sql.name(index.name)}`),
    ...(primaryKey.length > 1 && primaryKey.includes(column) ? ["DROP PRIMARY KEY"] : []),
    words("DROP COLUMN", ifExistsWords(op), sql.name(column)),
    ...keys.flatMap((key) =>
      key.columns.length > 1 && key.name !== null ? [dropIndexIfThere(key.name)] : [],
    ),
  ];
}
