import { randomUUID } from "node:crypto";
import type { Dialect, Query } from "../dialects/dialect.js";
import { runAll } from "../dialects/run.js";
import type { Session } from "../dialects/session.js";
import { telling } from "../dialects/telling.js";
import type { RevisionId } from "../revisions/revision.js";
import type { TableName } from "../schema/model.js";
import type { Statement } from "../sql.js";
import type { Database } from "./database.js";
import { inAscii, type KeptFile } from "./kept-file.js";
import { ownTableStatements } from "./own-table.js";
import type { Position } from "./position.js";
import type { Ready } from "./steps.js";
import { ensureTable, versionTableName, type VersionTable } from "./version-table.js";

/** What happened with a revision. */
export interface Entry {
  readonly revision: RevisionId;
  readonly direction: Direction;
  /** What tells whether the file has changed since; null where that was not asked. */
  readonly file: KeptFile | null;
}
export type Direction = "upgrade" | "downgrade" | "stamp";

/** `said …`: a person has said, of what was half done, that this is where the database is. */
export type Outcome =
  "running" | "done" | "failed" | "cut off" | "said applied" | "said rolled back" | "stamped over";

/** An entry of a revision that was begun, of which something stands, and that is not through. */
export interface OpenEntry extends Pick<Entry, "revision" | "direction"> {
  readonly id: string;
  readonly outcome: Outcome;
  readonly startedAt: string;
  readonly position: Position;
}

/** Who writes into the journal. */
export interface Author {
  readonly host: string;
  readonly user: string;
  /** The version of mig. */
  readonly program: string;
}

/** The journal beside a version table: `mig_journal` beside `mig_version`. */
export const journalOf = ({ name, schema }: VersionTable): VersionTable => ({
  name: `${name.replace(/_version$/, "")}_journal`,
  schema,
});

/** The name of the journal beside that version table. */
export const journalName = (table: VersionTable): TableName => versionTableName(journalOf(table));

/** Makes the journal, where it does not exist. */
export const ensureJournal = (database: Database, table: VersionTable): Promise<void> =>
  ensureTable(
    database,
    journalOf(table),
    () => journalStatements(database.dialect, table),
    "journal",
  );

/** What makes the journal. */
export const journalStatements = (
  dialect: Dialect & Session,
  table: VersionTable,
): Promise<readonly Statement[]> =>
  ownTableStatements(dialect, journalName(table), (word) => [
    word("id", 36),
    word("revision", 255),
    word("direction", 16),
    word("outcome", 16),
    word("started_at", 32),
    { ...word("finished_at", 32), nullable: true },
    { name: "milliseconds", type: "integer", nullable: true },
    word("host", 255),
    word("username", 255),
    word("program", 64),
    { ...word("checksum", 64), nullable: true },
    { ...word("digest", 64), nullable: true },
    { name: "source", type: dialect.longText, nullable: true },
    { name: "position", type: dialect.longText, nullable: true },
    { name: "error", type: dialect.longText, nullable: true },
  ]);

/**
 * An id that no other entry has, and that comes after those that this process has made before: entries of the same millisecond are in order
 * by their ids.
 */
export function newEntryId(): string {
  const microseconds = Math.floor((performance.timeOrigin + performance.now()) * 1000);
  return `${microseconds.toString(16).padStart(14, "0")}-${randomUUID().slice(0, 21)}`;
}

type Facts = Readonly<Record<string, string | number | null>>;

/** The statement that makes an entry of what is done or begun; the time is the server's. */
export function insertion(
  { grammar: sql, now, newId }: Pick<Dialect & Session, "grammar" | "now" | "newId">,
  table: VersionTable,
  entry: Entry,
  { id, author, ...facts }: Inserted,
): Statement {
  const { host, user: username, program } = author;
  const { revision, direction, file } = entry;
  const texts = { revision, direction, host, username, program, ...factsOf({ file, ...facts }) };
  const values: [string, string][] = Object.entries(texts).map(([name, value]) => [
    name,
    literal(sql, value),
  ]);
  const times: [string, string][] = [
    ["started_at", now],
    ["finished_at", facts.outcome === "running" ? "NULL" : now],
  ];
  const own: [string, string] = ["id", id === undefined ? newId : sql.literal(id)];
  const all = [own, ...values, ...times];
  return `INSERT INTO ${sql.table(journalName(table))} (${sql.names(all.map(([name]) => name))}) VALUES (${all.map(([, value]) => value).join(", ")})`;
}

interface Inserted extends State {
  /** Given where the entry is changed later. */
  readonly id?: string;
  readonly author: Author;
}

/** The entry of a step. What is applied is compared with its file later; of what is taken back no text is needed. */
export const entryOf = ({ revision, direction, file }: Ready): Entry => ({
  revision: revision.id,
  direction,
  file: direction === "upgrade" ? file : file && { ...file, text: null },
});

/** The statements that make the entries of a stamp. */
export const stampEntries = (
  dialect: Pick<Dialect & Session, "grammar" | "now" | "newId">,
  table: VersionTable,
  author: Author,
  from: readonly RevisionId[],
  to: readonly RevisionId[],
): readonly Statement[] =>
  to
    .filter((row) => !from.includes(row))
    .map((revision) => {
      const entry = { revision, direction: "stamp", file: null } as const;
      return insertion(dialect, table, entry, { author, outcome: "done" });
    });

/** What changes about an entry. */
export interface State {
  readonly outcome: Outcome;
  /** Null once nothing of it is left open. */
  readonly position?: Position | null;
  readonly milliseconds?: number;
  readonly error?: string;
  /** Where the file is another than when the entry was made. */
  readonly file?: KeptFile | null;
}

/** The statement that changes an entry. What is settled stays: another run may have taken over what this one had begun. */
export function change(
  { grammar: sql, now }: Pick<Dialect & Session, "grammar" | "now">,
  table: VersionTable,
  id: string,
  state: Partial<State>,
): Statement {
  const set = [
    ...Object.entries(factsOf(state)).map(
      ([name, value]) => `${sql.name(name)} = ${literal(sql, value)}`,
    ),
    ...(state.outcome === undefined
      ? []
      : [`finished_at = ${state.outcome === "running" ? "NULL" : now}`]),
  ];
  return `UPDATE ${sql.table(journalName(table))} SET ${set.join(", ")} WHERE id = ${sql.literal(id)} AND position IS NOT NULL`;
}

function factsOf({ outcome, position, milliseconds, error, file }: Partial<State>): Facts {
  return {
    ...(outcome !== undefined && { outcome }),
    ...(file && keptFacts(file)),
    ...(position !== undefined && { position: position && JSON.stringify(position) }),
    ...(milliseconds !== undefined && { milliseconds: Math.round(milliseconds) }),
    ...(error !== undefined && { error: error.replaceAll("\0", "�") }),
  };
}

const keptFacts = ({ checksum, digest, text }: KeptFile): Facts => ({
  checksum,
  ...(digest !== null && { digest }),
  ...(text !== null && { source: inAscii(text) }),
});

const literal = (sql: Dialect["grammar"], value: string | number | null): string =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : sql.literal(value);

/** Writes into the journal. */
export const write = (
  query: Query,
  table: VersionTable,
  ...statements: readonly Statement[]
): Promise<void> => runAll(telling(query, `Writing the journal ${journalName(table)}`), statements);

/** Refuses (MIG209), having changed nothing, where the user may not write into the journal. */
export function tryWriting({ query, dialect }: Database, table: VersionTable): Promise<void> {
  const name = dialect.grammar.table(journalName(table));
  return write(
    query,
    table,
    `INSERT INTO ${name} SELECT * FROM ${name} WHERE 1 = 0`,
    `UPDATE ${name} SET outcome = outcome WHERE 1 = 0`,
  );
}

/** The entries of which something stands and that are not through; none where there is no journal. Never writes. */
export async function openEntries(
  asked: Asked,
  table: VersionTable,
): Promise<readonly OpenEntry[]> {
  const columns = "id, revision, direction, outcome, started_at, position";
  const rows = await readJournal(asked, table, columns, "WHERE position IS NOT NULL");
  return (rows ?? []).map((row) => ({
    id: String(row["id"]),
    revision: String(row["revision"]),
    direction: row["direction"] as Direction,
    outcome: row["outcome"] as Outcome,
    startedAt: String(row["started_at"]),
    position: JSON.parse(String(row["position"])) as Position,
  }));
}

/** A connection, and which database it is to. */
export type Asked = Pick<Database, "query" | "title"> & { readonly session: Session };

/** The rows that a query on the journal gives; null where there is no journal. Never writes. */
export async function readJournal(
  { query, title, session }: Asked,
  table: VersionTable,
  columns: string,
  rest: string,
): Promise<readonly Record<string, unknown>[] | null> {
  const name = journalName(table);
  const asking = telling(query, `Reading the journal ${name} of the ${title}`);
  if (!(await session.tableExists(asking, name))) return null;
  return asking(`SELECT ${columns} FROM ${session.quoting.table(name)} ${rest}`);
}
