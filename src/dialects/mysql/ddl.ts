import { MigError } from "../../errors.js";
import { insertStatements, tableOfRows } from "../../operations/bulk-insert.js";
import type { DropForeignKey } from "../../operations/constraint.js";
import type { DropColumn } from "../../operations/column.js";
import type { Kind, Operation } from "../../operations/index.js";
import type { RenameConstraint } from "../../operations/rename.js";
import { find } from "../../schema/edit.js";
import { EMPTY_SCHEMA, type ForeignKey, type Table, type TableName } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import { tableElements, words, type Composed, type Grammar, type Statement } from "../../sql.js";
import { standardDdl, type Ddl, type DdlContext } from "../dialect.js";
import { alterTable, dropIndexIfThere, hiddenKeyClauses, type Clause } from "./alter-table.js";
import { allIndexes, columnClauses, indexText, modify } from "./column-change.js";
import { dropDatabase } from "./drop-database.js";
import { COUNTER_KEY, isServed, leads, unkeyedCounter } from "./hidden-keys.js";
import { mappingOf } from "./map-values.js";
import { applied, endedBy } from "./one-counter.js";
import { afterRename, foreignKeysAside, renameClauses } from "./rename-column.js";
import type { Settings } from "./settings.js";
import { alterOptions, collationText, engineText } from "./table-options.js";

/** How MySQL and MariaDB say every operation. All that happens to one table at once is one ALTER TABLE. */
export function mysqlDdl(settings: Settings): Ddl<Statement | Composed> {
  /** One ALTER TABLE, with what the operation does to indexes outside of the schema. */
  const alter = (
    op: Operation & { readonly table: TableName },
    { grammar: sql, schema }: DdlContext,
    clauses: readonly Clause[],
  ): readonly (Statement | Composed)[] => {
    const before = find(schema.tables, op.table);
    const after =
      before && find(applied(op, { ...EMPTY_SCHEMA, tables: [before] }).tables, op.table);
    const ended = before && endedBy(op, before);
    const all = [
      ...(ended ? [modify(op.table, ended, before, sql, settings)] : []),
      ...clauses,
      ...(before && after ? hiddenKeyClauses(before, after, sql, settings) : []),
    ];
    return [alterTable(op.table, all, sql, settings)];
  };

  const ddl: Ddl<Statement | Composed> = {
    ...standardDdl,
    createSchema: ({ name }, { grammar: sql }) => [`CREATE DATABASE ${sql.name(name)}`],
    dropSchema: ({ name }, { grammar: sql, schema }) => [dropDatabase(name, schema, sql, settings)],
    createExtension: ({ name }) => refuse(`extensions, such as ${name}`, LEAVE_OUT),
    dropExtension: ({ name }) => refuse(`extensions, such as ${name}`, LEAVE_OUT),
    createEnum: ({ type }) => refuse(`enum types apart from columns, such as ${type.name}`, LIST),
    dropEnum: ({ name }) => refuse(`enum types apart from columns, such as ${name}`, LIST),
    alterEnum: ({ name }) => refuse(`enum types apart from columns, such as ${name}`, LIST),
    renameEnum: ({ from }) => refuse(`enum types apart from columns, such as ${from}`, LIST),
    renameEnumValue: ({ name }) => refuse(`enum types apart from columns, such as ${name}`, LIST),
    createSequence: ({ sequence }) => refuse(`sequences, such as ${sequence.name}`, COUNT),
    alterSequence: ({ name }) => refuse(`sequences, such as ${name}`, COUNT),
    dropSequence: ({ name }) => refuse(`sequences, such as ${name}`, COUNT),
    createView: ({ view }, { grammar: sql }) => {
      if (view.materialized) refuse(`materialized views, such as ${view.name}`, PLAIN_VIEW);
      const isLast = (option: string) => option.startsWith("WITH ");
      return [
        words(
          "CREATE",
          ...view.attached.filter((option) => !isLast(option)),
          `VIEW ${sql.table(view.name)} AS ${view.query}`,
          // What rows cannot be written through has nothing to check.
          ...(COLLECTS.test(view.query) ? [] : view.attached.filter(isLast)),
        ),
      ];
    },
    dropView: ({ name }, { grammar: sql }) => [`DROP VIEW ${sql.table(name)}`],
    createTable: ({ table }, { grammar: sql }) => createTable(table, sql, settings),
    bulkInsert: (op, { grammar: sql, schema }) =>
      insertStatements(op, sql, tableOfRows(op, schema)),
    renameTable: ({ from, to }, { grammar: sql }) => [
      `RENAME TABLE ${sql.table(from)} TO ${sql.table(to)}`,
    ],
    alterTable: (op, { grammar: sql }) => alterOptions(op, sql, settings),
    setTableComment: ({ table, comment }, { grammar: sql }) => [
      `ALTER TABLE ${sql.table(table)} COMMENT = ${sql.literal(comment ?? "")}`,
    ],
    addColumn: (op, context) =>
      alter(op, context, [`ADD COLUMN ${context.grammar.column(op.column)}`]),
    dropColumn: (op, context) => alter(op, context, dropColumn(op, context)),
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
        ...steps.slice(-1).flatMap((clauses) => alter(op, context, clauses)),
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
    addPrimaryKey: (op, context) =>
      alter(op, context, [`ADD ${context.grammar.primaryKey({ ...op.primaryKey, name: null })}`]),
    dropPrimaryKey: (op, context) => alter(op, context, ["DROP PRIMARY KEY"]),
    addUnique: (op, context) =>
      alter(op, context, [`ADD ${context.grammar.unique(op.constraint)}`]),
    dropUnique: (op, context) => alter(op, context, dropIndex(op.name, op.kind, context)),
    createIndex: (op, context) =>
      alter(op, context, [`ADD ${indexText(op.index, context.grammar)}`]),
    dropIndex: (op, context) => alter(op, context, dropIndex(op.name, op.kind, context)),
    renameIndex: ({ table, from, to }, { grammar: sql }) => [
      `ALTER TABLE ${sql.table(table)} RENAME INDEX ${sql.name(from)} TO ${sql.name(to)}`,
    ],
    renameConstraint: (op, context) => renameConstraint(op, context, ddl),
    dropCheck(op, { grammar: sql, schema }) {
      const table = find(schema.tables, op.table);
      const name = named(op.name, op.kind);
      const column = settings.columnChecks && table && find(table.columns, name);
      if (!table || !column)
        return [`ALTER TABLE ${sql.table(op.table)} DROP ${settings.checkWord} ${sql.name(name)}`];
      // It may be part of the column of that name, which is then restated without it.
      const restated = modify(op.table, column, { ...table, checks: [] }, sql, settings);
      const drop = `DROP CONSTRAINT IF EXISTS ${sql.name(name)}`;
      return [alterTable(op.table, [drop, restated], sql, settings)];
    },
    addForeignKey: (op, context) =>
      standardDdl.addForeignKey(
        { ...op, constraint: seenFrom(op.table, op.constraint, settings) },
        context,
      ),
    dropForeignKey: (op, context) => alter(op, context, dropForeignKey(op, context, settings)),
    dropExclusion: ({ name }) => refuse(`exclusion constraints, such as ${name}`, LEAVE_OUT),
  };
  return ddl;
}

/** The foreign key as a table of another database has to say it, to which a bare name is one of its own database. */
const seenFrom = (table: TableName, key: ForeignKey, { server }: Settings): ForeignKey =>
  qualifier(table) === null || qualifier(key.references.table) !== null
    ? key
    : {
        ...key,
        references: {
          ...key.references,
          table: qualify(server.schema, localName(key.references.table)),
        },
      };

function createTable(table: Table, sql: Grammar, settings: Settings): readonly Statement[] {
  const counter = unkeyedCounter(table);
  const foreignKeys = table.foreignKeys.map((key) => seenFrom(table.name, key, settings));
  const elements = [
    ...tableElements({ ...table, foreignKeys }, sql),
    ...table.indexes.map((index) => indexText(index, sql)),
    ...(counter === null ? [] : [`INDEX ${sql.name(COUNTER_KEY)} (${sql.name(counter)})`]),
  ];
  const create = words(
    `CREATE TABLE ${sql.table(table.name)} (${elements.join(", ")})`,
    engineText(table.engine, sql),
    table.collation !== null && collationText(table.collation, sql, settings),
    table.comment !== null && `COMMENT=${sql.literal(table.comment)}`,
  );
  return [create, ...table.triggers.map(({ statement }) => statement)];
}

/** What stands on the column goes with it, which the server does only to what stands on nothing else. */
function dropColumn(
  { table: name, column }: DropColumn,
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
    `DROP COLUMN ${sql.name(column)}`,
    ...keys.flatMap((key) =>
      key.columns.length > 1 && key.name !== null ? [dropIndexIfThere(key.name)] : [],
    ),
  ];
}

const dropIndex = (name: string | null, kind: Kind, { grammar: sql }: DdlContext) => [
  `DROP INDEX ${sql.name(named(name, kind))}`,
];

/** A unique constraint is an index; other constraints have to be made again. */
function renameConstraint(
  { table, from, to }: RenameConstraint,
  context: DdlContext,
  ddl: Ddl<Statement | Composed>,
): readonly (Statement | Composed)[] {
  const before = find(context.schema.tables, table);
  const check = before && find(before.checks, from);
  const key = before && find(before.foreignKeys, from);
  if (check)
    return [
      ...ddl.dropCheck({ kind: "dropCheck", table, name: from, was: check }, context),
      ...ddl.addCheck({ kind: "addCheck", table, constraint: { ...check, name: to } }, context),
    ];
  if (key)
    return [
      ...ddl.dropForeignKey({ kind: "dropForeignKey", table, name: from, was: key }, context),
      ...ddl.addForeignKey(
        { kind: "addForeignKey", table, constraint: { ...key, name: to } },
        context,
      ),
    ];
  return ddl.renameIndex({ kind: "renameIndex", table, from, to }, context);
}

/** The index that the server made for it goes, too, or it would stay for no reason. */
function dropForeignKey(
  op: DropForeignKey,
  { grammar: sql, schema }: DdlContext,
  settings: Settings,
): readonly Clause[] {
  const name = named(op.name, op.kind);
  const table = find(schema.tables, op.table);
  const key = (table && find(table.foreignKeys, name)) ?? op.was;
  const drop = `DROP FOREIGN KEY ${sql.name(name)}`;
  // An index of that name that is part of the schema is not the one that the server made for the key.
  if (table && find(table.indexes, name)) return [drop];
  const certain =
    table !== undefined &&
    key !== undefined &&
    !isServed(table, key.columns, settings) &&
    !table.foreignKeys.some((other) => other.name !== name && leads(other.columns, key.columns));
  return [drop, certain ? `DROP INDEX ${sql.name(name)}` : dropIndexIfThere(name)];
}

function named(name: string | null, kind: Kind): string {
  if (name === null)
    throw new MigError("MIG404", `On MySQL ${kind} needs the name.`, "Look it up in the database.");
  return name;
}

const COUNT = 'Let a column count by itself: op.addColumn(…, { generated: "increment" }).';
/** https://dev.mysql.com/doc/refman/8.4/en/view-updatability.html */
const COLLECTS =
  /\b(?:group\s+by|having|distinct|union|limit|over|(?:count|sum|min|max|avg)\s*\()/i;
const PLAIN_VIEW = "Make it a plain view, or a table that events fill.";
const LEAVE_OUT = "Take the operation out of the migration.";
const LIST =
  "List the values in the type of the column: op.alterColumn(…, { type: \"enum('a','b')\" }).";

function refuse(what: string, hint: string): never {
  throw new MigError("MIG404", `MySQL has no ${what}.`, hint);
}
