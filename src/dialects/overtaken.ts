import { driverError } from "./driver-error.js";

/** Whether a statement failed only because another session was there first: with the same row, or in the same place. */
export function isOvertaken(error: unknown): boolean {
  const { code, errno } = driverError(error);
  return OVERTAKEN.test(errno && !code.startsWith("SQLITE") ? String(errno) : code);
}

/** By PostgreSQL's SQLSTATE, MySQL's number, and SQLite's name. */
const OVERTAKEN =
  /^(23505|40001|40P01|1020|1062|1205|1213|SQLITE_BUSY\w*|SQLITE_LOCKED\w*|SQLITE_CONSTRAINT\w*)$/;
