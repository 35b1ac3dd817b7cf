import { parseType, typeText, type PostgresType } from "./type.js";

/**
 * How values of a column are turned into another type: an expression for `USING`, or null where the server does
 * it by itself. It is left out wherever it can be, for a cast that is asked for cuts text that is too long, where
 * the server's own way refuses it. https://www.postgresql.org/docs/current/sql-createcast.html
 */
export function castExpression(
  value: string,
  fromType: string,
  toType: string,
  schema: string | null,
): string | null {
  const from = parseType(fromType, schema);
  const to = parseType(toType, schema);
  if (assigns(from, to)) return null;
  const target = typeText(to);
  if (to.array && !from.array) {
    const item = castExpression(value, fromType, typeText({ ...to, array: false }), schema);
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE ARRAY[${item ?? value}] END`;
  }
  if (from.array && !to.array) {
    const first = `(${value})[1]`;
    return castExpression(first, typeText({ ...from, array: false }), toType, schema) ?? first;
  }
  if (from.array) return `${value}::text[]::${target}`;
  if (NUMBERS.has(from.name) && to.name === "boolean") return `${value} <> 0`;
  if (from.name === "boolean" && NUMBERS.has(to.name)) return `${value}::integer::${target}`;
  const direct = TEXTS.has(from.name) || EXPLICIT.has(`${from.name} ${to.name}`);
  return direct ? `${value}::${target}` : `${value}::text::${target}`;
}

/** Whether the server casts from one to the other when a value is assigned. */
function assigns(from: PostgresType, to: PostgresType): boolean {
  if (TEXTS.has(to.name) && !to.array) return true;
  if (from.array !== to.array) return false;
  return (
    from.name === to.name ||
    TEXTS.has(to.name) ||
    (NUMBERS.has(from.name) && NUMBERS.has(to.name)) ||
    ASSIGNED.has(`${from.name} ${to.name}`)
  );
}

const TEXTS: ReadonlySet<string> = new Set(["text", "varchar", "char", "bpchar", "citext"]);
const NUMBERS: ReadonlySet<string> = new Set([
  ...["smallint", "integer", "bigint", "numeric", "real", "double precision"],
]);

/** Pairs with an assignment or implicit cast, from the catalog pg_cast. */
const ASSIGNED: ReadonlySet<string> = new Set([
  ...["date timestamp", "date timestamptz", "timestamp date", "timestamp time"],
  ...["timestamp timestamptz", "timestamptz date", "timestamptz time", "timestamptz timestamp"],
  ...["timestamptz timetz", "time timetz", "timetz time", "time interval", "interval time"],
  ...["json jsonb", "jsonb json", "cidr inet", "inet cidr", "macaddr macaddr8", "macaddr8 macaddr"],
  ...[
    "bit varbit",
    "varbit bit",
    "integer money",
    "bigint money",
    "numeric money",
    "money numeric",
  ],
  ...["box polygon", "path polygon", "polygon path"],
]);

/** Pairs with a cast that must be asked for and that does another thing than going through text. */
const EXPLICIT: ReadonlySet<string> = new Set([
  ...["integer bit", "bigint bit", "bit integer", "bit bigint", "jsonb boolean", "jsonb smallint"],
  ...["jsonb integer", "jsonb bigint", "jsonb numeric", "jsonb real", "jsonb double precision"],
  ...["box circle", "circle box", "polygon circle", "circle polygon", "polygon box", "box point"],
  ...["lseg point", "circle point", "polygon point", "box lseg", "point box"],
  ...["int4range int4multirange", "int8range int8multirange", "numrange nummultirange"],
  ...["daterange datemultirange", "tsrange tsmultirange", "tstzrange tstzmultirange"],
]);
