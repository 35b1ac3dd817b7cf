import type { MigError } from "../errors.js";

/** What a database's driver says of an error: TypeORM wraps it, and puts its own words before it. */
export interface DriverError {
  /** PostgreSQL's SQLSTATE; a name, of MySQL and SQLite. */
  readonly code: string;
  /** MySQL's number. */
  readonly errno: number;
  /** MySQL's SQLSTATE. */
  readonly sqlState: string;
  readonly message: string;
  /** What PostgreSQL adds to its message. */
  readonly detail: string;
}

/** The facts of an error that connecting or running a statement has thrown. */
export function driverError(error: unknown): DriverError {
  const thrown = isOwn(error) ? error.cause : error;
  const outer = Object(thrown) as { readonly driverError?: unknown };
  const inner = (outer.driverError ?? outer) as Facts;
  // A failed connection to several addresses wraps one error for each.
  const first = inner instanceof AggregateError ? (inner.errors[0] as Facts) : inner;
  const { code = "", errno = 0, sqlState = "", detail = "" } = first;
  return {
    code: String(code),
    errno: Number(errno),
    sqlState: String(sqlState),
    detail: String(detail),
    message: withoutCode(String(inner["message"] || first["message"] || ""), String(code)),
  };
}

/** Whether mig has thrown it: by its name, as a process may have two, the one that a project has and the one that runs it. */
const isOwn = (error: unknown): error is Error => error instanceof Error && error.name === OWN;

const OWN: MigError["name"] = "MigError";

/** The package sqlite3 repeats the code. */
const withoutCode = (message: string, code: string) =>
  code === "" ? message : message.replace(`${code}: `, "");

type Facts = Readonly<Record<string, unknown>>;
