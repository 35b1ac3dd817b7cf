import { ifNotExistsWords } from "../../operations/options.js";
import { find } from "../../schema/edit.js";
import type { Column, Table, TableName, Unique } from "../../schema/model.js";
import { tableElements, words, type Grammar, type Statement } from "../../sql.js";
import { standardDdl, type Ddl, type DdlContext, type Server } from "../dialect.js";
import { refuseValues } from "../refuse-values.js";
import { alterColumn, commentOn } from "./alter-column.js";
import { createIndex } from "./create-index.js";
import { refuseColumn, refuseUnique } from "./refuse-version.js";
import { refuseOrder, refusePlace } from "./refuse-place.js";
import { rename } from "./rename.js";
import { renameSequenceOfColumn, renameSequencesOfTable } from "./sequence.js";
import type { Spelled } from "./spelled.js";

/** How tables and their columns are spelt. */
export const tableDdl = (server: Server, spelled: Spelled) => {
  const [version = 0] = server.version;
  return {
    createTable: (op, context) => {
      const { table, ifNotExists } = op;
      if (ifNotExists && find(context.schema.tables, table.name)) return [];
      const sql = context.grammar;
      table.columns.forEach((column) => refuseColumn(column, version));
      table.uniques.forEach((unique) => refuseUnique(unique, version));
      const again = repeatedUniques(table);
      const uniques = table.uniques.filter((unique) => !again.includes(unique));
      return [
        words(
          "CREATE TABLE",
          ifNotExistsWords(op),
          `${sql.table(table.name)} (${tableElements({ ...table, uniques }, sql).join(", ")})`,
        ),
        ...again.map((unique) => `ALTER TABLE ${sql.table(table.name)} ADD ${sql.unique(unique)}`),
        ...table.columns.flatMap((column) => afterColumn(table.name, column, context)),
        ...(table.comment === null ? [] : [commentOnTable(table, sql)]),
        ...table.indexes.map((index) => createIndex(table.name, index, sql, version, op)),
        ...table.triggers.map(({ statement }) => statement),
      ];
    },
    renameTable: (op, context) => [
      ...rename("TABLE", op.from, op.to, context.grammar, server),
      ...renameSequencesOfTable(op, context, server),
    ],
    renameColumn: (op, context) => [
      ...standardDdl.renameColumn(op, context),
      ...renameSequenceOfColumn(op, context, server),
    ],
    // It has no engines, no collations of tables, and no rowids.
    alterTable: () => [],
    setTableComment: ({ table, comment }, { grammar: sql }) => [
      commentOnTable({ name: table, comment }, sql),
    ],
    addColumn: (op, context) => {
      refuseColumn(op.column, version);
      refusePlace(op.table, op.column, op.place);
      return [...standardDdl.addColumn(op, context), ...afterColumn(op.table, op.column, context)];
    },
    alterColumn: (op, context) => {
      refuseColumn({ ...op.column, ...op.change }, version);
      refusePlace(op.table, op.column, op.place);
      refuseValues(
        op,
        "Change the values of an enum type by op.alterEnum, and others by op.execute.",
      );
      return alterColumn(op, context, server, spelled(context));
    },
    orderColumns: ({ table }) => refuseOrder(table),
  } satisfies Partial<Ddl>;
};

/** Those that CREATE TABLE would leave out, as it does with keys that are there already. */
function repeatedUniques({ primaryKey, uniques }: Table): readonly Unique[] {
  const seen = new Set([JSON.stringify([primaryKey?.columns, null, false])]);
  return uniques.filter(({ columns, deferrable, nullsNotDistinct }) => {
    const rule = JSON.stringify([columns, deferrable, nullsNotDistinct]);
    return seen.size === seen.add(rule).size;
  });
}

const commentOnTable = ({ name, comment }: Pick<Table, "name" | "comment">, sql: Grammar) =>
  `COMMENT ON TABLE ${sql.table(name)} IS ${comment === null ? "NULL" : sql.literal(comment)}`;

/** What a definition of a column has no words for. */
const afterColumn = (
  table: TableName,
  column: Column,
  context: DdlContext,
): readonly Statement[] => {
  const { grammar: sql } = context;
  return [
    // `serial` is NOT NULL by itself.
    ...(column.generated === "increment" && column.nullable
      ? [`ALTER TABLE ${sql.table(table)} ALTER COLUMN ${sql.name(column.name)} DROP NOT NULL`]
      : []),
    ...(column.comment === null ? [] : [commentOn(table, column, context)]),
  ];
};
