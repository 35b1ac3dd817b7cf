import { standardLiteral } from "../../sql.js";
import { hex, localTime, secondsAhead, twoDigits, valueWith } from "../value.js";

/**
 * Values as PostgreSQL writes them. A Date is one of this process's clock with its distance from UTC, as the driver sends
 * it; a list is an array, but for columns of JSON.
 */
export const postgresValue = valueWith({
  database: "PostgreSQL",
  boolean: (value) => (value ? "TRUE" : "FALSE"),
  number: (value) =>
    typeof value === "bigint" || Number.isFinite(value) ? String(value) : `'${value}'::float8`,
  text,
  bytes: (value) => `E'\\\\x${hex(value)}'::bytea`,
  date: (value) => standardLiteral(moment(value)),
  list: (values, type) => (isJson(type) ? null : array(values)),
});

/** A backslash stands for itself in one kind of literal only, whatever standard_conforming_strings says. */
function text(value: string): string | null {
  if (value.includes("\0")) return null;
  if (!value.includes("\\")) return standardLiteral(value);
  return `E${standardLiteral(value.replaceAll("\\", "\\\\"))}`;
}

const isJson = (type: string | null) => type === "json" || type === "jsonb";

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
const array = (values: readonly unknown[]): string => `{${values.map(element).join(",")}}`;

function element(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (Array.isArray(value)) return array(value);
  if (value instanceof Date) return quoted(moment(value));
  if (value instanceof Uint8Array) return quoted(`\\x${hex(value)}`);
  return quoted(typeof value === "object" ? JSON.stringify(value) : String(value));
}

const quoted = (value: string) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`;

/** There is no year 0: https://www.postgresql.org/docs/current/datatype-datetime.html */
function moment(date: Date): string {
  const year = date.getFullYear();
  const time = localTime(date) + zone(date);
  return year > 0 ? time : `${time.replace(/^\d+/, String(1 - year).padStart(4, "0"))} BC`;
}

/** `+01:00:00` */
function zone(date: Date): string {
  const seconds = secondsAhead(date);
  const ahead = Math.abs(seconds);
  const parts = [ahead / 3600, (ahead / 60) % 60, ahead % 60].map((part) =>
    twoDigits(Math.floor(part)),
  );
  return `${seconds < 0 ? "-" : "+"}${parts.join(":")}`;
}
