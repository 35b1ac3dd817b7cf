import type { Server } from "../../../src/dialects/dialect.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { qualify } from "../../../src/schema/name.js";
import { table, type ColumnSpec, type TableSpec } from "../../../src/schema/spec.js";

/** A schema with everything a server of this family has to say about tables. */
export const telling = ({ flavor }: Server): Schema => ({
  ...EMPTY_SCHEMA,
  tables: [...TABLES, ...(flavor === "mariadb" ? MARIADB : MYSQL)].map(table),
});

const columns = (specs: Readonly<Record<string, string | Omit<ColumnSpec, "name">>>) =>
  Object.entries(specs).map(([name, spec]): ColumnSpec => ({
    name,
    nullable: true,
    ...(typeof spec === "string" ? { type: spec } : spec),
  }));

const TABLES: readonly TableSpec[] = [
  {
    name: "types",
    columns: columns({
      ...Object.fromEntries(
        [
          ...["bit(1)", "bit(7)", "tinyint", "smallint", "mediumint", "int", "bigint"],
          ...["tinyint unsigned", "int unsigned", "bigint unsigned", "int unsigned zerofill"],
          ...["int(5) unsigned zerofill", "float", "float(7,4)", "double", "double(10,2)"],
          ...["float unsigned", "decimal(10,0)", "decimal(12,2)", "decimal(5,1) unsigned"],
          ...["date", "datetime", "datetime(6)", "timestamp", "timestamp(3)", "time", "time(2)"],
          ...["year", "char(1)", "char(36)", "varchar(255)", "tinytext", "text", "mediumtext"],
          ...["longtext", "tinyblob", "blob", "mediumblob", "longblob", "binary(1)", "binary(16)"],
          ...["varbinary(255)", "json", "geometry", "point", "linestring", "polygon"],
          ...["multipoint", "multilinestring", "multipolygon", "geometrycollection"],
        ].map((type) => [`a ${type}`, type]),
      ),
      plain_enum: "enum('a','b')",
      odd_enum: String.raw`enum('a,b','it''s','(x)','back\\slash','"q"','B','ü€','')`,
      new_line: "enum('new\nline')",
      plain_set: "set('a','b','c')",
    }),
  },
  {
    name: "defaults",
    columns: columns({
      i: { type: "int", default: "1" },
      negative: { type: "int", default: "-5" },
      d: { type: "decimal(12,2)", default: "1.5" },
      zero: { type: "decimal(12,2)", default: "0" },
      f: { type: "double", default: "0.1" },
      bit: { type: "bit(8)", default: "b'101'" },
      s: { type: "varchar(60)", default: String.raw`'it''s \\ "q" ü€ ?'` },
      quoted_null: { type: "varchar(20)", default: "'NULL'" },
      empty: { type: "varchar(20)", default: "''", nullable: false },
      word: { type: "varchar(20)", default: "'CURRENT_TIMESTAMP'" },
      computed: { type: "varchar(40)", default: "uuid()" },
      joined: { type: "varchar(40)", default: "concat('a','ü€','it''s')" },
      t: { type: "text", default: "'x'" },
      j: { type: "json", default: "'{}'" },
      now: { type: "datetime", default: "CURRENT_TIMESTAMP" },
      now6: {
        type: "datetime(6)",
        default: "CURRENT_TIMESTAMP(6)",
        onUpdate: "CURRENT_TIMESTAMP(6)",
        nullable: false,
      },
      stamp: { type: "timestamp", default: "CURRENT_TIMESTAMP", nullable: false },
      then: { type: "datetime(3)", default: "'2020-01-01 10:00:00.000'" },
      day: { type: "date", default: "'2020-01-01'" },
      today: { type: "date", default: "curdate()" },
      noon: { type: "time", default: "'12:00:00'" },
      y: { type: "year", default: "2020" },
      e: { type: "enum('a','B')", default: "'B'" },
      some: { type: "set('a','b','c')", default: "'a,c'" },
      bytes: { type: "varbinary(10)", default: "0x616263" },
      sum: { type: "bigint", default: "1 + 2" },
    }),
  },
  {
    name: "parents",
    columns: [
      { name: "id", type: "int unsigned", generated: "increment" },
      { name: "code", type: "varchar(20)", collation: "ascii_bin" },
      { name: "legacy", type: "varchar(20)", collation: "latin1_swedish_ci", nullable: true },
      { name: "other_id", type: "int unsigned", nullable: true },
    ],
    primaryKey: ["id"],
    indexes: [
      { name: "code_u", columns: ["code"], unique: true },
      { name: "pair_u", columns: ["id", "code"], unique: true },
    ],
    foreignKeys: [
      {
        name: "parent_of_child",
        columns: ["other_id"],
        references: { table: "children", columns: ["id"] },
        onDelete: "SET NULL",
      },
    ],
    comment: 'it\'s a "comment" \\ with ü€',
  },
  {
    name: "children",
    columns: [
      { name: "id", type: "int unsigned" },
      { name: "parent_id", type: "int unsigned", comment: "whose it is, isn't it" },
      { name: "code", type: "varchar(20)", collation: "ascii_bin" },
      { name: "text", type: "text", nullable: true },
      { name: "shape", type: "point" },
      { name: "n", type: "int", nullable: true },
    ],
    primaryKey: ["id"],
    indexes: [
      { name: "text_f", columns: ["text"], method: "fulltext" },
      { name: "text_p", columns: [{ column: "text", length: 10 }, "n"] },
      { name: "shape_s", columns: ["shape"], method: "spatial" },
      { name: "down", columns: [{ column: "n", order: "DESC" }, "id"] },
    ],
    checks: [
      { name: "n_positive", expression: "`n` > 0" },
      { name: "codes", expression: "`text` in ('it''s','b\\\\c','ü€')" },
    ],
    foreignKeys: [
      {
        name: "child_of_parent",
        columns: ["parent_id"],
        references: { table: "parents", columns: ["id"] },
        onDelete: "CASCADE",
        onUpdate: "CASCADE",
      },
      {
        name: "child_of_pair",
        columns: ["parent_id", "code"],
        references: { table: "parents", columns: ["id", "code"] },
      },
    ],
  },
  {
    name: "computed",
    columns: [
      { name: "id", type: "int" },
      { name: "a", type: "varchar(20)", nullable: true },
      {
        name: "v",
        type: "varchar(60)",
        nullable: true,
        generated: "virtual",
        expression: "concat(`a`,'it''s ü€ \\\\')",
      },
      {
        name: "s",
        type: "int",
        nullable: true,
        generated: "stored",
        expression: "`id` * 2",
        comment: "twice",
      },
    ],
    primaryKey: ["id"],
    indexes: [{ name: "by_v", columns: ["v"] }],
  },
  {
    name: "old",
    engine: "MyISAM",
    collation: "latin1_swedish_ci",
    columns: [
      { name: "id", type: "int" },
      { name: "own", type: "varchar(10)" },
      { name: "other", type: "varchar(10)", collation: "latin1_bin" },
    ],
  },
  {
    name: qualify(null, "Odd `name` with \"quotes\" and 'more' \\ and. spaces ü"),
    columns: [
      { name: "Ünïcode `col` 'x' \\", type: "int" },
      { name: "select", type: "int", nullable: true },
    ],
    primaryKey: ["Ünïcode `col` 'x' \\"],
    indexes: [{ name: "in`dex 'y'", columns: ["select"] }],
    checks: [{ name: "che`ck", expression: "`select` > 0" }],
  },
  { name: "no_key", columns: [{ name: "id", type: "int", nullable: true }] },
];

const MYSQL: readonly TableSpec[] = [
  {
    name: "mysql_only",
    columns: [
      { name: "id", type: "int" },
      { name: "name", type: "varchar(30)", nullable: true, default: "'😀?'" },
      { name: "place", type: "point srid 4326" },
      { name: "v", type: "vector(3)", nullable: true },
      { name: "never", type: "int", generated: "virtual", expression: "`id` + 1" },
      { name: "raw", type: "varbinary(10)", nullable: true, default: "0x4100FF" },
      { name: "body", type: "text", nullable: true },
      { name: "smile", type: "varchar(20)", nullable: true, default: "concat('😀','')" },
    ],
    primaryKey: ["id"],
    checks: [{ name: "smiles", expression: "`name` <> '😀'" }],
    indexes: [
      {
        name: "lower_name",
        columns: [
          { expression: "lower(`name`)" },
          { column: "id", order: "DESC" },
          { expression: "concat(`name`,'it''s ü')" },
        ],
      },
      { name: "body_f", columns: ["body"], method: "fulltext", parser: "ngram" },
    ],
  },
];

const MARIADB: readonly TableSpec[] = [
  {
    name: "mariadb_only",
    columns: [
      { name: "id", type: "uuid", default: "uuid()" },
      { name: "four", type: "inet4", nullable: true },
      { name: "six", type: "inet6", nullable: true, default: "'::1'" },
      { name: "name", type: "varchar(30)", nullable: true },
      { name: "smile", type: "varchar(20)", nullable: true, default: "concat('😀','')" },
    ],
    primaryKey: ["id"],
    checks: [{ name: "smiles", expression: "`name` <> '😀'" }],
    indexes: [{ name: "by_name", columns: ["name"], unique: true }],
  },
];
