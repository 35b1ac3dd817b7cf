import { cut, quoted, SYSTEM_TYPES } from "./identifier.js";

/** A type taken apart: `timestamp(3)[]` is `timestamp`, `3` and an array. */
export interface PostgresType {
  /** The short name: `varchar`, `timestamptz`, `audit.mood`. */
  readonly name: string;
  /** What stands in parentheses, or null. */
  readonly modifier: string | null;
  readonly array: boolean;
}

/**
 * The type in its short spelling, ready for a statement: `varchar(255)`, `timestamptz`, `text[]`. Modifiers
 * that say what holds anyway are left out, and so is the connection's own schema.
 */
export function canonicalType(text: string, schema: string | null): string {
  return typeText(parseType(text, schema));
}

/** The type as text. */
export const typeText = ({ name, modifier, array }: PostgresType): string =>
  name + (modifier === null ? "" : `(${modifier})`) + (array ? "[]" : "");

/** Takes any spelling of a type apart that PostgreSQL or TypeORM's driver have for it. */
export function parseType(text: string, schema: string | null): PostgresType {
  const element = text.trim().replace(ARRAY, "");
  const array = element.length < text.trim().length;
  const [, before = "", modifier = null, after = ""] = PARTS.exec(element) ?? [, element];
  const spelling = before.trim() + after;
  if (/[".]/.test(spelling)) {
    const name = userType(spelling, schema);
    return name === null
      ? parseType(text.replace(SYSTEM, "$1"), schema)
      : { name, modifier, array };
  }
  const words = spelling.toLowerCase().split(/\s+/).join(" ");
  const name = ALIASES.get(words) ?? words;
  return { ...usual(words, name, modifier?.replaceAll(/\s+/g, "") ?? null), array };
}

/** The schema of the system's types, and the quotes of a name that needs none. */
const SYSTEM = /^\s*"?pg_catalog"?\.(?:"(?!char")(\w+)"|(?="char"|\w))/i;

const ARRAY = /(\s*\[\s*\d*\s*\]|\s+array(\s*\[\s*\d*\s*\])?)+$/i;

/** What stands before, in and after the parentheses that are outside of quotes. */
const PARTS = /^((?:"(?:[^"]|"")*"|[^"(])*)\(([^)]*)\)(.*)$/s;

const ALIASES: ReadonlyMap<string, string> = new Map([
  ["int", "integer"],
  ["int4", "integer"],
  ["int2", "smallint"],
  ["int8", "bigint"],
  ["bool", "boolean"],
  ["decimal", "numeric"],
  ["dec", "numeric"],
  ["float4", "real"],
  ["float8", "double precision"],
  ["character varying", "varchar"],
  ["char varying", "varchar"],
  ["national character varying", "varchar"],
  ["national char varying", "varchar"],
  ["nchar varying", "varchar"],
  ["character", "char"],
  ["national character", "char"],
  ["national char", "char"],
  ["nchar", "char"],
  ["bit varying", "varbit"],
  ["timestamp without time zone", "timestamp"],
  ["timestamp with time zone", "timestamptz"],
  ["time without time zone", "time"],
  ["time with time zone", "timetz"],
]);

/** The name and the modifier where the modifier says more than its absence does. */
function usual(words: string, name: string, modifier: string | null): Omit<PostgresType, "array"> {
  if (words === "float") return { name: floatName(modifier), modifier: null };
  if (words === "bpchar" && modifier !== null) return { name: "char", modifier };
  if (name === "numeric") return { name, modifier: modifier?.replace(/,0+$/, "") ?? null };
  if (name === "char" || name === "bit") return { name, modifier: modifier ?? "1" };
  // Six digits are all there are, and what TypeORM takes for the default.
  if (/^(time|timestamp)(tz)?$|^interval\b/.test(name))
    return { name, modifier: modifier === "6" ? null : modifier };
  if (name === "geometry" || name === "geography")
    return { name, modifier: modifier && spatial(name, modifier) };
  return { name, modifier };
}

/** https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT */
const floatName = (bits: string | null) =>
  bits !== null && Number(bits) <= 24 ? "real" : "double precision";

/** As PostGIS prints it: `Point,4326`. Geography is in WGS 84 unless it says otherwise. */
function spatial(name: string, modifier: string): string {
  const [kind = "", srid = name === "geography" ? "4326" : "0"] = modifier.split(",");
  const found = SPATIAL.find((known) => kind.toLowerCase().startsWith(known.toLowerCase()));
  const spelt = found ? found + kind.slice(found.length).toUpperCase() : kind;
  return srid === "0" ? spelt : `${spelt},${srid}`;
}

// Longer names first where one begins another.
const SPATIAL = [
  ...["GeometryCollection", "Geometry", "Point", "LineString", "Polygon", "MultiPoint"],
  ...["MultiLineString", "MultiPolygon", "CircularString", "CompoundCurve", "CurvePolygon"],
  ...["MultiCurve", "MultiSurface", "PolyhedralSurface", "Triangle", "Tin"],
];

/** A type with a schema or quotes in its name; null for one of the system's, which needs neither. */
function userType(spelling: string, schema: string | null): string | null {
  const parts = [...spelling.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(([, inner, plain]) =>
    cut(inner?.replaceAll('""', '"') ?? plain?.trim().toLowerCase() ?? ""),
  );
  const [outer, local] = parts;
  if (outer === undefined || local === undefined) return parts.map(quoted).join("");
  if (outer === "pg_catalog") return null;
  const needsSchema = outer !== schema || SYSTEM_TYPES.has(local);
  return (needsSchema ? parts : [local]).map(quoted).join(".");
}
