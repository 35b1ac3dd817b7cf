import { enumValues, parseType, type MysqlType } from "./type.js";
import type { Settings } from "./settings.js";

/** Whether every value survives as what it is when a column changes its type; false when unsure. */
export function keeps(fromText: string, toText: string, settings: Settings): boolean {
  if (fromText === toText) return true;
  const from = parseType(fromText, settings);
  const to = parseType(toText, settings);
  if (from.name === to.name && from.modifier === to.modifier && sameAttributes(from, to))
    return true;
  return (
    keepsNumber(from, to) ||
    keepsText(from, to) ||
    keepsBytes(from, to) ||
    keepsTime(from, to) ||
    keepsList(from, to) ||
    keepsShape(from, to)
  );
}

const sameAttributes = (a: MysqlType, b: MysqlType) => a.attributes.join() === b.attributes.join();

const INTEGER_BITS: { readonly [name: string]: number } = {
  tinyint: 8,
  smallint: 16,
  mediumint: 24,
  int: 32,
  bigint: 64,
};
/** How many bits of an integer they hold exactly. */
const FLOAT_BITS: { readonly [name: string]: number } = { float: 24, double: 53 };

const isUnsigned = ({ attributes }: MysqlType) => attributes.some((text) => text === "unsigned");

/** The bits that an integer takes besides its sign. */
function bitsOf(type: MysqlType): number | undefined {
  const bits = INTEGER_BITS[type.name];
  return bits === undefined || isUnsigned(type) ? bits : bits - 1;
}

function keepsNumber(from: MysqlType, to: MysqlType): boolean {
  if (isUnsigned(to) && !isUnsigned(from)) return false;
  const bits = bitsOf(from);
  if (bits !== undefined) {
    const room = bitsOf(to) ?? (to.modifier === null ? FLOAT_BITS[to.name] : undefined);
    if (room !== undefined) return room >= bits;
    return to.name === "decimal" && holdsDigits(to, [digits(bits), 0]);
  }
  if (from.name === "decimal") return to.name === "decimal" && holdsDigits(to, digitsOf(from));
  if (from.name === "bit") return to.name === "bit" && Number(to.modifier) >= Number(from.modifier);
  return from.name === "float" && to.name === "double" && from.modifier === to.modifier;
}

const digits = (bits: number) => String(2n ** BigInt(bits)).length;

type Digits = readonly [all: number, fraction: number];

function digitsOf({ modifier }: MysqlType): Digits {
  const [all = 0, fraction = 0] = modifier?.split(",").map(Number) ?? [];
  return [all, fraction];
}

function holdsDigits(type: MysqlType, [all, fraction]: Digits): boolean {
  const [room, decimals] = digitsOf(type);
  return decimals >= fraction && room - decimals >= all - fraction;
}

/** In characters of a text, which take four bytes at most. https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html */
const TEXT_ROOM: { readonly [name: string]: number } = {
  tinytext: 2 ** 8 / 4 - 1,
  text: 2 ** 16 / 4 - 1,
  mediumtext: 2 ** 24 / 4 - 1,
  longtext: 2 ** 32 / 4 - 1,
};
const TEXTS: readonly string[] = Object.keys(TEXT_ROOM);

function keepsText(from: MysqlType, to: MysqlType): boolean {
  const [was, is] = [TEXTS.indexOf(from.name), TEXTS.indexOf(to.name)];
  if (was >= 0) return is > was;
  // A char loses the spaces at its end.
  if (to.name === "char")
    return from.name === "char" && Number(to.modifier) >= Number(from.modifier);
  const room = to.name === "varchar" ? Number(to.modifier) : TEXT_ROOM[to.name];
  const width = room === undefined ? undefined : textWidth(from);
  return room !== undefined && width !== undefined && room >= width;
}

/** How many characters the longest text of the type has, where that is known. */
function textWidth(type: MysqlType): number | undefined {
  const { name, modifier } = type;
  const bits = bitsOf(type);
  if (bits !== undefined) return digits(bits) + "-".length;
  if (name === "char" || name === "varchar") return Number(modifier);
  if (name === "decimal") return digitsOf(type)[0] + "-0.".length;
  if (name === "enum") return Math.max(...enumValues(type).map(({ length }) => length));
  if (name === "set") return enumValues(type).join(",").length;
  if (name === "datetime") return "2024-01-01 00:00:00.".length + Number(modifier ?? 0);
  return WIDTHS[name];
}

const WIDTHS: { readonly [name: string]: number } = {
  date: 10,
  year: 4,
  uuid: 36,
  json: 2 ** 30 - 1,
};

const BLOBS: readonly string[] = ["tinyblob", "blob", "mediumblob", "longblob"];

/** A binary of fixed length is filled up with zeros, which are values like others. */
function keepsBytes(from: MysqlType, to: MysqlType): boolean {
  if (BLOBS.includes(from.name)) return BLOBS.indexOf(to.name) > BLOBS.indexOf(from.name);
  if (from.name !== "binary" && from.name !== "varbinary") return false;
  if (to.name === "varbinary") return Number(to.modifier) >= Number(from.modifier);
  return to.name === "tinyblob" ? Number(from.modifier) < 2 ** 8 : BLOBS.includes(to.name);
}

/** A moment in a timestamp is one of the time zone it is read in, so that it is none elsewhere. */
function keepsTime(from: MysqlType, to: MysqlType): boolean {
  if (from.name === "date") return to.name === "datetime";
  const hasFraction = ["time", "datetime", "timestamp"].includes(from.name);
  return (
    hasFraction && from.name === to.name && Number(to.modifier ?? 0) >= Number(from.modifier ?? 0)
  );
}

/** Rows keep the value, wherever in the list it stands. */
function keepsList(from: MysqlType, to: MysqlType): boolean {
  if (from.name !== to.name || (from.name !== "enum" && from.name !== "set")) return false;
  const values = enumValues(to);
  return enumValues(from).every((value) => values.includes(value));
}

const keepsShape = (from: MysqlType, to: MysqlType) =>
  to.name === "geometry" && SHAPES.has(from.name) && sameAttributes(from, to);

const SHAPES: ReadonlySet<string> = new Set([
  "point",
  "linestring",
  "polygon",
  "multipoint",
  "multilinestring",
  "multipolygon",
  "geometrycollection",
]);
