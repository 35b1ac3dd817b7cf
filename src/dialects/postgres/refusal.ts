import type { Problem } from "../dialect.js";
import { driverError } from "../driver-error.js";

/**
 * What an error of the server says of the text it was given; null where it says nothing of it, as when the connection
 * is lost, the statement is cancelled or the server runs out of locks.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function refusal(error: unknown): Problem | null {
  const { code, message } = driverError(error);
  const kind = code === NO_RIGHT ? "not asked" : UNKNOWN.has(code) ? "unknown name" : "refused";
  return kind !== "refused" || OF_THE_TEXT.has(code.slice(0, 2)) ? { kind, words: message } : null;
}

/** What the error says of the text; thrown again where it says nothing of it. */
export function problemOf(error: unknown): Problem {
  const problem = refusal(error);
  if (problem === null) throw error;
  return problem;
}

const NO_RIGHT = "42501";

/** Of a schema, column, function, table and type. */
const UNKNOWN: ReadonlySet<string> = new Set(["3F000", "42703", "42883", "42P01", "42704"]);

/** Features, values, names and syntax, and texts that are too long. */
const OF_THE_TEXT: ReadonlySet<string> = new Set(["0A", "22", "42", "54"]);
