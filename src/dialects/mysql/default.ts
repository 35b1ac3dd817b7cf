import { literal, stringValue, tidy, tokens } from "./expression.js";
import { enumValues, isLong, parseType, type MysqlType } from "./type.js";
import type { Settings } from "./settings.js";

/**
 * A default in the one spelling it shares with every other that surely means the same in a column of that type;
 * null for none. What is left over, the server itself has to compare.
 */
export function canonicalDefault(text: string, type: string, settings: Settings): string | null {
  const own = tidy(text);
  if (/^null$/i.test(own)) return null;
  const column = parseType(type, settings);
  return (
    VALUES[column.name]?.(own, column) ??
    currentTime(own, column, settings) ??
    CURRENT.find(([spelling]) => spelling.test(own))?.[1] ??
    quoted(own) ??
    (/^[a-z_]\w*\(\s*\)$/i.test(own) ? own.toLowerCase().replace(/\s+/, "") : own)
  );
}

/** What `ON UPDATE` sets, in its one spelling. */
export function canonicalOnUpdate(text: string, type: string, settings: Settings): string {
  const own = tidy(text);
  return currentTime(own, parseType(type, settings), settings) ?? own;
}

/**
 * The default as it stands after DEFAULT: an expression in parentheses, a constant without, but for the types that
 * take none. https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html
 */
export function defaultClause(text: string, type: string, settings: Settings): string {
  const own = tidy(text);
  if (settings.longDefaultsInParentheses && isLong(type)) return `(${own})`;
  const column = parseType(type, settings);
  const now = currentTime(own, column, settings);
  if (now !== null) return now === currentTimeOf(column) ? now : `(${now})`;
  return isConstant(own) ? own : `(${own})`;
}

type Value = (text: string, column: MysqlType) => string | null;

const integer: Value = (text) => rounded(numberText(text), 0);
const approximate: Value = (text) => {
  const number = numberText(text);
  return number === null ? null : String(Number(number));
};
const exact: Value = (text, { modifier }) =>
  rounded(numberText(text), Number(modifier?.split(",")[1] ?? 0));

/** The number in the text, which may be quoted or a word for a truth value. */
function numberText(text: string): string | null {
  if (/^true$/i.test(text)) return "1";
  if (/^false$/i.test(text)) return "0";
  const number = (stringValue(text) ?? text).trim().replace(/^([+-]) +/, "$1");
  return NUMBER.test(number) ? number : null;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number with so many decimals at most, rounded as the server does, and without zeros that say nothing. */
function rounded(number: string | null, scale: number): string | null {
  const [, sign, whole = "", fraction = ""] = /^([+-]?)(\d*)\.?(\d*)$/.exec(number ?? "") ?? [];
  if (sign === undefined || whole + fraction === "") return null;
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, "0"));
  const digits = String((fraction[scale] ?? "0") >= "5" ? kept + 1n : kept).padStart(
    scale + 1,
    "0",
  );
  const text = scale === 0 ? digits : withoutZeros(digits, scale);
  return sign === "-" && /[1-9]/.test(text) ? `-${text}` : text;
}

const withoutZeros = (digits: string, scale: number) =>
  `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, "");

/** Two digits are a year from 1970 to 2069. */
const year: Value = (text) => {
  const number = integer(text, NO_TYPE);
  if (number === null || !/^\d{1,2}$/.test(number)) return number;
  return String(Number(number) + (Number(number) < 70 ? 2000 : 1900));
};

const bits: Value = (text) => {
  if (/^(true|false)$/i.test(text)) return /^t/i.test(text) ? "b'1'" : "b'0'";
  if (/^\d+$/.test(text)) return `b'${BigInt(text).toString(2)}'`;
  const [, binary] = /^(?:b'|0b)([01]+)'?$/i.exec(text) ?? [];
  return binary === undefined ? null : `b'${binary.replace(/^0+(?=.)/, "")}'`;
};

/** A number is its digits there. */
const characters: Value = (text) => {
  const value = NUMBER.test(text) ? text : textValue(text);
  return value === null ? null : literal(value);
};

/** The value of a string, or of the text that a hexadecimal literal is. */
function textValue(text: string): string | null {
  const bytes = hexadecimal(text);
  if (bytes === null) return stringValue(text);
  const value = Buffer.from(bytes, "hex").toString("utf8");
  return value.includes("\ufffd") ? null : value;
}

const bytes: Value = (text, { name }) => {
  const value = stringValue(text);
  const all = value === null ? hexadecimal(text) : Buffer.from(value, "utf8").toString("hex");
  if (all === null) return null;
  // The server fills a value of fixed length up with zeros.
  const kept = name === "binary" ? all.replace(/(00)+$/, "") : all;
  return kept === "" ? "''" : `0x${kept.toUpperCase()}`;
};

const hexadecimal = (text: string) => /^(?:x'|0x)((?:[\da-f]{2})*)'?$/i.exec(text)?.[1] ?? null;

/** The server gives a value of an enum the case it was declared with. */
const ofEnum: Value = (text, column) => {
  const value = textValue(text);
  return value === null ? null : literal(declared(value, enumValues(column)));
};

const ofSet: Value = (text, column) => {
  const value = textValue(text);
  if (value === null || value === "") return null;
  const values = enumValues(column);
  const chosen = value.split(",").map((item) => declared(item, values));
  if (chosen.some((item) => !values.includes(item))) return null;
  return literal(values.filter((item) => chosen.includes(item)).join(","));
};

const declared = (value: string, values: readonly string[]) =>
  values.find((item) => item === value) ??
  values.find((item) => item.toLowerCase() === value.toLowerCase()) ??
  value;

/** Dates and times with all their digits. */
const moment: Value = (text, { name, modifier }) => {
  const [, date = "", time = "0:0"] = MOMENT[name]?.exec(stringValue(text) ?? "") ?? [];
  const day = date.split("-").map((part) => part.padStart(2, "0"));
  if (name === "date") return date === "" ? null : `'${day.join("-")}'`;
  const clock = clockText(time, Number(modifier ?? 0));
  return date === "" || clock === null ? null : `'${day.join("-")} ${clock}'`;
};

const clock: Value = (text, { modifier }) => {
  const time = stringValue(text);
  if (time === null || !TIME.test(time)) return null;
  const spelt = clockText(time, Number(modifier ?? 0));
  return spelt && `'${spelt}'`;
};

const DATE = String.raw`(\d{4}-\d{1,2}-\d{1,2})`;
const CLOCK = String.raw`(\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d*)?)?)`;
const TIME = new RegExp(`^${CLOCK}$`);
const MOMENT: { readonly [name: string]: RegExp | undefined } = {
  date: new RegExp(`^${DATE}$`),
  datetime: new RegExp(`^${DATE}(?:[ T]${CLOCK})?$`),
  timestamp: new RegExp(`^${DATE}(?:[ T]${CLOCK})?$`),
};

/** Null where there are more digits than the column has, which the server rounds. */
function clockText(time: string, precision: number): string | null {
  const [hours = "", minutes = "", seconds = "0"] = time.split(":");
  const [whole = "", fraction = ""] = seconds.split(".");
  if (/[1-9]/.test(fraction.slice(precision))) return null;
  const clock = [hours, minutes, whole].map((part) => part.padStart(2, "0")).join(":");
  return precision === 0
    ? clock
    : `${clock}.${fraction.slice(0, precision).padEnd(precision, "0")}`;
}

const NO_TYPE: MysqlType = { name: "", modifier: null, attributes: [] };

const VALUES: { readonly [type: string]: Value | undefined } = {
  ...Object.fromEntries(
    ["tinyint", "smallint", "mediumint", "int", "bigint"].map((type) => [type, integer]),
  ),
  decimal: exact,
  float: approximate,
  double: approximate,
  year,
  bit: bits,
  char: characters,
  varchar: characters,
  binary: bytes,
  varbinary: bytes,
  enum: ofEnum,
  set: ofSet,
  date: moment,
  datetime: moment,
  timestamp: moment,
  time: clock,
  uuid: (text) => quoted(text)?.toLowerCase() ?? null,
};

/** A string in single quotes. */
function quoted(text: string): string | null {
  const value = stringValue(text);
  return value === null ? null : literal(value);
}

/** The present moment in a column that holds one. https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html */
function currentTime(text: string, column: MysqlType, settings: Settings): string | null {
  const [matched, given = "0"] = NOW.exec(text) ?? [];
  if (matched === undefined || !/^(datetime|timestamp)$/.test(column.name)) return null;
  if (settings.currentTimeFits) return currentTimeOf(column);
  return Number(given) === 0 ? "CURRENT_TIMESTAMP" : `CURRENT_TIMESTAMP(${given})`;
}

const NOW = /^(?:current_timestamp|now|localtime|localtimestamp)(?:\s*\(\s*(\d?)\s*\))?$/i;

const currentTimeOf = ({ modifier }: MysqlType) =>
  modifier === null ? "CURRENT_TIMESTAMP" : `CURRENT_TIMESTAMP(${modifier})`;

/** Two spellings of one function each. */
const CURRENT: readonly (readonly [RegExp, string])[] = [
  [/^(?:current_date|curdate)(?:\s*\(\s*\))?$/i, "curdate()"],
  [/^(?:current_time|curtime)(?:\s*\(\s*\))?$/i, "curtime()"],
];

/** A literal with or without a character set or a type before it, or a number. */
function isConstant(text: string): boolean {
  const rest = text.replace(/^(?:date|time|timestamp)\s*(?=['"])/i, "");
  if (NUMBER.test(text) || /^(true|false|null|0x[\da-f]+|0b[01]+)$/i.test(text)) return true;
  const [first, second] = tokens(rest);
  return first?.kind === "string" && second === undefined;
}
