import {
  operations as op,
  type Kind,
  type Operation,
  type OperationOf,
} from "../../../src/operations/index.js";
import { markTable } from "../../support/own-operations.js";
import { qualify } from "../../../src/schema/name.js";
import type { ColumnSpec, TableSpec } from "../../../src/schema/spec.js";
import type { Grammar, Quoting } from "../../../src/sql.js";

/** Everything in an operation that a person names or says freely. Each is a position for a hostile text. */
export interface Words {
  /** A name as it is, for what has one part. */
  word(position: string): string;
  /** The name of a table, a view, a type or a sequence: quoted where it has to be. */
  table(position: string): string;
  readonly sql: Quoting & Pick<Grammar, "literal">;
  /** A type for texts. */
  readonly text: string;
  /** A type for ranges, or any other where there are none. */
  readonly range: string;
}

/** An operation, and those that make what it starts from. */
export interface Scene<K extends Kind = Kind> {
  readonly given?: readonly Operation[];
  readonly op: OperationOf<K>;
}

const id = (words: Words, name = words.word("column")): ColumnSpec => ({ name, type: "integer" });
const other = (words: Words): ColumnSpec => ({
  ...id(words, words.word("other column")),
  nullable: true,
});
const made = (words: Words, more: Partial<TableSpec> = {}): Operation =>
  op.createTable.of({ name: words.table("table"), columns: [id(words), other(words)], ...more });
const table = (words: Words) => words.table("table");
const check = (words: Words, name = words.word("constraint")) => ({
  name,
  expression: `${words.sql.name(words.word("column"))} > 0`,
});
const query = (words: Words) =>
  `SELECT ${words.sql.name(words.word("column"))} FROM ${words.sql.table(table(words))}`;
const booking = (words: Words, more: Partial<TableSpec> = {}): Operation =>
  op.createTable.of({
    name: table(words),
    columns: [{ name: words.word("column"), type: words.range }],
    ...more,
  });
const exclusion = (words: Words) => ({
  name: words.word("constraint"),
  expression: `USING gist (${words.sql.name(words.word("column"))} WITH &&)`,
});
const target = (words: Words): Operation =>
  op.createTable.of({
    name: words.table("other table"),
    columns: [id(words)],
    primaryKey: [words.word("column")],
  });
const key = (words: Words) => ({
  name: words.word("constraint"),
  columns: [words.word("other column")],
  references: { table: words.table("other table"), columns: [words.word("column")] },
});
const values = (words: Words) => [words.word("value"), words.word("other value")];
const type = (words: Words): Operation => op.createEnum.of(words.table("type"), values(words));

/** How each operation comes about. A new kind is not complete without one. */
export const SCENES: { readonly [K in Kind]: (words: Words) => Scene<K> } = {
  createSchema: (w) => ({ op: op.createSchema.of(w.word("schema")) }),
  dropSchema: (w) => ({
    given: [op.createSchema.of(w.word("schema"))],
    op: op.dropSchema.of(w.word("schema")),
  }),
  createExtension: (w) => ({ op: op.createExtension.of(w.word("extension")) }),
  dropExtension: (w) => ({ op: op.dropExtension.of(w.word("extension")) }),
  createEnum: (w) => ({ op: op.createEnum.of(w.table("type"), values(w)) }),
  dropEnum: (w) => ({ given: [type(w)], op: op.dropEnum.of(w.table("type")) }),
  alterEnum: (w) => ({
    given: [
      type(w),
      op.createTable.of({
        name: table(w),
        columns: [
          {
            name: w.word("column"),
            type: w.sql.table(w.table("type")),
            default: w.sql.literal(w.word("value")),
          },
        ],
      }),
    ],
    op: op.alterEnum.of(w.table("type"), values(w), [w.word("value"), w.word("new value")], {
      values: { [w.word("other value")]: w.word("new value") },
    }),
  }),
  renameEnum: (w) => ({ given: [type(w)], op: op.renameEnum.of(w.table("type"), w.table("new")) }),
  renameEnumValue: (w) => ({
    given: [type(w)],
    op: op.renameEnumValue.of(w.table("type"), w.word("value"), w.word("new value")),
  }),
  addEnumValue: (w) => ({
    given: [type(w)],
    op: op.addEnumValue.of(w.table("type"), w.word("new value"), { before: w.word("other value") }),
  }),
  createSequence: (w) => ({ op: op.createSequence.of({ name: w.table("sequence") }) }),
  dropSequence: (w) => ({
    given: [op.createSequence.of({ name: w.table("sequence") })],
    op: op.dropSequence.of(w.table("sequence")),
  }),
  alterSequence: (w) => ({
    given: [op.createSequence.of({ name: w.table("sequence") })],
    op: op.alterSequence.of(w.table("sequence"), { increment: "1" }, { increment: "2" }),
  }),
  createTable: (w) => ({
    given: [target(w)],
    op: op.createTable.of({
      name: table(w),
      columns: [
        { ...id(w), comment: w.word("comment") },
        other(w),
        { name: w.word("third column"), type: w.text, default: w.sql.literal(w.word("default")) },
      ],
      primaryKey: [w.word("column")],
      uniques: [{ name: w.word("unique"), columns: [w.word("other column")] }],
      checks: [check(w, w.word("check"))],
      foreignKeys: [key(w)],
      indexes: [{ name: w.word("index"), columns: [w.word("third column"), w.word("column")] }],
      comment: w.word("comment of the table"),
    }),
  }),
  dropTable: (w) => ({ given: [made(w)], op: op.dropTable.of(table(w)) }),
  renameTable: (w) => ({ given: [made(w)], op: op.renameTable.of(table(w), w.table("new")) }),
  alterTable: (w) => ({
    given: [made(w)],
    op: op.alterTable.of(
      table(w),
      { engine: null, strict: false },
      { engine: "MyISAM", strict: true },
    ),
  }),
  setTableComment: (w) => ({
    given: [made(w)],
    op: op.setTableComment.of(table(w), w.word("comment"), null),
  }),
  addColumn: (w) => ({
    given: [made(w)],
    op: op.addColumn.of(table(w), {
      name: w.word("new"),
      type: w.text,
      default: w.sql.literal(w.word("default")),
      comment: w.word("comment"),
    }),
  }),
  dropColumn: (w) => ({
    given: [made(w)],
    op: op.dropColumn.of(table(w), w.word("other column")),
  }),
  alterColumn: (w) => ({
    given: [made(w, { checks: [check(w)] })],
    op: op.alterColumn.of(table(w), other(w), {
      type: w.text,
      default: w.sql.literal(w.word("default")),
      comment: w.word("comment"),
    }),
  }),
  renameColumn: (w) => ({
    given: [
      made(w, {
        checks: [check(w)],
        indexes: [{ name: w.word("index"), columns: [w.word("column")] }],
      }),
    ],
    op: op.renameColumn.of(table(w), w.word("column"), w.word("new")),
  }),
  orderColumns: (w) => ({
    given: [made(w)],
    op: op.orderColumns.of(table(w), [w.word("column")]),
  }),
  addPrimaryKey: (w) => ({
    given: [made(w)],
    op: op.addPrimaryKey.of(table(w), { name: w.word("constraint"), columns: [w.word("column")] }),
  }),
  dropPrimaryKey: (w) => ({
    given: [made(w, { primaryKey: [w.word("column")] })],
    op: op.dropPrimaryKey.of(table(w), null),
  }),
  addUnique: (w) => ({
    given: [made(w)],
    op: op.addUnique.of(table(w), { name: w.word("constraint"), columns: [w.word("column")] }),
  }),
  dropUnique: (w) => ({
    given: [made(w, { uniques: [{ name: w.word("constraint"), columns: [w.word("column")] }] })],
    op: op.dropUnique.of(table(w), w.word("constraint")),
  }),
  addCheck: (w) => ({ given: [made(w)], op: op.addCheck.of(table(w), check(w)) }),
  dropCheck: (w) => ({
    given: [made(w, { checks: [check(w)] })],
    op: op.dropCheck.of(table(w), w.word("constraint")),
  }),
  validateConstraint: (w) => ({
    given: [made(w), op.addCheck.of(table(w), check(w), { notValid: true })],
    op: op.validateConstraint.of(table(w), w.word("constraint")),
  }),
  addExclusion: (w) => ({ given: [booking(w)], op: op.addExclusion.of(table(w), exclusion(w)) }),
  dropExclusion: (w) => ({
    given: [booking(w, { exclusions: [exclusion(w)] })],
    op: op.dropExclusion.of(table(w), w.word("constraint")),
  }),
  addForeignKey: (w) => ({
    given: [target(w), made(w)],
    op: op.addForeignKey.of(table(w), { ...key(w), onDelete: "CASCADE" }),
  }),
  dropForeignKey: (w) => ({
    given: [target(w), made(w, { foreignKeys: [key(w)] })],
    op: op.dropForeignKey.of(table(w), w.word("constraint")),
  }),
  createIndex: (w) => ({
    given: [made(w)],
    op: op.createIndex.of(table(w), {
      name: w.word("index"),
      columns: [w.word("column"), { column: w.word("other column"), order: "DESC" }],
    }),
  }),
  dropIndex: (w) => ({
    given: [made(w, { indexes: [{ name: w.word("index"), columns: [w.word("column")] }] })],
    op: op.dropIndex.of(table(w), w.word("index")),
  }),
  renameIndex: (w) => ({
    given: [made(w, { indexes: [{ name: w.word("index"), columns: [w.word("column")] }] })],
    op: op.renameIndex.of(table(w), w.word("index"), w.word("new")),
  }),
  renameConstraint: (w) => ({
    given: [made(w, { checks: [check(w)] })],
    op: op.renameConstraint.of(table(w), w.word("constraint"), w.word("new")),
  }),
  createView: (w) => ({
    given: [made(w)],
    op: op.createView.of({ name: w.table("view"), query: query(w) }),
  }),
  dropView: (w) => ({
    given: [made(w), op.createView.of({ name: w.table("view"), query: query(w) })],
    op: op.dropView.of(w.table("view")),
  }),
  replaceView: (w) => ({
    given: [made(w), op.createView.of({ name: w.table("view"), query: query(w) })],
    op: op.replaceView.of({ name: w.table("view"), query: `${query(w)} WHERE 1 = 1` }),
  }),
  refreshView: (w) => ({
    given: [
      made(w),
      op.createView.of({ name: w.table("view"), query: query(w), materialized: true }),
    ],
    op: op.refreshView.of(w.table("view")),
  }),
  execute: (w) => ({
    given: [made(w)],
    op: op.execute.of(
      `INSERT INTO ${w.sql.table(table(w))} (${w.sql.name(w.word("column"))}) VALUES (1)`,
    ),
  }),
  bulkInsert: (w) => ({
    given: [
      op.createTable.of({
        name: table(w),
        columns: [
          { name: w.word("column"), type: w.text },
          { ...other(w), type: w.text },
        ],
      }),
    ],
    op: op.bulkInsert.of(table(w), [
      { [w.word("column")]: w.word("value"), [w.word("other column")]: null },
      { [w.word("column")]: w.word("other value") },
    ]),
  }),
  backfill: (w) => ({
    given: [
      op.createTable.of({
        name: table(w),
        columns: [id(w), { ...other(w), type: w.text }],
        primaryKey: [w.word("column")],
      }),
      op.bulkInsert.of(table(w), [{ [w.word("column")]: 1 }]),
    ],
    op: op.backfill.of(table(w), {
      set: { [w.word("other column")]: w.sql.literal(w.word("value")) },
    }),
  }),
  run: (w) => ({
    given: [made(w)],
    op: markTable(table(w), null, w.word("comment")),
  }),
};

type Given = Pick<Words, "sql" | "text" | "range">;

/** The positions that a scene has. */
export function positionsOf(kind: Kind, given: Given): readonly string[] {
  const found = new Set<string>();
  const note = (position: string) => {
    found.add(position);
    return position;
  };
  SCENES[kind]({ ...given, word: note, table: note });
  return [...found];
}

/** The scene with these texts in its positions. */
export const sceneOf = (
  kind: Kind,
  texts: Readonly<Record<string, string>>,
  given: Given,
): Scene => {
  const word = (position: string) => texts[position] ?? "";
  return SCENES[kind]({
    ...given,
    word,
    table: (position) => qualify(null, word(position)),
  });
};
