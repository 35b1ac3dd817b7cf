import { qualifier, localName, qualify } from "../../schema/name.js";
import type { TableName } from "../../schema/model.js";

/** The longest name PostgreSQL keeps, in bytes: https://www.postgresql.org/docs/current/limits.html */
const LONGEST = 63;

/** The name as the server keeps it: longer ones are cut, never within a character. */
export const cut = (name: string): string => (name.length <= SHORT ? name : clip(name, LONGEST));

/** No character takes more than three bytes for each unit of a string. */
const SHORT = LONGEST / 3;

/** The qualified name with its parts cut, and without the connection's own schema. */
export function tableName(name: TableName, schema: string | null): TableName {
  const outer = qualifier(name);
  return qualify(outer === null || outer === schema ? null : cut(outer), cut(localName(name)));
}

/** The same of a type: one whose name the system has too keeps its schema, as the system's goes before it. */
export const typeName = (name: TableName, schema: string | null): TableName =>
  SYSTEM_TYPES.has(localName(name))
    ? qualify(qualifier(name) ?? schema, localName(name))
    : tableName(name, schema);

/** A name as it stands in an expression or a type: quoted only where it must be. */
export const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** The name the server gives what was given none, such as `users_email_key`; too long ones are cut evenly. */
export function impliedName(table: string, middle: string | null, ending: string): string {
  const room = LONGEST - bytes(ending) - (middle === null ? 1 : 2);
  let first = bytes(table);
  let second = bytes(middle ?? "");
  while (first + second > room)
    if (first > second) first -= 1;
    else second -= 1;
  const parts = [clip(table, first), ...(middle === null ? [] : [clip(middle, second)]), ending];
  return parts.join("_");
}

/** The name with an ending, cut before it where both are too long. */
export const withEnding = (name: string, ending: string): string =>
  clip(name, LONGEST - bytes(ending)) + ending;

const bytes = (text: string) => Buffer.byteLength(text);

function clip(text: string, limit: number): string {
  if (bytes(text) <= limit) return text;
  let kept = "";
  for (const character of text) {
    if (bytes(kept + character) > limit) break;
    kept += character;
  }
  return kept;
}

/** Words that are no plain name: https://www.postgresql.org/docs/current/sql-keywords-appendix.html */
const KEYWORDS: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
  case cast char character check coalesce collate collation column concurrently constraint create cross
  current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
  decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
  freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect
  interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query
  json_scalar json_serialize json_table json_value lateral leading least left like limit localtime
  localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on
  only or order out outer overlaps overlay placing position precision primary real references returning right
  row select session_user setof similar smallint some substring symmetric system_user table tablesample then
  time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when
  where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
  xmlroot xmlserialize xmltable`.split(/\s+/),
);

/** What `pg_type` has in `pg_catalog`, but for pseudo-types. */
export const SYSTEM_TYPES: ReadonlySet<string> = new Set(
  `aclitem bit bool box bpchar bytea char cid cidr circle date datemultirange daterange float4 float8 gtsvector
  inet int2 int2vector int4 int4multirange int4range int8 int8multirange int8range interval json jsonb jsonpath
  line lseg macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path point polygon record
  refcursor regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure
  regrole regtype text tid time timestamp timestamptz timetz trigger tsmultirange tsquery tsrange
  tstzmultirange tstzrange tsvector txid_snapshot uuid varbit varchar xid xid8 xml`.split(/\s+/),
);
