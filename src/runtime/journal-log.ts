import type { Dialect } from "../dialects/dialect.js";
import type { RevisionId } from "../revisions/revision.js";
import { readJournal, type Asked, type Author, type Direction, type Outcome } from "./journal.js";
import { fromAscii } from "./kept-file.js";
import type { Position } from "./position.js";
import type { VersionTable } from "./version-table.js";

/** What the journal says of one run of a revision. All of it is data, whoever wrote it. */
export interface LogEntry {
  readonly id: string;
  readonly revision: RevisionId;
  readonly direction: Direction;
  readonly outcome: Outcome;
  /** By the clock of the server, in UTC. Where a revision is one transaction, its end. */
  readonly startedAt: string;
  /** Null while it runs, and where it was cut off. */
  readonly finishedAt: string | null;
  readonly milliseconds: number | null;
  readonly author: Author;
  readonly checksum: string | null;
  /** What stands of it, where it is half done. */
  readonly position: Position | null;
  readonly error: string | null;
}

/** Which entries are wanted; all that is left out. */
export interface LogFilter {
  /** Those of these revisions. */
  readonly revisions?: readonly RevisionId[] | undefined;
  /** Those of the revision whose id begins so. */
  readonly prefix?: string | undefined;
  /** What has failed or was cut off. */
  readonly failed?: boolean | undefined;
  /** So many at most. */
  readonly limit?: number | undefined;
}

type Quotes = Pick<Dialect["grammar"], "literal">;

/** What the journal says, the latest first; null where there is no journal. One query. */
export async function readLog(
  asked: Asked,
  table: VersionTable,
  sql: Quotes,
  { revisions, prefix, failed = false, limit }: LogFilter = {},
): Promise<readonly LogEntry[] | null> {
  const conditions = [
    ...(revisions
      ? [revisions.length > 0 ? `revision IN (${listOf(sql, revisions)})` : "1 = 0"]
      : []),
    // A letter that JavaScript counts twice is one to a database.
    ...(prefix ? [`SUBSTR(revision, 1, ${[...prefix].length}) = ${sql.literal(prefix)}`] : []),
    ...(failed ? ["outcome IN ('failed', 'running', 'cut off')"] : []),
  ];
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")} `;
  const end = limit === undefined ? "" : ` LIMIT ${limit}`;
  const rows = await readJournal(
    asked,
    table,
    FACTS,
    `${where}ORDER BY ${WHEN} DESC, id DESC${end}`,
  );
  return rows && rows.map(entryOf);
}

/** What is kept of the file of a revision that is applied. */
export interface AppliedFile {
  /** The entry that says so. */
  readonly entry: string;
  readonly checksum: string;
  readonly digest: string | null;
}

/**
 * What is kept of each revision's file as it was applied, of those that the journal has something of. What has been taken back since, or
 * stamped, was applied otherwise, if at all. One query.
 */
export async function appliedFiles(
  asked: Asked,
  table: VersionTable,
): Promise<ReadonlyMap<RevisionId, AppliedFile>> {
  const columns = "id, revision, direction, outcome, checksum, digest";
  const rows = await readJournal(asked, table, columns, `WHERE ${THROUGH} ORDER BY ${WHEN}, id`);
  const found = new Map<RevisionId, AppliedFile>();
  for (const { id, revision, direction, outcome, checksum, digest } of rows ?? [])
    if (isNotUndone(direction, outcome)) continue;
    else if (direction === "upgrade" && outcome !== "said rolled back" && checksum !== null)
      found.set(String(revision), {
        entry: String(id),
        checksum: String(checksum),
        digest: textOrNull(digest),
      });
    else found.delete(String(revision));
  return found;
}

/** The runs that have brought revisions to where they are: for each the last one, unless that took it back. One query. */
export async function lastRuns(
  asked: Asked,
  table: VersionTable,
): Promise<ReadonlyMap<RevisionId, LogEntry>> {
  const rows = await readJournal(asked, table, FACTS, `WHERE ${THROUGH} ORDER BY ${WHEN}, id`);
  const found = new Map<RevisionId, LogEntry>();
  for (const entry of (rows ?? []).map(entryOf))
    if (isNotUndone(entry.direction, entry.outcome)) continue;
    else if (entry.direction === "downgrade" || entry.outcome === "said rolled back")
      found.delete(entry.revision);
    // Who says so of one that is applied has only looked at its file.
    else if (entry.outcome === "done" || !found.has(entry.revision))
      found.set(entry.revision, entry);
  return found;
}

/** An entry with the text of the file as it was, or null where that is not kept. */
export interface LogEntryWithText extends LogEntry {
  readonly text: string | null;
}

/** These entries with the texts of their files. One query. */
export async function entriesWithTexts(
  asked: Asked,
  table: VersionTable,
  sql: Quotes,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LogEntryWithText>> {
  if (ids.length === 0) return new Map();
  const rows = await readJournal(
    asked,
    table,
    `${FACTS}, source`,
    `WHERE id IN (${listOf(sql, ids)})`,
  );
  return new Map(
    (rows ?? []).map((row) => {
      const source = textOrNull(row["source"]);
      return [String(row["id"]), { ...entryOf(row), text: source && fromAscii(source) }];
    }),
  );
}

const FACTS =
  "id, revision, direction, outcome, started_at, finished_at, milliseconds, host, username, program, checksum, position, error";

const WHEN = "COALESCE(finished_at, started_at)";

/** A person has said that what was taken back by half is there whole: it is as it was applied. */
const isNotUndone = (direction: unknown, outcome: unknown) =>
  direction === "downgrade" && outcome === "said applied";

/** What came to its end, by a run or by what a person has said. */
const THROUGH = "outcome IN ('done', 'said applied', 'said rolled back')";

const listOf = (sql: Quotes, texts: readonly string[]) => texts.map(sql.literal).join(", ");

const textOrNull = (value: unknown) => (value == null ? null : String(value));

/** Also of a journal that somebody has written into by hand. */
function entryOf(row: Record<string, unknown>): LogEntry {
  return {
    id: String(row["id"]),
    revision: String(row["revision"]),
    direction: String(row["direction"]) as Direction,
    outcome: String(row["outcome"]) as Outcome,
    startedAt: String(row["started_at"]),
    finishedAt: textOrNull(row["finished_at"]),
    milliseconds: row["milliseconds"] == null ? null : Number(row["milliseconds"]),
    author: {
      host: String(row["host"]),
      user: String(row["username"]),
      program: String(row["program"]),
    },
    checksum: textOrNull(row["checksum"]),
    position: positionOf(textOrNull(row["position"])),
    error: textOrNull(row["error"]) || null,
  };
}

function positionOf(text: string | null): Position | null {
  try {
    return text === null ? null : (JSON.parse(text) as Position);
  } catch {
    return null; // nobody could go on from there either
  }
}
