import type { Dialect } from "../dialects/dialect.js";
import type { Line, Part, Scripting } from "../dialects/scripting.js";
import type { Session } from "../dialects/session.js";
import { apply, runsOutsideTransaction } from "../operations/index.js";
import type { Naming } from "../operations/naming.js";
import type { RevisionId } from "../revisions/revision.js";
import { isComputed, type Schema, type TableName } from "../schema/model.js";
import { find } from "../schema/edit.js";
import type { Locate } from "./call.js";
import { failedToWrite } from "./failure.js";
import { entryOf, insertion, journalStatements, stampEntries, type Author } from "./journal.js";
import { runMigration } from "./op.js";
import { writing, type Known } from "./sinks.js";
import type { Ready } from "./steps.js";
import { typeormBookkeeping, type Records } from "./typeorm-metadata.js";
import { versionMoves, versionTableStatements, type VersionTable } from "./version-table.js";

/** What a script is written with. */
export interface ScriptMeans {
  readonly dialect: Dialect & Session;
  readonly scripting: Scripting;
  readonly versionTable: VersionTable;
  /** The name of TypeORM's own table. */
  readonly typeormMetadata: TableName;
  readonly author: Author;
  /** The names of what a migration gives none. */
  readonly naming?: Naming;
  readonly locate?: Locate;
  /** Whether TypeORM's table is there, where a database was asked; otherwise it is where revisions have made rows for it. */
  readonly hasRecords?: boolean;
}

/** What is known of the database that a script is for. */
export interface Beginning extends Known {
  /** The schema in the words of the revisions, which TypeORM's table has. */
  readonly written: Schema;
}

/**
 * A script that does what running these steps does, in pieces: for a database that is as known, and has the rows of the first
 * step. Throws MIG410 for what needs a database.
 */
export async function* scriptOf(
  means: ScriptMeans,
  beginning: Beginning,
  steps: readonly Ready[],
): AsyncGenerator<string> {
  const { dialect, scripting, versionTable, typeormMetadata, author } = means;
  let work: Part[] = [];
  let isOutside = false;
  const put = (lines: readonly Line[], isApart: boolean) => {
    const last = work.at(-1);
    if (last?.isOutside === isApart)
      work.splice(-1, 1, { ...last, lines: [...last.lines, ...lines] });
    else work.push({ isOutside: isApart, lines });
  };
  const bookkeeping = typeormBookkeeping(dialect, typeormMetadata);
  const records = recordsOf(beginning.written, means.hasRecords, (lines) => put(lines, isOutside));
  const sink = writing(dialect, beginning, {
    async write(ops, lines) {
      put(lines, isOutside || ops.some(runsOutsideTransaction));
      for (const op of ops) {
        records.go(op);
        await bookkeeping(op, records);
      }
    },
    async outside(block) {
      const before = isOutside;
      isOutside = true;
      const result = await block();
      isOutside = before;
      return result;
    },
  });
  for (const step of steps) {
    work = [];
    isOutside = !step.isTransactional;
    try {
      await runMigration(step.migration, sink, means.naming);
    } catch (error) {
      throw failedToWrite(step, error, means.locate);
    }
    const { direction, revision, rowsBefore, rowsAfter } = step;
    const [from, to] = [rowsBefore, rowsAfter].map((rows) => rows.join(", ") || "base");
    const rows = [
      ...versionMoves(dialect, versionTable, rowsBefore, rowsAfter),
      insertion(dialect, versionTable, entryOf(step), { author, outcome: "done", error: "" }),
    ];
    yield [
      comment(`${direction} of ${revision.id}: ${from} -> ${to}`),
      ...(revision.message === "" ? [] : [comment(revision.message)]),
      ...scripting.revision(work, rows).map((line) => scripting.ended(line)),
      "",
    ].join("\n");
  }
}

/** What brings the rows of the version table from one state to another. */
export function stampScript(
  { dialect, scripting, versionTable, author }: ScriptMeans,
  from: readonly RevisionId[],
  to: readonly RevisionId[],
): string {
  const moves = [
    ...versionMoves(dialect, versionTable, from, to),
    ...stampEntries(dialect, versionTable, author, from, to),
  ];
  return [...scripting.revision([], moves).map((line) => scripting.ended(line)), ""].join("\n");
}

/** What makes the version table and the journal where they are not there. */
export async function versionTableScript({
  dialect,
  scripting,
  versionTable,
}: ScriptMeans): Promise<string> {
  const journal = await journalStatements(dialect, versionTable);
  const statements = await versionTableStatements(dialect, versionTable, journal);
  return [...statements.map((line) => scripting.ended(line)), ""].join("\n");
}

/** The first lines of a script: what it does, for which server, and what its client has to know. */
export const scriptHead = ({ dialect: { server }, scripting }: ScriptMeans, what: string): string =>
  [
    comment(what),
    comment(`Written for ${server.flavor} ${server.version.join(".")}: ${scripting.usage}`),
    ...scripting.opening,
    "",
  ].join("\n");

const comment = (text: string) => `-- ${text.replaceAll(/\s+/g, " ")}`;

/** TypeORM's table as it will be: what the schema computes has its rows. */
function recordsOf(
  schema: Schema,
  isThere: boolean | undefined,
  write: (lines: readonly Line[]) => void,
): Records & { go(op: Parameters<typeof apply>[0]): void } {
  let [before, after] = [schema, schema];
  const hasRows = ({ tables, views }: Schema) =>
    views.length > 0 || tables.some(({ columns }) => columns.some(isComputed));
  return {
    go(op) {
      [before, after] = [after, apply(op, after)];
    },
    exists: async () => isThere ?? hasRows(before),
    isEmpty: async () => !hasRows(after),
    expressions: async (of) =>
      (find(before.tables, of)?.columns ?? []).flatMap(({ name, expression }) =>
        expression === null ? [] : { column: name, text: expression },
      ),
    run: async (lines) => write(lines),
  };
}
