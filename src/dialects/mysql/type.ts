import { literal, tokens, unquote } from "./expression.js";
import type { Settings } from "./settings.js";

/** A type taken apart: `decimal(12,2) unsigned` is `decimal`, `12,2` and `unsigned`. */
export interface MysqlType {
  readonly name: string;
  /** What stands in parentheses, or null. */
  readonly modifier: string | null;
  readonly attributes: readonly string[];
}

/**
 * The type in its short spelling, ready for a statement: `int unsigned`, `varchar(255)`, `enum('a','b')`. Display
 * widths and modifiers that say what holds anyway are left out.
 */
export const canonicalType = (text: string, settings: Settings): string =>
  typeText(parseType(text, settings));

/** The type as text. */
export const typeText = ({ name, modifier, attributes }: MysqlType): string =>
  [name + (modifier === null ? "" : `(${modifier})`), ...attributes].join(" ");

/** Takes apart any spelling of a type that the servers or TypeORM's driver have for it. */
export function parseType(text: string, settings: Settings): MysqlType {
  const [, front = text, modifier = null, back = ""] = PARTS.exec(text) ?? [];
  const before = words(front);
  const found = ATTRIBUTE.exec(before);
  const spelt = found ? before.slice(0, found.index) : before;
  const attributes = words(`${found ? before.slice(found.index) : ""} ${back}`);
  const name = ALIASES.get(spelt) ?? spelt;
  return usual(
    { name, modifier: modifier?.trim() ?? null, attributes: attributesOf(attributes) },
    settings,
  );
}

/** What stands before, in and after the outer parentheses. */
const PARTS = /^([^(]*)\(([\s\S]*)\)([^)]*)$/;

const ATTRIBUTE = / (unsigned|signed|zerofill|srid|ref_system_id|character set|charset|collate)\b/;

const words = (text: string) => text.trim().toLowerCase().split(/\s+/).filter(Boolean).join(" ");

/** ZEROFILL makes a number unsigned, and signed is what it is otherwise. */
function attributesOf(text: string): readonly string[] {
  if (text === "") return [];
  if (/\bzerofill\b/.test(text)) return ["unsigned", "zerofill"];
  const rest = text.replace(/\bsigned\b/, "").replace(/\s*=\s*/, " ");
  return rest.trim() === "" ? [] : [rest.trim()];
}

const ALIASES: ReadonlyMap<string, string> = new Map([
  ["integer", "int"],
  ["int1", "tinyint"],
  ["int2", "smallint"],
  ["int3", "mediumint"],
  ["middleint", "mediumint"],
  ["int4", "int"],
  ["int8", "bigint"],
  ["dec", "decimal"],
  ["numeric", "decimal"],
  ["fixed", "decimal"],
  ["number", "decimal"],
  ["float4", "float"],
  ["float8", "double"],
  ["double precision", "double"],
  ["real", "double"],
  ["character", "char"],
  ["nchar", "char"],
  ["national char", "char"],
  ["national character", "char"],
  ["character varying", "varchar"],
  ["char varying", "varchar"],
  ["varcharacter", "varchar"],
  ["nvarchar", "varchar"],
  ["national varchar", "varchar"],
  ["national character varying", "varchar"],
  ["long", "mediumtext"],
  ["long varchar", "mediumtext"],
  ["long varbinary", "mediumblob"],
  ["geomcollection", "geometrycollection"],
]);

const WIDTHS: ReadonlyMap<string, string> = new Map([
  ["tinyint", "3"],
  ["smallint", "5"],
  ["mediumint", "8"],
  ["int", "10"],
  ["bigint", "20"],
]);

/** The type with the modifier only where it says more than its absence does. */
function usual(type: MysqlType, settings: Settings): MysqlType {
  const { name, modifier, attributes } = type;
  const width = WIDTHS.get(name);
  if (width !== undefined) {
    const isShown = attributes.includes("zerofill") ? modifier !== width : isBoolean(type);
    return { ...type, modifier: isShown ? modifier : null };
  }
  const spell = USUAL[name];
  return spell ? { ...type, ...spell(modifier, settings) } : type;
}

/** The one width that says something, to drivers and tools: https://dev.mysql.com/doc/refman/8.4/en/numeric-type-syntax.html */
const isBoolean = ({ name, modifier, attributes }: MysqlType): boolean =>
  name === "tinyint" && modifier === "1" && attributes.length === 0;

/** The type in normal form as keys and their references compare it. */
export const withoutWidth = (type: string): string => type.replace(/^tinyint\(1\)$/, "tinyint");

/** The type as it is found where the one that is asked for leaves the width to the server. */
export const typeAsFound = (asked: string, found: string): string =>
  found === "tinyint(1)" && /^\s*tinyint\s*$/i.test(asked) ? found : asked;

type Spell = (
  modifier: string | null,
  settings: Settings,
) => { readonly name?: string; readonly modifier: string | null };

const digits: Spell = (modifier) => ({ modifier: modifier === "0" ? null : modifier });
const one: Spell = (modifier) => ({ modifier: modifier ?? "1" });
const none: Spell = () => ({ modifier: null });
const values: Spell = (modifier) => ({
  modifier: valuesOf(modifier ?? "")
    .map(literal)
    .join(","),
});
const commas = (modifier: string | null) => modifier?.replaceAll(/\s+/g, "") ?? null;

/** A length picks the smallest of the four types that has room for it. */
const sized =
  (kind: string, bytes: number): Spell =>
  (modifier) => {
    if (modifier === null) return { modifier };
    const size = Number(modifier) * bytes;
    const prefix =
      size < 2 ** 8 ? "tiny" : size < 2 ** 16 ? "" : size < 2 ** 24 ? "medium" : "long";
    return { name: prefix + kind, modifier: null };
  };

const boolean: Spell = () => ({ name: "tinyint", modifier: "1" });

const USUAL: { readonly [name: string]: Spell | undefined } = {
  bool: boolean,
  boolean,
  char: one,
  binary: one,
  bit: one,
  decimal: (modifier) => ({ modifier: decimal(commas(modifier)) }),
  // https://dev.mysql.com/doc/refman/8.4/en/floating-point-types.html
  float: (modifier) =>
    modifier === null || modifier.includes(",")
      ? { modifier: commas(modifier) }
      : { name: Number(modifier) > 24 ? "double" : "float", modifier: null },
  double: (modifier) => ({ modifier: commas(modifier) }),
  date: none,
  time: digits,
  datetime: digits,
  timestamp: digits,
  year: none,
  blob: sized("blob", 1),
  // Of utf8mb4, which has the longest characters and is what databases have.
  text: sized("text", 4),
  enum: values,
  set: values,
  vector: (modifier, { vectorLength }) => ({
    modifier: modifier ?? (vectorLength === null ? null : String(vectorLength)),
  }),
};

const decimal = (modifier: string | null) =>
  modifier === null ? "10,0" : modifier.includes(",") ? modifier : `${modifier},0`;

/** The values of an enum or a set; the server drops the spaces at their ends. */
function valuesOf(modifier: string): readonly string[] {
  return [...tokens(modifier)]
    .filter(({ kind }) => kind === "string")
    .map(({ text, before }) => unquote(text.slice(before.length)).replace(/ +$/, ""));
}

/** The values of an enum or set type, in order. */
export const enumValues = ({ modifier }: MysqlType): readonly string[] => valuesOf(modifier ?? "");

/** Whether MySQL takes a default of the type only in parentheses. */
export const isLong = (type: string): boolean =>
  /^((tiny|medium|long)?(text|blob)|json|geometry|geometrycollection|(multi)?(point|linestring|polygon))\b/.test(
    type,
  );
