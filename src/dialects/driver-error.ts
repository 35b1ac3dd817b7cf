/** What a database's driver says of an error: TypeORM wraps it, and puts its own words before it. */
export interface DriverError {
  /** PostgreSQL's SQLSTATE; a name, of MySQL and SQLite. */
  readonly code: string;
  /** MySQL's number. */
  readonly errno: number;
  /** MySQL's SQLSTATE. */
  readonly sqlState: string;
  readonly message: string;
}

/** The facts of an error that running a statement has thrown. */
export function driverError(error: unknown): DriverError {
  const outer = error as { readonly driverError?: unknown };
  const inner = (outer.driverError ?? outer) as Readonly<Record<string, unknown>>;
  const { code = "", errno = 0, sqlState = "", message = "" } = inner;
  return {
    code: String(code),
    errno: Number(errno),
    sqlState: String(sqlState),
    // The package sqlite3 repeats the code.
    message: String(message).replace(`${String(code)}: `, ""),
  };
}
