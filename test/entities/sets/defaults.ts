import { entity } from "../data-source.js";
import { choose, type Columns, type EntitySet } from "./entity-set.js";

/** Every kind of default that TypeORM can create. */
export const defaults: EntitySet = {
  name: "defaults",
  entities: (flavor) => [
    entity("defaults", { ...common, ...choose(flavor, { postgres, mysql, mariadb, sqlite }) }),
  ],
};

const common: Columns = {
  text: { type: "varchar", default: "draft" },
  "empty text": { type: "varchar", default: "" },
  "text with spaces": { type: "varchar", default: " a  b " },
  "text as number": { type: "varchar", default: "007" },
  "text as a function": { type: "varchar", default: "now()" },
  "text as null": { type: "varchar", default: "null" },
  "text with a doubled quote": { type: "varchar", default: "it''s" },
  "text with other quotes": { type: "varchar", default: '"a" `b`' },
  "text with letters": { type: "varchar", default: "Grüße 👋" },
  "text that is nullable": { type: "varchar", default: "x", nullable: true },
  null: { type: "varchar", default: null },
  zero: { type: "int", default: 0 },
  whole: { type: "int", default: 42 },
  negative: { type: "int", default: -1 },
  "whole as text": { type: "int", default: "7" },
  big: { type: "bigint", default: "9007199254740993" },
  money: { type: "decimal", precision: 12, scale: 2, default: 0 },
  "money and cents": { type: "decimal", precision: 12, scale: 2, default: 9.99 },
  "money as text": { type: "decimal", precision: 12, scale: 2, default: "9.90" },
  true: { type: Boolean, default: true },
  false: { type: Boolean, default: false },
  created: { type: Date, default: () => "CURRENT_TIMESTAMP" },
  "a value as an expression": { type: "int", default: () => "5" },
  "text as an expression": { type: "varchar", default: () => "'a b'" },
};

const postgres: Columns = {
  fraction: { type: "float", default: 0.5 },
  "text with a backslash": { type: "varchar", default: "a\\b" },
  "text with a cast": { type: "text", default: "a::b" },
  "boolean as text": { type: "boolean", default: "false" },
  now: { type: "timestamptz", default: () => "now()" },
  "now, precisely": { type: "timestamptz", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" },
  "now, locally": { type: "timestamp", default: () => "LOCALTIMESTAMP" },
  "now by the clock": { type: "timestamptz", default: () => "clock_timestamp()" },
  "now of the transaction": { type: "timestamptz", default: () => "transaction_timestamp()" },
  today: { type: "date", default: () => "CURRENT_DATE" },
  "this hour": { type: "timetz", default: () => "CURRENT_TIME" },
  noon: { type: "time", default: "12:00" },
  "a day": { type: "date", default: "2020-01-31" },
  "a moment": { type: "timestamptz", default: "2020-01-31T12:00:00Z" },
  tomorrow: { type: "timestamptz", default: () => "now() + interval '1 day'" },
  "an interval": { type: "interval", default: "1 day" },
  json: { type: "jsonb", default: {} },
  "json list": { type: "jsonb", default: [] as never },
  "json with lists": { type: "jsonb", default: { it: "is", n: [1, 2] } as never },
  "json as text": { type: "json", default: '{"a": 1}' },
  "json expression": { type: "jsonb", default: () => "'{}'::jsonb" },
  "no ids": { type: "int", array: true, default: [] },
  ids: { type: "int", array: true, default: [1, 2] },
  words: { type: "text", array: true, default: ["a", "b c"] },
  "words as text": { type: "text", array: true, default: "{}" },
  "words as an expression": { type: "text", array: true, default: () => "array[]::text[]" },
  uuid: { type: "uuid", default: () => "gen_random_uuid()" },
  "no uuid": { type: "uuid", default: "00000000-0000-0000-0000-000000000000" },
  sum: { type: "int", default: () => "1 + 2 * 3" },
  address: { type: "inet", default: "127.0.0.1" },
  bits: { type: "bit", length: 3, default: "101" },
  "bits as an expression": { type: "bit", length: 4, default: () => "x'F'::bit(4)" },
  thousand: { type: "numeric", default: "1e3" },
  "fraction as an expression": { type: "real", default: () => "3.14" },
  simple: { type: "simple-array", default: "a,b" },
  "simple list": { type: "simple-array", default: ["a", "b"] },
  "simple json": { type: "simple-json", default: { a: 1 } as never },
};

const mysqlFamily: Columns = {
  fraction: { type: "float", default: "0.5" },
  "a whole float": { type: "double", default: 2 },
  now: { type: "timestamp", default: () => "NOW()" },
  "now, precisely": { type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" },
  updated: {
    type: "timestamp",
    default: () => "CURRENT_TIMESTAMP",
    onUpdate: "CURRENT_TIMESTAMP",
  },
  "updated, precisely": {
    type: "datetime",
    precision: 6,
    nullable: true,
    onUpdate: "CURRENT_TIMESTAMP(6)",
  },
  "a day": { type: "date", default: "2020-01-31" },
  noon: { type: "time", default: "12:00:00" },
  "a moment": { type: "datetime", default: "2020-01-31 12:00:00" },
  "a year": { type: "year", default: "2020" },
  uuid: { type: "varchar", length: 36, default: () => "(uuid())" },
  sum: { type: "int", default: () => "(1 + 2 * 3)" },
  set: { type: "set", enum: ["a", "b", "c"], default: ["a", "c"] },
  enum: { type: "enum", enum: ["a", "b"], default: "b" },
  flag: { type: "tinyint", default: 1 },
};

const mysql: Columns = {
  ...mysqlFamily,
  json: { type: "json", default: () => "(json_object())" },
  "long text": { type: "text", default: () => "('none')" },
};

const mariadb: Columns = {
  ...mysqlFamily,
  json: { type: "json", default: "{}" },
  "long text": { type: "text", default: "none" },
};

const sqlite: Columns = {
  fraction: { type: "float", default: 0.5 },
  now: { type: "datetime", default: () => "datetime('now')" },
  "now in parentheses": { type: "datetime", default: () => "(datetime('now'))" },
  today: { type: "date", default: () => "CURRENT_DATE" },
  json: { type: "json", default: "{}" },
  sum: { type: "int", default: () => "1 + 2 * 3" },
  random: { type: "text", default: () => "lower(hex(randomblob(16)))" },
};
