import { driverError } from "./driver-error.js";

/** Whether the connection is gone over which a statement went: it may have happened all the same. */
export function isLost(error: unknown): boolean {
  const { code, errno, message } = driverError(error);
  return LOST.test(code) || LOST.test(String(errno)) || GONE.test(message);
}

/**
 * By PostgreSQL's SQLSTATE, MySQL's number, and the name of an error of the driver or the system. A server of PostgreSQL also ends
 * connections that do nothing for too long.
 */
const LOST =
  /^(08\w{3}|57P0[1-5]|25P0[345]|1053|1077|1079|1158|1159|1160|1161|1927|3169|4031|PROTOCOL_CONNECTION_LOST|ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT)$/;

/** What the drivers say that have no code for it. */
const GONE =
  /^Connection terminated|^Client (?:has encountered a connection error|was closed) and is not queryable|^Can't add new command when connection is in closed state|^This socket has been ended/;

/** Whether it is the server that says it, and not a driver that has not waited any longer. */
export function isSaidByServer(error: unknown): boolean {
  const { code, errno, sqlState } = driverError(error);
  return !isLost(error) && (sqlState !== "" || errno > 0 || SQLSTATE.test(code));
}

/** Each has a digit in it, other than `EPIPE`. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;
