import { withoutParentheses } from "./expression.js";
import { parseType, type PostgresType } from "./type.js";

/**
 * A default in the one spelling it shares with every other that surely means the same in a column of that type;
 * null for none. What is left over, the server itself has to compare.
 */
export function canonicalDefault(text: string, type: string, schema: string | null): string | null {
  const own = withoutParentheses(text);
  const column = parseType(type, schema);
  const [value, cast] = withoutCast(own);
  if (/^null$/i.test(value)) return null;
  const target = cast === null ? null : parseType(unquoted(cast), schema);
  return (
    number(value, target, column) ??
    array(value, target, column) ??
    literal(value, target, column) ??
    currentTime(own) ??
    (/^[a-z_]\w*\(\s*\)$/i.test(own) ? own.toLowerCase().replace(/\s+/, "") : own)
  );
}

/** The value and what it is cast to, where the whole expression is one cast of one value. */
function withoutCast(text: string): readonly [value: string, cast: string | null] {
  const [, value, cast] = CAST.exec(text) ?? [];
  return value === undefined || cast === undefined
    ? [text, null]
    : [withoutParentheses(value), cast.trim()];
}

const CAST =
  /^('(?:[^']|'')*'|\([^()']*\)|[+-]?[\d.]+|null|true|false|array\[\s*\])\s*::\s*((?:"(?:[^"]|"")*"|[\w\s.])+(?:\([\d\s,]*\))?(?:[\s\w]*)(?:\[\])*)$/i;

/** The catalog quotes a few names of the system's own types: `"bit"`. */
const unquoted = (cast: string) => cast.replace(/^"(bit)"/, "$1");

const INTEGERS: ReadonlySet<string> = new Set(["smallint", "integer", "bigint"]);
const FLOATS: ReadonlySet<string> = new Set(["real", "double precision"]);
const isNumber = ({ name, array }: PostgresType) =>
  !array && (INTEGERS.has(name) || FLOATS.has(name) || name === "numeric");

/** A number, however it is quoted and cast; the cast must not change it. */
function number(value: string, cast: PostgresType | null, column: PostgresType): string | null {
  if (!isNumber(column) || (cast !== null && !isNumber(cast))) return null;
  const [, sign, whole = "", fraction = ""] =
    /^'?\s*([+-]?)\s*(\d*)(?:\.(\d*))?\s*'?$/.exec(value) ?? [];
  if (sign === undefined || whole + fraction === "") return null;
  if (cast !== null && !keeps(cast, fraction, column)) return null;
  // The catalog keeps the digits a numeric was given, and TypeORM takes 12.5 and 12.50 for a change.
  const digits = column.name === "numeric" ? fraction : trimmed(fraction);
  if (digits !== "" && INTEGERS.has(column.name)) return null;
  const unsigned = BigInt(whole === "" ? "0" : whole).toString() + (digits && `.${digits}`);
  const text = sign === "-" && /[1-9]/.test(unsigned) ? `-${unsigned}` : unsigned;
  // TypeORM takes a fraction in a float column for the same only when it finds it quoted.
  return digits !== "" && FLOATS.has(column.name) ? `'${text}'` : text;
}

/** Whether a number survives the cast as it is. */
function keeps(cast: PostgresType, fraction: string, column: PostgresType): boolean {
  if (cast.modifier !== null && cast.modifier !== column.modifier) return false;
  return cast.name === "numeric" || cast.name === column.name || trimmed(fraction) === "";
}

const trimmed = (fraction: string) => fraction.replace(/0+$/, "");

/** `ARRAY[]::text[]` is `'{}'`. */
const array = (value: string, cast: PostgresType | null, column: PostgresType) =>
  column.array && cast?.array && cast.name === column.name && /^array\[\s*\]$/i.test(value)
    ? "'{}'"
    : null;

const TEXTS: ReadonlySet<string> = new Set(["text", "varchar"]);
const TRUE = /^'(t|tr|tru|true|y|ye|yes|on|1)'$/i;
const FALSE = /^'(f|fa|fal|fals|false|n|no|of|off|0)'$/i;

/** A string literal without a cast to the column's own type, which it gets anyway. */
function literal(value: string, cast: PostgresType | null, column: PostgresType): string | null {
  if (column.name === "boolean" && !column.array) {
    if (TRUE.test(value) || /^true$/i.test(value)) return "true";
    if (FALSE.test(value) || /^false$/i.test(value)) return "false";
  }
  if (!value.startsWith("'")) return null;
  if (cast === null) return value;
  if (cast.array !== column.array) return null;
  // A type in the search path is printed without its schema; another one of that name would not fit.
  const own =
    (cast.name === column.name ||
      column.name.endsWith(`.${cast.name}`) ||
      (cast.name === "bpchar" && column.name === "char")) &&
    (cast.modifier === null || cast.modifier === column.modifier || column.name === "bit");
  const text = TEXTS.has(cast.name) && TEXTS.has(column.name) && cast.modifier === null;
  return own || text ? value : null;
}

/**
 * The functions of the current time, spelt as TypeORM writes them, which takes any other spelling for a change.
 * https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT
 */
function currentTime(text: string): string | null {
  if (/^(pg_catalog\.)?(now|transaction_timestamp)\(\s*\)$/i.test(text)) return "now()";
  const [, name = "", digits = ""] =
    /^(current_timestamp|current_date|current_time|localtimestamp|localtime)\s*(\(\s*\d\s*\))?$/i.exec(
      text,
    ) ?? [];
  const spell = CURRENT[name.toLowerCase()];
  return spell ? spell(digits.replaceAll(/\s/g, "")) : null;
}

const CURRENT: { readonly [name: string]: (digits: string) => string } = {
  current_timestamp: (digits) =>
    digits === "" ? "now()" : `('now'::text)::timestamp${digits} with time zone`,
  current_date: () => "('now'::text)::date",
  current_time: (digits) => `('now'::text)::time${digits} with time zone`,
  localtimestamp: (digits) => `('now'::text)::timestamp${digits} without time zone`,
  localtime: (digits) => `('now'::text)::time${digits} without time zone`,
};
