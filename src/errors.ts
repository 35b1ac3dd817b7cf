/**
 * Every way mig can refuse. A code is a promise: never reused, always documented in docs/errors.md.
 * 1xx history, 2xx state of the database, 3xx hazards, 4xx running, 5xx configuration.
 */
export const CODES = {
  MIG101: "no such revision",
  MIG102: "more than one head",
  MIG103: "more than one revision matches",
  MIG104: "the revision identifier is malformed",
  MIG105: "revisions form a loop",
  MIG106: "a parent or dependency is missing",
  MIG107: "a revision id is used twice",
  MIG108: "a branch label is used twice",
  MIG109: "the revision file has no readable header",
  MIG110: "the revision cannot be reached from here",
  MIG111: "the revision id exists already",
  MIG112: "the parent is not a head",
  MIG113: "the target is ambiguous",
  MIG114: "there is nothing to merge",
  MIG201: "the database is not at head",
  MIG202: "the database names a revision that has no file",
  MIG203: "the database cannot be reached",
  MIG204: "the database refuses the user or the password",
  MIG205: "the database does not exist",
  MIG206: "the database has no such object",
  MIG207: "a definition in the database cannot be read",
  MIG208: "another run has moved the database",
  MIG209: "the database refuses a statement, through no fault of a migration",
  MIG210: "a revision is half done",
  MIG211: "a migration is not what an earlier run has begun",
  MIG212: "there is nothing to resolve",
  MIG213: "another run has the lock",
  MIG214: "the lock is lost",
  MIG215: "the connection cannot hold a lock",
  MIG216: "the database gives no lock",
  MIG217: "a file has changed since it was applied",
  MIG301: "drops a table and its rows",
  MIG302: "drops a column and its values",
  MIG303: "changes a type in a way that can fail or lose values",
  MIG304: "makes a column NOT NULL that may hold nulls",
  MIG305: "adds a NOT NULL column without a default",
  MIG306: "adds a unique key to rows that may repeat",
  MIG307: "drops an enum value that rows may hold",
  MIG320: "tables or columns may have been renamed",
  MIG321: "a rename names nothing",
  MIG308: "adds a NOT NULL column that the server fills in",
  MIG309: "replaces values by computed ones",
  MIG310: "changes a collation, so that values can become equal or be lost",
  MIG311: "adds a condition that rows may break",
  MIG312: "adds a foreign key to rows that may refer to nothing",
  MIG313: "changes how the database numbers rows",
  MIG314: "keeps a table in a way that rows may not survive",
  MIG315: "an operation of the project says so itself",
  MIG401: "an operation failed",
  MIG402: "the migration has no such direction",
  MIG403: "the run was interrupted",
  MIG404: "this database cannot do the operation",
  MIG405: "a post-write hook failed",
  MIG406: "the migration file cannot be loaded",
  MIG407: "an operation cannot be undone",
  MIG408: "rows break a foreign key",
  MIG409: "a definition is not understood",
  MIG410: "a script cannot do what needs a database",
  MIG411: "an operation of the project is not usable",
  MIG412: "a lock was not to be had",
  MIG413: "a statement took too long",
  MIG414: "other transactions were in the way",
  MIG501: "no configuration",
  MIG502: "the configuration cannot be read",
  MIG503: "the configuration has an unknown key",
  MIG504: "the configuration has a wrong value",
  MIG505: "the data source cannot be loaded",
  MIG506: "the data source file exports none or several",
  MIG507: "the entities do not build",
  MIG508: "the database is not supported",
  MIG509: "a package is missing",
  MIG510: "the folder is not one for new revisions",
  MIG511: "there is no such template, or it cannot be filled",
  MIG512: "there are no entities",
  MIG513: "a folder of revisions does not exist",
  MIG514: "the database refuses an expression of an entity",
  MIG515: "the other database is of a different kind",
  MIG516: "a file or folder cannot be written",
  MIG517: "there is no editor, or it fails",
  MIG518: "there is no such database in the configuration",
  MIG519: "a function of the configuration fails",
  MIG520: "there are no such tenants",
  MIG521: "the command is for one of several databases",
  MIG522: "there are no migrations of TypeORM's to adopt",
  MIG523: "migrations of TypeORM's are pending",
  MIG524: "a migration of TypeORM's that has run is not known",
  MIG525: "a class of a migration of TypeORM's cannot be used",
  MIG526: "a scratch database cannot be made or dropped",
  MIG527: "the database given as scratch cannot be used",
  MIG528: "a revision reaches out of the scratch database",
  MIG529: "the new revision is not proved",
} as const;

export type Code = keyof typeof CODES;

interface ErrorDetails {
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A refusal the user can act on. Anything else that is thrown is a bug in mig. */
export class MigError extends Error {
  override readonly name = "MigError";
  readonly code: Code;
  /** What to do about it, in a sentence or a command. */
  readonly hint: string | undefined;
  /** The same for programs, where it is more than words: part of what `--json` prints. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: Code,
    message: string,
    hint?: string,
    { details = {}, ...options }: ErrorDetails = {},
  ) {
    super(message, options);
    this.code = code;
    this.hint = hint;
    this.details = details;
  }
}
