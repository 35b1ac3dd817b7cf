import { MigError } from "../../errors.js";
import { insertStatements, tableOfRows } from "../../operations/bulk-insert.js";
import type { Operation } from "../../operations/index.js";
import type {
  Column,
  Index,
  Sequence,
  Table,
  TableName,
  Unique,
  View,
} from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import { tableElements, words, type Grammar, type Statement } from "../../sql.js";
import { spell, standardDdl, type Ddl, type DdlContext, type Server } from "../dialect.js";
import { refuseValues } from "../refuse-values.js";
import { alterColumn, commentOn } from "./alter-column.js";
import { alterEnum } from "./alter-enum.js";
import { impliedName } from "./identifier.js";
import { renameSequenceOfColumn, renameSequencesOfTable } from "./sequence.js";

/** How a PostgreSQL server spells every operation. */
export function postgresDdl(server: Server): Ddl {
  const [version = 0] = server.version;
  const spelled = (context: DdlContext) => (ops: readonly Operation[]) =>
    ops.flatMap((op) => spell(ddl, op, context));

  const ddl = {
    ...standardDdl,
    createExtension: ({ name }, { grammar: sql }) => [
      `CREATE EXTENSION IF NOT EXISTS ${sql.name(name)}`,
    ],
    dropExtension: ({ name }, { grammar: sql }) => [`DROP EXTENSION ${sql.name(name)}`],
    createEnum: ({ type }, { grammar: sql }) => [
      `CREATE TYPE ${sql.table(type.name)} AS ENUM (${type.values.map(sql.literal).join(", ")})`,
    ],
    dropEnum: ({ name }, { grammar: sql }) => [`DROP TYPE ${sql.table(name)}`],
    alterEnum: (op, context) => alterEnum(op, context, server, spelled(context)),
    renameEnum: ({ from, to }, { grammar: sql }) => rename("TYPE", from, to, sql, server),
    renameEnumValue: ({ name, from, to }, { grammar: sql }) => [
      `ALTER TYPE ${sql.table(name)} RENAME VALUE ${sql.literal(from)} TO ${sql.literal(to)}`,
    ],
    createSequence: ({ sequence }, { grammar: sql }) => [createSequence(sequence, sql)],
    alterSequence: ({ name, change }, { grammar: sql }) => [
      words(
        `ALTER SEQUENCE ${sql.table(name)}`,
        change.type !== undefined && `AS ${change.type}`,
        change.start !== undefined && `START WITH ${change.start}`,
        change.increment !== undefined && `INCREMENT BY ${change.increment}`,
        change.min !== undefined && `MINVALUE ${change.min}`,
        change.max !== undefined && `MAXVALUE ${change.max}`,
        change.cache !== undefined && `CACHE ${change.cache}`,
        change.cycle !== undefined && (change.cycle ? "CYCLE" : "NO CYCLE"),
      ),
    ],
    dropSequence: ({ name }, { grammar: sql }) => [`DROP SEQUENCE ${sql.table(name)}`],
    createView: ({ view }, { grammar: sql }) => [
      `CREATE ${kindOf(view)} ${sql.table(view.name)} AS ${view.query}`,
      ...view.indexes.map((index) => createIndex(view.name, index, sql, version)),
      ...view.attached,
    ],
    dropView: (view, { grammar: sql }) => [`DROP ${kindOf(view)} ${sql.table(view.name)}`],
    createTable: ({ table }, context) => {
      const sql = context.grammar;
      table.columns.forEach((column) => refuseColumn(column, version));
      table.uniques.forEach((unique) => refuseUnique(unique, version));
      const again = repeatedUniques(table);
      const uniques = table.uniques.filter((unique) => !again.includes(unique));
      return [
        `CREATE TABLE ${sql.table(table.name)} (${tableElements({ ...table, uniques }, sql).join(", ")})`,
        ...again.map((unique) => `ALTER TABLE ${sql.table(table.name)} ADD ${sql.unique(unique)}`),
        ...table.columns.flatMap((column) => afterColumn(table.name, column, context)),
        ...(table.comment === null ? [] : [commentOnTable(table, sql)]),
        ...table.indexes.map((index) => createIndex(table.name, index, sql, version)),
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
    renameIndex: ({ table, from, to }, { grammar: sql }) => [
      `ALTER INDEX ${sql.table(qualify(qualifier(table), from))} RENAME TO ${sql.name(to)}`,
    ],
    renameConstraint: ({ table, from, to }, { grammar: sql }) => [
      `ALTER TABLE ${sql.table(table)} RENAME CONSTRAINT ${sql.name(from)} TO ${sql.name(to)}`,
    ],
    // It has no engines, no collations of tables, and no rowids.
    alterTable: () => [],
    setTableComment: ({ table, comment }, { grammar: sql }) => [
      commentOnTable({ name: table, comment }, sql),
    ],
    addColumn: (op, context) => {
      refuseColumn(op.column, version);
      return [...standardDdl.addColumn(op, context), ...afterColumn(op.table, op.column, context)];
    },
    alterColumn: (op, context) => {
      refuseColumn({ ...op.column, ...op.change }, version);
      refuseValues(
        op,
        "Change the values of an enum type by op.alterEnum, and others by op.execute.",
      );
      return alterColumn(op, context, server, spelled(context));
    },
    addUnique: (op, context) => {
      refuseUnique(op.constraint, version);
      return standardDdl.addUnique(op, context);
    },
    dropPrimaryKey: ({ table, name }, { grammar: sql }) => [
      dropConstraint(table, name ?? impliedName(localName(table), null, "pkey"), sql),
    ],
    dropUnique: ({ table, name, was }, { grammar: sql }) => [
      dropConstraint(table, name ?? impliedName(localName(table), joined(was), "key"), sql),
    ],
    dropCheck: ({ table, name }, { grammar: sql }) => [
      dropConstraint(table, name ?? unnamed(table), sql),
    ],
    dropExclusion: ({ table, name }, { grammar: sql }) => [
      dropConstraint(table, name ?? unnamed(table), sql),
    ],
    dropForeignKey: ({ table, name, was }, { grammar: sql }) => [
      dropConstraint(table, name ?? impliedName(localName(table), joined(was), "fkey"), sql),
    ],
    createIndex: ({ table, index }, { grammar: sql }) => [createIndex(table, index, sql, version)],
    // An index lives in the schema of its table.
    dropIndex: ({ table, name }, { grammar: sql }) => [
      `DROP INDEX ${sql.table(qualify(qualifier(table), name))}`,
    ],
    bulkInsert: (op, { grammar: sql, schema }) =>
      insertStatements(op, sql, tableOfRows(op, schema)),
  } satisfies Ddl;
  return ddl;
}

/** Into another schema, and to another name in it. */
function rename(
  word: "TABLE" | "TYPE",
  from: TableName,
  to: TableName,
  sql: Grammar,
  server: Server,
): readonly Statement[] {
  const home = qualifier(to);
  const moved = qualify(home, localName(from));
  return [
    ...(home === qualifier(from)
      ? []
      : [
          `ALTER ${word} ${sql.table(from)} SET SCHEMA ${sql.name(home ?? server.schema ?? "public")}`,
        ]),
    ...(localName(from) === localName(to)
      ? []
      : [`ALTER ${word} ${sql.table(moved)} RENAME TO ${sql.name(localName(to))}`]),
  ];
}

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

const kindOf = ({ materialized }: Pick<View, "materialized">) =>
  materialized ? "MATERIALIZED VIEW" : "VIEW";

const createSequence = (sequence: Sequence, sql: Grammar): Statement =>
  words(
    `CREATE SEQUENCE ${sql.table(sequence.name)} AS ${sequence.type}`,
    `START WITH ${sequence.start} INCREMENT BY ${sequence.increment}`,
    `MINVALUE ${sequence.min} MAXVALUE ${sequence.max} CACHE ${sequence.cache}`,
    sequence.cycle && "CYCLE",
  );

function createIndex(table: TableName, index: Index, sql: Grammar, version: number): Statement {
  if (index.nullsNotDistinct) refuseNullsNotDistinct(index.name, version);
  return words(
    index.unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX",
    `${sql.name(index.name)} ON ${sql.table(table)}`,
    index.method !== null && `USING ${sql.name(index.method)}`,
    `(${index.columns.map((key) => sql.indexKey(key)).join(", ")})`,
    index.include.length > 0 && `INCLUDE (${sql.names(index.include)})`,
    index.nullsNotDistinct && "NULLS NOT DISTINCT",
    index.where !== null && `WHERE ${index.where}`,
  );
}

const dropConstraint = (table: TableName, name: string, sql: Grammar): Statement =>
  `ALTER TABLE ${sql.table(table)} DROP CONSTRAINT ${sql.name(name)}`;

const joined = (was: { readonly columns: readonly string[] } | undefined) =>
  was?.columns.join("_") ?? null;

function unnamed(table: TableName): never {
  throw new MigError(
    "MIG404",
    `A constraint of ${table} is to be dropped, but its name is not said.`,
    "PostgreSQL gives every constraint a name: see `\\d` of psql.",
  );
}

function refuseColumn({ name, generated }: Column, version: number): void {
  if (generated === "virtual" && version < 18)
    throw new MigError(
      "MIG404",
      `PostgreSQL ${version} has no virtual columns, which ${name} is to be.`,
      "Make it a stored one, or use PostgreSQL 18.",
    );
}

function refuseUnique({ name, columns, nullsNotDistinct }: Unique, version: number): void {
  if (nullsNotDistinct) refuseNullsNotDistinct(name ?? columns.join(", "), version);
}

function refuseNullsNotDistinct(name: string, version: number): void {
  if (version < 15)
    throw new MigError(
      "MIG404",
      `PostgreSQL ${version} has no NULLS NOT DISTINCT, which ${name} asks for.`,
      "Use a partial unique index for the nulls, or PostgreSQL 15.",
    );
}
