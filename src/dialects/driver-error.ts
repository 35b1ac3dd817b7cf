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

type Facts = Readonly<Record<string, unknown>>;

/** The facts of an error that connecting or running a statement has thrown. */
export function driverError(error: unknown): DriverError {
  const outer = error as { readonly driverError?: unknown };
  const inner = (outer.driverError ?? outer) as Facts;
  // A failed connection to several addresses is an error of each, and has no words of its own.
  const first = inner instanceof AggregateError ? (inner.errors[0] as Facts) : inner;
  const { code = "", errno = 0, sqlState = "" } = first;
  const message = inner["message"] || first["message"] || "";
  return {
    code: String(code),
    errno: Number(errno),
    sqlState: String(sqlState),
    // The package sqlite3 repeats the code.
    message: String(message).replace(`${String(code)}: `, ""),
  };
}
