import { randomUUID } from "node:crypto";
import type { Dialect, Query } from "../dialects/dialect.js";
import { runAll } from "../dialects/run.js";
import type { Session } from "../dialects/session.js";
import { telling } from "../dialects/telling.js";
import type { RevisionId } from "../revisions/revision.js";
import { EMPTY_SCHEMA, type TableName } from "../schema/model.js";
import type { Statement } from "../sql.js";
import type { Database } from "./database.js";
import type { Position } from "./position.js";
import type { Ready } from "./steps.js";
import { ensureTable, versionTableName, type VersionTable } from "./version-table.js";

/** What happened with a revision. */
export interface Entry {
  readonly revision: RevisionId;
  readonly direction: Direction;
  /** What tells whether the file has changed since; null where that was not asked. */
  readonly checksum: string | null;
}
export type Direction = "upgrade" | "downgrade" | "stamp";

/** `said …`: a person has said, of what was half done, that this is where the database is. */
export type Outcome =
  "running" | "done" | "failed" | "said applied" | "said rolled back" | "stamped over";

/** An entry of a revision that was begun, of which something stands, and that is not through. */
export interface OpenEntry extends Entry {
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
  ensureTable(database, journalOf(table), () => journalStatements(database.dialect, table));

/** What makes the journal. */
export async function journalStatements(
  dialect: Dialect & Session,
  table: VersionTable,
): Promise<readonly Statement[]> {
  const { operations } = await import("../operations/index.js"); // most commands do without
  const { exactCollation: collation, longText } = dialect;
  const word = (name: string, length: number) => ({ name, type: `varchar(${length})`, collation });
  const create = operations.createTable.of({
    name: journalName(table),
    columns: [
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
      { name: "position", type: longText, nullable: true },
      { name: "error", type: longText, nullable: true },
    ],
    primaryKey: ["id"],
  });
  // Nothing of it depends on what is in the database.
  return dialect.compile([create], EMPTY_SCHEMA).filter((it) => typeof it === "string");
}

type Facts = Readonly<Record<string, string | number | null>>;

/** The statement that makes an entry of what is done or begun; the time is the server's. */
export function insertion(
  { grammar: sql, now }: Pick<Dialect & Session, "grammar" | "now">,
  table: VersionTable,
  entry: Entry,
  { id = randomUUID(), author, ...facts }: Inserted,
): Statement {
  const { host, user: username, program } = author;
  const texts = { id, ...entry, host, username, program, ...factsOf(facts) };
  const values: [string, string][] = Object.entries(texts).map(([name, value]) => [
    name,
    literal(sql, value),
  ]);
  const times: [string, string][] = [
    ["started_at", now],
    ["finished_at", facts.outcome === "running" ? "NULL" : now],
  ];
  const all = [...values, ...times];
  return `INSERT INTO ${sql.table(journalName(table))} (${sql.names(all.map(([name]) => name))}) VALUES (${all.map(([, value]) => value).join(", ")})`;
}

interface Inserted extends State {
  readonly id?: string;
  readonly author: Author;
}

/** The entry of a step. */
export const entryOf = ({ revision, direction, checksum }: Ready): Entry => ({
  revision: revision.id,
  direction,
  checksum,
});

/** The statements that make the entries of a stamp. */
export const stampEntries = (
  dialect: Pick<Dialect & Session, "grammar" | "now">,
  table: VersionTable,
  author: Author,
  from: readonly RevisionId[],
  to: readonly RevisionId[],
): readonly Statement[] =>
  to
    .filter((row) => !from.includes(row))
    .map((revision) => {
      const entry = { revision, direction: "stamp", checksum: null } as const;
      return insertion(dialect, table, entry, { author, outcome: "done" });
    });

/** What changes about an entry. */
export interface State {
  readonly outcome: Outcome;
  /** Null once nothing of it is left open. */
  readonly position?: Position | null;
  readonly milliseconds?: number;
  readonly error?: string;
}

/** The statement that changes an entry. */
export function change(
  { grammar: sql, now }: Pick<Dialect & Session, "grammar" | "now">,
  table: VersionTable,
  id: string,
  state: State,
): Statement {
  const set = [
    ...Object.entries(factsOf(state)).map(
      ([name, value]) => `${sql.name(name)} = ${literal(sql, value)}`,
    ),
    `finished_at = ${state.outcome === "running" ? "NULL" : now}`,
  ];
  return `UPDATE ${sql.table(journalName(table))} SET ${set.join(", ")} WHERE id = ${sql.literal(id)}`;
}

function factsOf({ outcome, position, milliseconds, error }: State): Facts {
  return {
    outcome,
    ...(position !== undefined && { position: position && JSON.stringify(position) }),
    ...(milliseconds !== undefined && { milliseconds: Math.round(milliseconds) }),
    ...(error !== undefined && { error: error.replaceAll("\0", "�") }),
  };
}

const literal = (sql: Dialect["grammar"], value: string | number | null): string =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : sql.literal(value);

/** Writes into the journal. */
export const write = (
  query: Query,
  table: VersionTable,
  ...statements: readonly Statement[]
): Promise<void> => runAll(telling(query, `Writing the journal ${journalName(table)}`), statements);

type Asked = Pick<Database, "query" | "title"> & { readonly session: Session };

/** The entries of which something stands and that are not through; none where there is no journal. Never writes. */
export async function openEntries(
  asked: Asked,
  table: VersionTable,
): Promise<readonly OpenEntry[]> {
  const rows = await read(asked, table, "position IS NOT NULL");
  return rows.map((row) => ({
    id: String(row["id"]),
    revision: String(row["revision"]),
    direction: row["direction"] as Direction,
    outcome: row["outcome"] as Outcome,
    startedAt: String(row["started_at"]),
    checksum: row["checksum"] === null ? null : String(row["checksum"]),
    position: JSON.parse(String(row["position"])) as Position,
  }));
}

/** The checksum of each revision's file as it was last applied; of those that the journal has one of. */
export async function checksums(
  asked: Asked,
  table: VersionTable,
): Promise<ReadonlyMap<RevisionId, string>> {
  const rows = await read(
    asked,
    table,
    "direction = 'upgrade' AND outcome IN ('done', 'said applied') AND checksum IS NOT NULL ORDER BY started_at",
  );
  return new Map(rows.map((row) => [String(row["revision"]), String(row["checksum"])]));
}

async function read(
  { query, title, session }: Asked,
  table: VersionTable,
  condition: string,
): Promise<readonly Record<string, unknown>[]> {
  const name = journalName(table);
  const asking = telling(query, `Reading the journal ${name} of the ${title}`);
  if (!(await session.tableExists(asking, name))) return [];
  return asking(`SELECT * FROM ${session.quoting.table(name)} WHERE ${condition}`);
}
