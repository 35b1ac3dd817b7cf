import { driverError } from "./driver-error.js";

/**
 * Why a database has ended a statement that nothing is wrong with: it waited too long for a lock, it would have waited for ever or has met
 * what another transaction changed, or it took too long.
 */
export type Stop = "lock" | "conflict" | "statement";

/** Why the database has stopped; null for any other error. */
export function stopOf(error: unknown): Stop | null {
  const { code, errno, message } = driverError(error);
  const named = errno > 0 && !code.startsWith("SQLITE_") ? String(errno) : code;
  const found = STOPS.find(({ codes }) => codes.test(named));
  // Somebody has stopped that statement, and would not like to see it again.
  if (found?.stop === "statement" && /user request/.test(message)) return null;
  return found?.stop ?? null;
}

/** By PostgreSQL's SQLSTATE, MySQL's number, and SQLite's name. */
const STOPS: readonly { readonly codes: RegExp; readonly stop: Stop }[] = [
  { codes: /^(55P03|1205|SQLITE_BUSY\w*)$/, stop: "lock" },
  { codes: /^(40001|40P01|1020|1213)$/, stop: "conflict" },
  { codes: /^(57014|1969|3024)$/, stop: "statement" },
];
