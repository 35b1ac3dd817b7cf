import type { Column } from "../../schema/model.js";
import { quoting, standardLiteral } from "../../sql.js";
import { hex, localTime, valueWith } from "../value.js";

/**
 * Values as MySQL and MariaDB write them. A Date is one of this process's clock, as the driver sends it; a list is JSON.
 */
export const mysqlValue = valueWith({
  database: "MySQL",
  boolean: (value) => (value ? "TRUE" : "FALSE"),
  number: (value) => {
    const text = String(value);
    return typeof value === "bigint" && text.length > LONGEST_NUMBER ? null : finite(value, text);
  },
  text: (value) =>
    // A backslash escapes or does not, by the sql_mode; the client stops at a zero byte, and may take a carriage return for the end of a line.
    /[\\\0\r]/.test(value) ? `_utf8mb4 X'${hex(Buffer.from(value))}'` : standardLiteral(value),
  bytes: (value) => `X'${hex(value)}'`,
  // https://dev.mysql.com/doc/refman/8.4/en/datetime.html
  date: (value) =>
    value.getFullYear() > 0 && value.getFullYear() < 10_000 ? `'${localTime(value)}'` : null,
  list: () => null,
});

const finite = (value: number | bigint, text: string) =>
  typeof value === "bigint" || Number.isFinite(value) ? text : null;

/** https://dev.mysql.com/doc/refman/8.4/en/precision-math-decimal-characteristics.html */
const LONGEST_NUMBER = 65;

/** A column of a key as a literal of its own kind: texts that stand for numbers are compared as inexact ones. */
export function keyLiteral({ name, type }: Column): string {
  const column = quoting("`").name(name);
  const [, words] = KEYS.find(([types]) => types.test(type)) ?? [];
  return words?.(column) ?? `CONCAT('_utf8mb4 X''', HEX(CONVERT(${column} USING utf8mb4)), '''')`;
}

const KEYS: readonly (readonly [types: RegExp, literal: (column: string) => string])[] = [
  // In the order of their numbers, and compared by them.
  [/^(?:enum|set|bit)\b/i, (column) => `CAST(${column} + 0 AS CHAR)`],
  [
    /^(?:(?:tiny|small|medium|big)?int|integer|decimal|numeric|year|float|double|real|bool)/i,
    (column) => `CAST(${column} AS CHAR)`,
  ],
  [/^(?:date|time)/i, (column) => `CONCAT('''', ${column}, '''')`],
  [/binary|blob/i, (column) => `CONCAT('X''', HEX(${column}), '''')`],
];
