import { MigError } from "../errors.js";

/** How a database writes the values that a row may have. */
export interface ValueSpelling {
  readonly database: string;
  boolean(value: boolean): string;
  /** Null where it has no such number: none are infinite, or none are that long. */
  number(value: number | bigint): string | null;
  /** A text, which has no lone halves of characters; null where it cannot be kept. */
  text(value: string): string | null;
  bytes(value: Uint8Array): string;
  /** As TypeORM writes and reads a Date there; null where there is no such moment. */
  date(value: Date): string | null;
  /** The text of a list in a column of that type, where it is known; null where it is JSON. */
  list(values: readonly unknown[], type: string | null): string | null;
}

/** Any JavaScript value as a literal. */
export function valueWith(spelling: ValueSpelling) {
  const text = (value: string): string => {
    if (LONE_HALF.test(value))
      refuse(value, "has half of a character in it", "Write the whole character.");
    return (
      spelling.text(value) ??
      refuse(
        value,
        `has the character U+0000 in it, which ${spelling.database} cannot keep in a text`,
        "Take it out of the text, or keep bytes.",
      )
    );
  };
  return (value: unknown, type: string | null = null): string => {
    switch (typeof value) {
      case "boolean":
        return spelling.boolean(value);
      case "number":
      case "bigint":
        return spelling.number(value) ?? nothingLike("number", value, spelling.database);
      case "string":
        return text(value);
      case "object": {
        if (value === null) return "NULL";
        if (value instanceof Date) {
          if (Number.isNaN(value.getTime())) refuse(value, "is no moment", "Write a valid Date.");
          return spelling.date(value) ?? nothingLike("moment", value, spelling.database);
        }
        if (value instanceof Uint8Array) return spelling.bytes(value);
        const list = Array.isArray(value) ? spelling.list(value, type) : null;
        return text(list ?? json(value));
      }
      case "undefined":
      case "function":
      case "symbol":
        return refuse(value, "is no value of a row", "Write null where there is none.");
    }
  };
}

function json(value: object): string {
  try {
    const text = JSON.stringify(value) as string | undefined; // what a toJSON gives may be nothing
    return text ?? refuse(value, "is no JSON", NOT_JSON);
  } catch (cause) {
    if (cause instanceof MigError) throw cause;
    return refuse(value, `is no JSON: ${(cause as Error).message}`, NOT_JSON);
  }
}

const NOT_JSON = "Write what JSON has, or a text.";

const nothingLike = (what: string, value: unknown, database: string): never => {
  throw new MigError(
    "MIG404",
    `${database} has no ${what} ${shown(value)}.`,
    "Write null, or a text into a column of texts.",
  );
};

const refuse = (value: unknown, problem: string, hint: string): never => {
  throw new MigError("MIG409", `The value ${shown(value)} ${problem}.`, hint);
};

const shown = (value: unknown): string => {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
};

const LONGEST_SHOWN = 40;

/** Half of a character beyond U+FFFF: no encoding has it. */
const LONE_HALF = /\p{Surrogate}/u;

/** Two digits a byte. */
export const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");

/** The date and time on a clock of this process, as SQL writes them but for years before the first: `2024-03-01 12:34:56.789`. */
export function localTime(date: Date): string {
  const year = String(Math.abs(date.getFullYear())).padStart(4, "0");
  const day = [date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
  return `${year}-${day} ${time}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** How far ahead of UTC that clock is, in seconds: long ago it was not by whole minutes. */
export function secondsAhead(date: Date): number {
  const clock = new Date(0);
  clock.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  clock.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds());
  return (clock.getTime() - date.getTime()) / 1000;
}

/** `7` as `07`. */
export const twoDigits = (number: number): string => String(number).padStart(2, "0");
