import { MigError } from "../../errors.js";
import { insertStatements, tableOfRows } from "../../operations/bulk-insert.js";
import type { TableOperation } from "../../operations/index.js";
import type { Table, TableName, View } from "../../schema/model.js";
import { ifExistsWords, ifNotExistsWords } from "../../operations/options.js";
import type { CreateTable } from "../../operations/table.js";
import type { CreateView } from "../../operations/view.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import { words, type Statement } from "../../sql.js";
import { standardDdl, type Ddl, type DdlContext, type Server } from "../dialect.js";
import { ownOperation } from "../own-operation.js";
import { changeTable } from "./change.js";
import { createStatement } from "./definition.js";
import { nameKey, othersIn } from "./read.js";
import { createIndex } from "./rebuild.js";
import { refuse } from "./refuse.js";

/** How SQLite spells every operation. Those on one table may need the table, and may rebuild it. */
export function ddl(server: Server): Ddl {
  const change = (op: TableOperation, { schema }: DdlContext) => changeTable([op], schema, server);
  return {
    ...standardDdl,
    ...refuse,
    createTable: (op, { schema }) => createTable(op, schema.tables),
    renameTable: ({ from, to }, { grammar: sql }) => {
      if (qualifier(from) !== qualifier(to))
        throw new MigError(
          "MIG404",
          `SQLite cannot move ${from} into another database.`,
          "Create the table there, copy its rows, and drop it here.",
        );
      const rename = (was: TableName, name: string) =>
        `ALTER TABLE ${sql.table(was)} RENAME TO ${sql.name(name)}`;
      const name = localName(to);
      if (from === to || nameKey(from) !== nameKey(to)) return [rename(from, name)];
      // For SQLite a name that differs in letter case only is taken, by the table itself.
      const between = `_mig_${name}`;
      return [rename(from, between), rename(qualify(qualifier(to), between), name)];
    },
    createView,
    dropView: (op, { grammar: sql }) => [words("DROP VIEW", ifExistsWords(op), sql.table(op.name))],
    replaceView: ({ view }, context) => [
      `DROP VIEW IF EXISTS ${context.grammar.table(view.name)}`,
      ...createView({ view }, context),
    ],
    bulkInsert: (op, { grammar: sql, schema }) =>
      insertStatements(op, sql, tableOfRows(op, schema)),
    alterTable: change,
    setTableComment: change,
    addColumn: change,
    dropColumn: change,
    alterColumn: change,
    renameColumn: change,
    orderColumns: change,
    addPrimaryKey: change,
    dropPrimaryKey: change,
    addUnique: change,
    dropUnique: change,
    addCheck: change,
    dropCheck: change,
    addForeignKey: change,
    dropForeignKey: change,
    createIndex: change,
    dropIndex: change,
    renameIndex: change,
    renameConstraint: change,
    run: (op, context) => ownOperation(op, context, server),
  } satisfies Ddl;
}

function refuseMaterialized({ name, materialized }: View): void {
  if (materialized)
    throw new MigError(
      "MIG404",
      `SQLite has no materialized views, which ${name} is to be.`,
      "Make it a plain view, or a table that triggers fill.",
    );
}

function createView(
  { view, ...op }: Omit<CreateView, "kind">,
  { grammar: sql }: DdlContext,
): readonly Statement[] {
  refuseMaterialized(view);
  const create = words("CREATE VIEW", ifNotExistsWords(op), sql.table(view.name));
  return [`${create} AS ${view.query}`, ...view.attached];
}

function createTable(op: CreateTable, tables: readonly Table[]): readonly Statement[] {
  const { table } = op;
  // What else comes with it would come to a table that is there, too.
  if (op.ifNotExists && tables.some(({ name }) => nameKey(name) === nameKey(table.name))) return [];
  const create = createStatement(table, { others: othersIn([...tables, table]) });
  return [
    op.ifNotExists ? create.replace(/^CREATE TABLE/i, "$& IF NOT EXISTS") : create,
    ...table.indexes.map((index) => createIndex(table.name, index, op)),
    ...table.triggers.map(({ statement }) => statement),
  ];
}
