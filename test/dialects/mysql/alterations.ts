import type { ColumnChange } from "../../../src/operations/column.js";
import type { ColumnSpec } from "../../../src/schema/spec.js";
import type { ServerName } from "../../support/databases.js";

/** One change of one column `c`, of a table with an `id` and a column `z`. */
export interface Alteration {
  readonly name: string;
  readonly column: Omit<ColumnSpec, "name">;
  readonly change: ColumnChange;
  /** The values in the rows, as SQL; none for a computed column. */
  readonly values?: readonly string[];
  /** What the rows hold afterwards, where that is not the same text. */
  readonly after?: readonly (string | null)[];
  /** An index on the column, and a check on it. */
  readonly rested?: boolean;
  readonly only?: ServerName;
}

const NUMBERS = ["1", "2"];
const WORDS = ["'a'", "'b'"];
const computed = (generated: "stored" | "virtual", expression = "`z` + 1") =>
  ({ type: "int", nullable: true, generated, expression }) as const;

export const ALTERATIONS: readonly Alteration[] = [
  ...retypings([
    ["int", "bigint", NUMBERS],
    ["int", "int unsigned", NUMBERS],
    ["int", "varchar(20)", NUMBERS],
    ["bigint", "tinyint", NUMBERS],
    ["int", "decimal(12,2)", NUMBERS, ["1.00", "2.00"]],
    ["decimal(10,2)", "decimal(12,4)", ["1.50"], ["1.5000"]],
    ["float", "double", ["1.5"]],
    ["varchar(20)", "varchar(200)", WORDS],
    ["varchar(200)", "varchar(300)", WORDS],
    ["varchar(20)", "text", WORDS],
    ["text", "varchar(20)", WORDS],
    ["char(10)", "varchar(10)", WORDS],
    ["text", "longtext", WORDS],
    ["varchar(20)", "enum('a','b')", WORDS],
    ["enum('a','b')", "varchar(20)", WORDS],
    ["enum('a','b')", "enum('a','b','it''s')", WORDS],
    ["enum('a','b')", "enum('b','new','a')", WORDS],
    ["enum('a','b','c')", "enum('a','b')", WORDS],
    ["enum('a','b')", "set('a','b')", WORDS],
    ["set('a','b')", "set('a','b','c')", ["'a,b'"]],
    ["datetime", "datetime(6)", ["'2020-01-02 03:04:05'"], ["2020-01-02 03:04:05.000000"]],
    ["timestamp", "datetime", ["'2020-01-02 03:04:05'"]],
    ["date", "datetime", ["'2020-01-02'"], ["2020-01-02 00:00:00"]],
    ["time", "time(3)", ["'12:00:00'"], ["12:00:00.000"]],
    ["varbinary(10)", "blob", ["x'6162'"]],
    ["varbinary(2)", "varbinary(4)", ["x'6162'"]],
    ["bit(2)", "bit(8)", ["b'10'"]],
    ["json", "longtext", ["'[1]'"]],
    ["text", "json", ["'[1]'"]],
    ["year", "int", ["2020"]],
  ]),
  {
    name: "nullable",
    column: { type: "int" },
    change: { nullable: true },
    values: NUMBERS,
  },
  {
    name: "not null",
    column: { type: "varchar(20)", nullable: true, default: "'x'", comment: "kept" },
    change: { nullable: false },
    values: WORDS,
  },
  { name: "a default", column: { type: "int" }, change: { default: "5" }, values: NUMBERS },
  {
    name: "another default",
    column: { type: "varchar(20)", default: "'draft'" },
    change: { default: String.raw`'it''s \\ ready'` },
    values: WORDS,
  },
  {
    name: "a computed default",
    column: { type: "varchar(40)", default: "'x'" },
    change: { default: "uuid()" },
    values: WORDS,
  },
  {
    name: "the default of a text",
    column: { type: "text", nullable: true },
    change: { default: "'none'" },
    values: WORDS,
  },
  {
    name: "a moment as the default",
    column: { type: "datetime(6)" },
    change: { default: "CURRENT_TIMESTAMP(6)", onUpdate: "CURRENT_TIMESTAMP(6)" },
    values: ["'2020-01-02 03:04:05.123456'"],
  },
  {
    name: "no change of its own on update",
    column: { type: "timestamp", default: "CURRENT_TIMESTAMP", onUpdate: "CURRENT_TIMESTAMP" },
    change: { onUpdate: null },
    values: ["'2020-01-02 03:04:05'"],
  },
  {
    name: "a nullable timestamp",
    column: { type: "timestamp", default: "CURRENT_TIMESTAMP" },
    change: { nullable: true, default: null },
    values: ["'2020-01-02 03:04:05'"],
  },
  {
    name: "a comment",
    column: { type: "int", default: "1" },
    change: { comment: String.raw`it's "so" \ ü€` },
    values: NUMBERS,
  },
  {
    name: "no comment",
    column: { type: "int", comment: "old" },
    change: { comment: null },
    values: NUMBERS,
  },
  {
    name: "a collation",
    column: { type: "varchar(20)" },
    change: { collation: "utf8mb4_bin" },
    values: WORDS,
  },
  {
    name: "a character set",
    column: { type: "varchar(20)", collation: "latin1_bin" },
    change: { charset: null, collation: null },
    values: WORDS,
  },
  {
    name: "everything at once",
    column: { type: "varchar(20)", default: "'1'", comment: "a", collation: "utf8mb4_bin" },
    change: { type: "int", nullable: true, default: "7", comment: "b", collation: null },
    values: ["'1'", "'2'"],
  },
  {
    name: "a stored column becomes plain",
    column: computed("stored"),
    change: { generated: null, expression: null },
  },
  {
    name: "a plain column becomes stored",
    column: { type: "int", nullable: true },
    change: { generated: "stored", expression: "`z` + 1" },
    values: ["11", "12"],
  },
  {
    name: "a plain column becomes virtual",
    column: { type: "int", nullable: true },
    change: { generated: "virtual", expression: "`z` + 1" },
    values: ["11", "12"],
    rested: true,
  },
  {
    name: "a virtual column becomes plain",
    column: computed("virtual"),
    change: { generated: null, expression: null },
    rested: true,
  },
  {
    name: "a stored column becomes virtual",
    column: computed("stored"),
    change: { generated: "virtual" },
    rested: true,
  },
  {
    name: "a virtual column gets another expression",
    column: computed("virtual"),
    change: { expression: "`z` * 2" },
    after: ["20", "22"],
  },
  {
    name: "a stored column gets another expression",
    column: computed("stored"),
    change: { expression: "`z` * 2" },
    after: ["20", "22"],
    rested: true,
  },
  {
    name: "a virtual column gets another type",
    column: computed("virtual"),
    change: { type: "bigint" },
  },
  {
    name: "a computed column gets another collation",
    column: {
      type: "varchar(20)",
      nullable: true,
      generated: "stored",
      expression: "concat('a',`z`)",
    },
    change: { collation: "utf8mb4_bin" },
  },
  {
    name: "a computed column becomes not null",
    column: computed("stored"),
    change: { nullable: false },
    only: "mysql",
  },
  {
    name: "a virtual column becomes not null",
    column: computed("virtual"),
    change: { nullable: false },
    only: "mysql",
  },
  {
    name: "a spatial reference system",
    column: { type: "point" },
    change: { type: "point srid 0" },
    values: ["st_geomfromtext('POINT(1 1)')"],
    only: "mysql",
  },
];

type Retyping = readonly [
  from: string,
  to: string,
  values: readonly string[],
  after?: readonly string[],
];

/** Of a nullable column in every case, so that the rest of it must be kept, too. */
function retypings(list: readonly Retyping[]): readonly Alteration[] {
  return list.map(([from, to, values, after]) => ({
    name: `${from} to ${to}`,
    column: { type: from, nullable: true, comment: "kept" },
    change: { type: to },
    values,
    ...(after && { after }),
  }));
}
