import { MigError } from "../errors.js";
import type { Query } from "./dialect.js";
import { driverError } from "./driver-error.js";
import { remedy } from "./remedy.js";

/** What there is to say of a statement that fails, besides whose it was. */
interface Told {
  /** What of the same has run before it. */
  readonly ran?: readonly string[];
  /** The way out where the statement itself is refused. */
  readonly hint?: string;
}

/** A statement that the database refused (MIG209): whose it was, and what else of that had run. */
export class StatementError extends MigError {
  readonly what: string;
  readonly statement: string;
  readonly ran: readonly string[];
  /** The words of the database. */
  readonly words: string;
  /** What to do where nothing is wrong with the statement. */
  readonly remedy: string | null;

  constructor(what: string, statement: string, { ran = [], hint }: Told, cause: unknown) {
    const words = wordsOf(cause);
    const way = remedy(cause, statement);
    super("MIG209", `${what} failed: ${words}`, way ?? hint, { cause });
    this.what = what;
    this.statement = readable(statement);
    this.ran = ran.map(readable);
    this.words = words;
    this.remedy = way;
  }
}

/** A statement may have thousands of rows in it. */
const readable = (statement: string) =>
  statement.length > READ
    ? `${statement.slice(0, READ)}… (${statement.length} characters)`
    : statement;

const READ = 5000;

/** The same connection; what it refuses is told as a part of `what`, unless it is told already. */
export const telling =
  (query: Query, what: string, told: Told = {}): Query =>
  (sql, parameters) =>
    query(sql, parameters).catch((cause: unknown) => {
      throw cause instanceof StatementError ? cause : new StatementError(what, sql, told, cause);
    });

/** What the database says; PostgreSQL names what is in the way in a detail of its own. */
function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code, detail } = driverError(cause);
  return code === IN_THE_WAY && detail !== "" ? `${cause.message} (${detail})` : cause.message;
}

/** dependent_objects_still_exist. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const IN_THE_WAY = "2BP01";
