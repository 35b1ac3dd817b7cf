import { driverError } from "./driver-error.js";
import { isLost } from "./lost.js";
import { missingRight } from "./right.js";

/**
 * What to do where the database refuses no statement for what it says, but for who asks, when and where; null for any other
 * error.
 */
export function remedy(error: unknown, statement = ""): string | null {
  if (isLost(error)) return LOST;
  const { code, errno } = driverError(error);
  const is = (codes: RegExp) => codes.test(code) || codes.test(String(errno));
  if (is(RIGHT)) {
    const grant = missingRight(error, statement);
    return `Give the user of the data source the right to do that${grant === null ? "" : ` (\`${grant}\`)`}, or run mig as one who has it.`;
  }
  return REMEDIES.find(({ codes }) => is(codes))?.hint ?? null;
}

/** Whether the database refuses to make what it has already: a table, a column, an index, a type or a schema. */
export function isThere(error: unknown): boolean {
  const { code, errno, message } = driverError(error);
  return (
    /^(42P06|42P07|42701|42710|1050|1060|1061|1826)$/.test(errno ? String(errno) : code) ||
    /already exists$|^duplicate column name/.test(message)
  );
}

const LOST = "The connection was lost: once the server is there again, run the same command again.";

// By PostgreSQL's SQLSTATE, MySQL's number, and SQLite's name.
const RIGHT = /^(42501|1044|1142|1143|1227|1370|SQLITE_PERM|SQLITE_AUTH)$/;

const REMEDIES: readonly { readonly codes: RegExp; readonly hint: string }[] = [
  {
    codes: /^(25006|1290|1792|1836|SQLITE_READONLY\w*)$/,
    hint: "The database takes no changes now: is it a standby, or a file without the right to write?",
  },
  {
    codes: /^(55P03|40001|40P01|1020|1205|1213|SQLITE_BUSY\w*|SQLITE_LOCKED\w*)$/,
    hint: "Another program is using the database: run the command again once it is through.",
  },
  {
    codes: /^(53100|1021|1114|SQLITE_FULL|SQLITE_IOERR\w*)$/,
    hint: "The disk takes no more, or no file as large as that: make room, and run the same command again.",
  },
];
