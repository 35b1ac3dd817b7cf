/*
 * What the catalog is asked, once each whatever the number of tables. `$1` is the list of schemas.
 * https://www.postgresql.org/docs/current/catalogs.html
 * Partitions follow their parent, and what an extension brought is the extension's.
 */

const TABLES = `c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1)`;
/** Materialized views have indexes, too. */
const INDEXED = TABLES.replace("'p'", "'p', 'm'");

/** A condition: no extension brought what has that number in a catalog. */
export const notOfAnExtension = (catalog: string, oid: string) => `NOT EXISTS (
  SELECT FROM pg_depend e
  WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

/** The number of an object in the catalog; JSON has it as a text. */
export type Id = string;

export interface OuterRow {
  readonly kind: "namespace" | "extension";
  readonly name: string;
}
/** The schemas and the extensions of the database. `$1` is a list of schemas, or null for all. */
export const OUTER = `
SELECT 'namespace' AS kind, n.nspname AS name
FROM pg_namespace n
WHERE n.nspname = ANY ($1::text[])
  OR ($1::text[] IS NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND ${notOfAnExtension("pg_namespace", "n.oid")})
UNION ALL
SELECT 'extension', extname FROM pg_extension`;

export interface EnumRow {
  readonly namespace: string;
  readonly name: string;
  readonly label: string | null;
}
/** The labels of the enum types, in their order. */
export const ENUMS = `
SELECT n.nspname AS namespace, t.typname AS name, l.enumlabel AS label
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_enum l ON l.enumtypid = t.oid
WHERE t.typtype = 'e' AND n.nspname = ANY ($1) AND ${notOfAnExtension("pg_type", "t.oid")}
ORDER BY t.oid, l.enumsortorder`;

export interface TableRow {
  readonly id: Id;
  readonly namespace: string;
  readonly name: string;
  readonly comment: string | null;
}
export const TABLE_ROWS = `
SELECT c.oid AS id, n.nspname AS namespace, c.relname AS name, d.description AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description d
  ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE ${TABLES} AND ${notOfAnExtension("pg_class", "c.oid")}`;

export interface ColumnRow {
  readonly table: Id;
  readonly number: number;
  readonly name: string;
  /** As the server spells it. */
  readonly type: string;
  /** Where the type, or that of an array's items, is one of the user's: its schema and name. */
  readonly userNamespace: string | null;
  readonly userType: string | null;
  readonly array: boolean;
  readonly required: boolean;
  readonly identity: "" | "a" | "d";
  readonly computed: "" | "s" | "v";
  /** The default, or what a computed column is computed from. */
  readonly expression: string | null;
  /** The sequences that go when the column goes. */
  readonly sequences: readonly string[] | null;
  /** Null for the default one of the type. */
  readonly collation: string | null;
  readonly collationNamespace: string | null;
  readonly comment: string | null;
}
export const COLUMN_ROWS = `
SELECT a.attrelid AS "table", a.attnum AS number, a.attname AS name,
  format_type(a.atttypid, a.atttypmod) AS type,
  un.nspname AS "userNamespace", u.typname AS "userType", u.oid <> t.oid AS array,
  a.attnotnull AS required, a.attidentity AS identity, a.attgenerated AS computed,
  pg_get_expr(f.adbin, f.adrelid) AS expression, s.names AS sequences,
  l.collname AS collation, ln.nspname AS "collationNamespace", d.description AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type u
  ON u.oid = CASE WHEN t.typtype = 'b' AND t.typlen = -1 AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
  AND u.typtype <> 'b' AND u.typnamespace <> 'pg_catalog'::regnamespace
LEFT JOIN pg_namespace un ON un.oid = u.typnamespace
LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
LEFT JOIN (
  SELECT o.refobjid, o.refobjsubid, array_agg(q.relname::text) AS names
  FROM pg_depend o
  JOIN pg_class q ON q.oid = o.objid AND q.relkind = 'S'
  WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass
    AND o.deptype = 'a' AND o.refobjsubid > 0
  GROUP BY o.refobjid, o.refobjsubid
) s ON s.refobjid = a.attrelid AND s.refobjsubid = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
LEFT JOIN pg_description d
  ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
WHERE ${INDEXED} AND a.attnum > 0 AND NOT a.attisdropped`;

export interface ConstraintRow {
  readonly table: Id;
  readonly name: string;
  readonly kind: "p" | "u" | "c" | "x" | "f";
  readonly columns: readonly number[] | null;
  /** The expression of a check, the whole of an exclusion. */
  readonly text: string | null;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly nullsNotDistinct: boolean | null;
  readonly otherNamespace: string | null;
  readonly otherName: string | null;
  readonly otherColumns: readonly string[] | null;
  readonly onDelete: Action;
  readonly onUpdate: Action;
}
export type Action = "a" | "r" | "c" | "n" | "d" | " ";
/** Those of `version` 18 are also about NOT NULL, which the columns tell. */
export const constraintRows = (version: number) => `
SELECT o.conrelid AS "table", o.conname AS name, o.contype AS kind, o.conkey AS columns,
  CASE o.contype WHEN 'c' THEN pg_get_expr(o.conbin, o.conrelid)
    WHEN 'x' THEN pg_get_constraintdef(o.oid) END AS text,
  o.condeferrable AS deferrable, o.condeferred AS deferred,
  ${version >= 15 ? "i.indnullsnotdistinct" : "false"} AS "nullsNotDistinct",
  rn.nspname AS "otherNamespace", r.relname AS "otherName",
  CASE o.contype WHEN 'f' THEN (
    SELECT array_agg(k.attname::text ORDER BY u.place)
    FROM unnest(o.confkey) WITH ORDINALITY AS u (number, place)
    JOIN pg_attribute k ON k.attrelid = o.confrelid AND k.attnum = u.number
  ) END AS "otherColumns",
  o.confdeltype AS "onDelete", o.confupdtype AS "onUpdate"
FROM pg_constraint o
JOIN pg_class c ON c.oid = o.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class r ON r.oid = o.confrelid
LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
${version >= 15 ? "LEFT JOIN pg_index i ON o.contype = 'u' AND i.indexrelid = o.conindid" : ""}
WHERE ${TABLES} AND o.contype IN ('p', 'u', 'c', 'x', 'f') AND o.conparentid = 0`;

export interface IndexRow {
  readonly table: Id;
  readonly name: string;
  readonly method: string;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  /** How many of the columns are keys; the others are included. */
  readonly keys: number;
  /** Numbers of columns with spaces between; 0 is an expression. */
  readonly columns: string;
  /** For each key, 1 for DESC and 2 for NULLS FIRST, added up. */
  readonly options: string;
  readonly where: string | null;
  /** The text of each key, and all of the statement, where the rest does not say everything. */
  readonly texts: readonly string[] | null;
  readonly statement: string | null;
}
/** The indexes that are no part of a constraint. */
export const indexRows = (version: number) => `
SELECT i.indrelid AS "table", x.relname AS name, m.amname AS method, i.indisunique AS "unique",
  ${version >= 15 ? "i.indnullsnotdistinct" : "false"} AS "nullsNotDistinct",
  i.indnkeyatts AS keys, i.indkey::text AS columns, i.indoption::text AS options,
  pg_get_expr(i.indpred, i.indrelid) AS "where",
  CASE WHEN special.is THEN ARRAY(
    SELECT pg_get_indexdef(i.indexrelid, key, false) FROM generate_series(1, i.indnkeyatts) key
  ) END AS texts,
  CASE WHEN special.is THEN pg_get_indexdef(i.indexrelid) END AS statement
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_am m ON m.oid = x.relam
CROSS JOIN LATERAL (SELECT
  m.amname <> 'btree' OR i.indexprs IS NOT NULL
  OR NOT i.indcollation::oid[] <@ '{0,100}'::oid[]
  OR i.indclass::oid[] && (SELECT array_agg(oid) FROM pg_opclass WHERE NOT opcdefault) AS is) special
WHERE ${INDEXED}
  AND NOT EXISTS (
    SELECT FROM pg_constraint o
    WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))`;

export interface TriggerRow {
  readonly table: Id;
  readonly name: string;
  readonly statement: string;
}
export const TRIGGER_ROWS = `
SELECT t.tgrelid AS "table", t.tgname AS name, pg_get_triggerdef(t.oid, true) AS statement
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE ${TABLES} AND NOT t.tgisinternal AND ${notOfAnExtension("pg_trigger", "t.oid")}`;
