import type { Sequence } from "../../schema/model.js";
import { notOfAnExtension, type Id } from "./catalog.js";

export interface ViewRow {
  readonly kind: "view" | "materialized view";
  readonly id: Id;
  readonly namespace: string;
  readonly name: string;
  readonly detail: { readonly query: string; readonly attached: readonly string[] };
}
export interface SequenceRow {
  readonly kind: "sequence";
  readonly namespace: string;
  readonly name: string;
  readonly detail: Omit<Sequence, "name">;
}
/** The views, with statements for what stands beside their query, and the sequences that are no column's own. */
export const VIEW_AND_SEQUENCE_ROWS = `
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END AS kind,
  c.oid AS id, n.nspname AS namespace, c.relname AS name,
  json_build_object('query', pg_get_viewdef(c.oid), 'attached', ARRAY(
    SELECT statement FROM (
      SELECT 1 AS place, format('ALTER %s %s SET (%s)', k.word, c.oid::regclass, array_to_string(c.reloptions, ', ')) AS statement
      WHERE c.reloptions IS NOT NULL
      UNION ALL
      SELECT 2, format('COMMENT ON %s %s IS %L', k.word, c.oid::regclass, d.description)
      FROM pg_description d
      WHERE d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      UNION ALL
      SELECT 3, format('DO %L', format('BEGIN COMMENT ON COLUMN %s.%I IS %L; EXCEPTION WHEN undefined_column THEN NULL; END',
        c.oid::regclass, a.attname, d.description))
      FROM pg_description d
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
      WHERE d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid > 0
      UNION ALL
      SELECT 4, format('DO %L', format('BEGIN ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s; EXCEPTION WHEN undefined_column THEN NULL; END',
        c.oid::regclass, a.attname, pg_get_expr(f.adbin, f.adrelid)))
      FROM pg_attrdef f
      JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
      WHERE f.adrelid = c.oid
      UNION ALL
      SELECT 5, rtrim(pg_get_ruledef(r.oid), ';')
      FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'
      UNION ALL
      SELECT 5, pg_get_triggerdef(t.oid)
      FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
      UNION ALL
      SELECT 6, format('COMMENT ON %s %I ON %s IS %L', o.word, o.name, c.oid::regclass, d.description)
      FROM (
        SELECT 'RULE' AS word, r.rulename AS name, r.oid, r.tableoid FROM pg_rewrite r WHERE r.ev_class = c.oid
        UNION ALL
        SELECT 'TRIGGER', t.tgname, t.oid, t.tableoid FROM pg_trigger t WHERE t.tgrelid = c.oid
      ) o
      JOIN pg_description d ON d.objoid = o.oid AND d.classoid = o.tableoid
      UNION ALL
      SELECT 7, format('GRANT %s ON %s TO %s%s', g.privilege_type, c.oid::regclass,
        CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
        CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM aclexplode(c.relacl) g WHERE g.grantee <> c.relowner
      UNION ALL
      SELECT 7, format('DO %L', format('BEGIN GRANT %s (%I) ON %s TO %s%s; EXCEPTION WHEN undefined_column THEN NULL; END',
        g.privilege_type, a.attname, c.oid::regclass,
        CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
        CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END))
      FROM pg_attribute a, aclexplode(a.attacl) g
      WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped
      UNION ALL
      SELECT 8, format('ALTER %s %s OWNER TO %I', k.word, c.oid::regclass, pg_get_userbyid(c.relowner))
      WHERE pg_get_userbyid(c.relowner) <> current_user
    ) attached ORDER BY place, statement)) AS detail
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END AS word) k
WHERE c.relkind IN ('v', 'm') AND n.nspname = ANY ($1) AND ${notOfAnExtension("pg_class", "c.oid")}
UNION ALL
SELECT 'sequence', c.oid, n.nspname, c.relname,
  json_build_object('type', format_type(s.seqtypid, NULL), 'start', s.seqstart::text,
    'increment', s.seqincrement::text, 'min', s.seqmin::text, 'max', s.seqmax::text,
    'cache', s.seqcache::text, 'cycle', s.seqcycle)
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY ($1) AND ${notOfAnExtension("pg_class", "c.oid")}
  AND NOT EXISTS (
    SELECT FROM pg_depend o
    WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid
      AND o.refclassid = 'pg_class'::regclass AND o.deptype IN ('a', 'i'))`;
