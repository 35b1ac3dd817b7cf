import type { OperationOf, TableOperation } from "../../operations/index.js";
import type { ForeignKey, IndexKey } from "../../schema/model.js";
import { sqliteGrammar as sql } from "./grammar.js";
import { renameColumns } from "./expression.js";
import { nameKey } from "./read.js";
import { fold, tokensOf } from "./tokens.js";

export type TableKind = TableOperation["kind"];

/** What columns are called in the database, and what they are to be called at the end of the run. */
export type Naming = ReadonlyMap<string, string>;

/** The operation in the names that the database has: columns are renamed after all else. */
export function translate<Op extends TableOperation>(op: Op, naming: Naming): Op {
  if (naming.size === 0) return op;
  const inDatabase = new Map([...naming].map(([from, to]) => [fold(to), from]));
  const translation = TRANSLATIONS[op.kind] as unknown as (op: Op, words: Words) => Op;
  return translation(op, words(op.table, inDatabase));
}

interface Words {
  name(column: string): string;
  names(columns: readonly string[]): readonly string[];
  text<T extends string | null>(expression: T): T;
  columns<T extends { readonly columns: readonly string[] }>(item: T): T;
  foreignKey(key: ForeignKey): ForeignKey;
}

function words(table: string, inDatabase: ReadonlyMap<string, string>): Words {
  const name = (column: string) => inDatabase.get(fold(column)) ?? column;
  const names = (columns: readonly string[]) => columns.map(name);
  const columns: Words["columns"] = (item) => ({ ...item, columns: names(item.columns) });
  return {
    name,
    names,
    columns,
    text: (expression) =>
      (expression === null || tokensOf(expression).length === 0
        ? expression
        : renameColumns(expression, inDatabase, sql.name)) as typeof expression,
    foreignKey: (key) => {
      const isOwn = nameKey(key.references.table) === nameKey(table);
      return { ...columns(key), references: isOwn ? columns(key.references) : key.references };
    },
  };
}

const same = <Op>(op: Op): Op => op;

/** With the definition of what is dropped, where the operation has it. */
const was = <T>(item: T | undefined, edit: (item: T) => T): { readonly was?: T } =>
  item === undefined ? {} : { was: edit(item) };

const TRANSLATIONS: {
  readonly [K in TableKind]: (op: OperationOf<K>, words: Words) => OperationOf<K>;
} = {
  addColumn: (op, { text, foreignKey }) => ({
    ...op,
    column: { ...op.column, expression: text(op.column.expression) },
    ...(op.references && { references: foreignKey(op.references) }),
  }),
  dropColumn: (op, { name }) => ({ ...op, column: name(op.column) }),
  alterColumn: (op, { name, text }) => ({
    ...op,
    column: { ...op.column, name: name(op.column.name) },
    change:
      op.change.expression === undefined
        ? op.change
        : { ...op.change, expression: text(op.change.expression) },
  }),
  renameColumn: same,
  orderColumns: (op, { columns }) => columns(op),
  addPrimaryKey: (op, { columns }) => ({ ...op, primaryKey: columns(op.primaryKey) }),
  dropPrimaryKey: same,
  addUnique: (op, { columns }) => ({ ...op, constraint: columns(op.constraint) }),
  dropUnique: (op, { columns }) => ({ ...op, ...was(op.was, columns) }),
  addCheck: (op, { text }) => ({
    ...op,
    constraint: { ...op.constraint, expression: text(op.constraint.expression) },
  }),
  dropCheck: (op, { text }) => ({
    ...op,
    ...was(op.was, (check) => ({ ...check, expression: text(check.expression) })),
  }),
  addExclusion: same,
  dropExclusion: same,
  addForeignKey: (op, { foreignKey }) => ({ ...op, constraint: foreignKey(op.constraint) }),
  validateConstraint: same,
  dropForeignKey: (op, { foreignKey }) => ({ ...op, ...was(op.was, foreignKey) }),
  createIndex: (op, { name, text }) => ({
    ...op,
    index: {
      ...op.index,
      where: text(op.index.where),
      columns: op.index.columns.map((key): IndexKey => ({
        ...key,
        column: key.column === null ? null : name(key.column),
        expression: text(key.expression),
      })),
    },
  }),
  dropIndex: same,
  renameIndex: same,
  renameConstraint: same,
  alterTable: same,
  setTableComment: same,
};
