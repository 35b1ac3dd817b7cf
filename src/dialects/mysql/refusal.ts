import type { Problem } from "../dialect.js";
import { driverError } from "../driver-error.js";

/**
 * What an error of the server says of the text it was given; null where it says nothing of it, as when the connection
 * is lost, the statement is cancelled or the server runs out of something.
 * https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
 * https://mariadb.com/kb/en/mariadb-error-code-reference/
 */
export function refusal(error: unknown): Problem | null {
  const { errno: number, sqlState, message } = driverError(error);
  const problem = (kind: Problem["kind"]): Problem => ({ kind, words: message });
  if (NOT_ALLOWED.has(number)) return problem("not asked");
  if (UNKNOWN.has(number)) return problem("unknown name");
  const isOfTheText =
    OF_THE_TEXT.has(sqlState.slice(0, 2)) ||
    OTHERS.some(([first, last = first]) => first <= number && number <= last);
  return isOfTheText ? problem("refused") : null;
}

/** What the error says of the text; thrown again where it says nothing of it. */
export function problemOf(error: unknown): Problem {
  const problem = refusal(error);
  if (problem === null) throw error;
  return problem;
}

/** Rights that are missing, servers and transactions that are read only, and replication that has no temporary tables. */
const NOT_ALLOWED: ReadonlySet<number> = new Set([
  ...[1044, 1045, 1142, 1143, 1227, 1370],
  ...[1290, 1786, 1787, 1792, 1836, 1874],
]);

/** Of a column, function and table. */
const UNKNOWN: ReadonlySet<number> = new Set([1054, 1305, 1146, 3820]);

/** The classes of SQLSTATE for values, and for names and syntax. */
const OF_THE_TEXT: ReadonlySet<string> = new Set(["22", "42"]);

/** Errors of no class, from one to another: of collations, functions, computed columns, defaults, index keys and checks. */
const OTHERS: readonly (readonly [first: number, last?: number])[] = [
  ...([[1111], [1267], [1270, 1271], [1273], [1294], [1366]] as const),
  ...([[3102, 3109], [3548], [3752, 3775], [3811, 3824]] as const),
  ...([[1901, 1912], [4029], [4161]] as const),
];
