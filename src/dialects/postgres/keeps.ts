import { parseType, type PostgresType } from "./type.js";

/** Whether every value survives as what it is when a column changes its type; false when unsure. */
export function keeps(fromText: string, toText: string, schema: string | null): boolean {
  if (fromText === toText) return true;
  const from = parseType(fromText, schema);
  const to = parseType(toText, schema);
  if (from.array !== to.array) return false;
  if (isUnlimitedText(to)) return true;
  return from.name === to.name ? keepsModifier(from, to) : climbs(from, to);
}

/** Whether a foreign key can stand between columns of the two types: they share the operators of one index. */
export function comparable(a: string, b: string, schema: string | null): boolean {
  const [one, other] = [parseType(a, schema), parseType(b, schema)];
  return one.array === other.array && family(one) === family(other);
}

/** https://www.postgresql.org/docs/current/btree.html#BTREE-BEHAVIOR */
const FAMILIES: readonly (readonly string[])[] = [
  ["smallint", "integer", "bigint"],
  ["real", "double precision"],
  ["text", "varchar"],
  ["date", "timestamp", "timestamptz"],
];

const family = ({ name }: PostgresType): string =>
  FAMILIES.find((names) => names.includes(name))?.[0] ?? name;

/** Everything has a text, which is cut nowhere. */
const isUnlimitedText = ({ name, modifier }: PostgresType) =>
  (name === "text" || name === "varchar") && modifier === null;

function keepsModifier({ name, modifier: from }: PostgresType, { modifier: to }: PostgresType) {
  if (from === to) return true;
  if (name === "bit") return false; // it has exactly so many
  if (/^(time|timestamp)(tz)?$|^interval\b/.test(name)) return Number(to ?? 6) >= Number(from ?? 6);
  if (to === null) return true;
  if (from === null) return false;
  if (name === "numeric") return holdsDigits(to, digitsOf(from));
  return /^\d+$/.test(from + to) && Number(to) >= Number(from);
}

/** To another type, which holds all values of the former. */
function climbs(from: PostgresType, to: PostgresType): boolean {
  if (to.name === "varchar") return Number(to.modifier) >= (textWidth(from) ?? Infinity);
  if (!WIDER[from.name]?.includes(to.name)) return false;
  if (to.name === "numeric" && to.modifier !== null)
    return holdsDigits(to.modifier, [DIGITS[from.name] ?? Infinity, 0]);
  return to.modifier === null || Number(to.modifier) >= Number(from.modifier ?? Infinity);
}

const WIDER: { readonly [name: string]: readonly string[] | undefined } = {
  smallint: ["integer", "bigint", "numeric", "real", "double precision"],
  integer: ["bigint", "numeric", "double precision"],
  bigint: ["numeric"],
  real: ["double precision"],
  date: ["timestamp"],
  time: ["interval"],
  bit: ["varbit"],
  cidr: ["inet"],
  macaddr: ["macaddr8"],
  jsonb: ["json"],
};

const DIGITS: { readonly [name: string]: number } = { smallint: 5, integer: 10, bigint: 19 };

/** How many characters the longest text of the type has, where that is known. */
function textWidth({ name, modifier }: PostgresType): number | undefined {
  if (name === "char") return Number(modifier);
  if (name === "numeric" && modifier !== null) return digitsOf(modifier)[0] + "-0.".length;
  return WIDTHS[name];
}

const WIDTHS: { readonly [name: string]: number } = {
  smallint: 6,
  integer: 11,
  bigint: 20,
  boolean: 5,
  uuid: 36,
};

type Digits = readonly [all: number, fraction: number];

function digitsOf(modifier: string): Digits {
  const [all = 0, fraction = 0] = modifier.split(",").map(Number);
  return [all, fraction];
}

function holdsDigits(modifier: string, [all, fraction]: Digits): boolean {
  const [room, decimals] = digitsOf(modifier);
  return decimals >= fraction && room - decimals >= all - fraction;
}
