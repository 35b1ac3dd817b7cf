import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import { compare } from "../autogenerate/compare.js";
import type { Traits } from "../dialects/dialect.js";
import type { Revision } from "../revisions/revision.js";
import { openEntries } from "../runtime/journal.js";
import { migrate } from "../runtime/migrate.js";
import { loadSteps, type Ready } from "../runtime/steps.js";
import { find, withoutCarried } from "../schema/edit.js";
import { equal } from "../schema/equal.js";
import type { Schema } from "../schema/model.js";
import { ownTables, type Project } from "./open.js";
import { notTakenBack } from "./prove-failure.js";

/** What is known of a revision that was run up, down and up again. */
export interface ProvedRevision {
  readonly revision: Revision;
  /** `not taken back`: it has no downgrade, or one that refuses, and that is said of it. */
  readonly outcome: "proved" | "differs" | "not taken back";
  /** What its downgrade has left otherwise than it was before its upgrade. */
  readonly left: Change;
  /** What its second upgrade has made otherwise than the first. */
  readonly again: Change;
  /** Why it was not taken back, or that its second upgrade fails, in a sentence; null where neither is so. */
  readonly reason: string | null;
  readonly milliseconds: number;
}

/** What turns one state of a database into another: as operations, and in words what none of them says. */
export interface Change {
  readonly operations: readonly Operation[];
  readonly others: readonly string[];
}

const NO_CHANGE: Change = { operations: [], others: [] };

/** Runs steps one after the other. */
export async function upTo(
  project: Project,
  steps: readonly Ready[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const run = await project.run(signal);
  for await (const _ of migrate(run, steps));
}

/** All that is in the database but bookkeeping; other databases of the server are none of its business. */
export async function snapshot(project: Project): Promise<Schema> {
  const { dialect, query, server } = await project.connection("write");
  const { typeormMetadata } = await project.run();
  return dialect.reflect(query, {
    namespaces: dialect.traits.namespacesAreDatabases ? [] : "all",
    except: [...ownTables(server, project.versionTable), typeormMetadata],
  });
}

/** Runs a revision up, down and up again; gives the state after it, or null where nobody knows what state it has left. */
export async function proveStep(
  project: Project,
  step: Ready,
  before: Schema,
  signal: AbortSignal | undefined,
): Promise<{ readonly found: ProvedRevision; readonly after: Schema | null }> {
  const start = performance.now();
  const { dialect } = await project.connection("write");
  const changes = (from: Schema, to: Schema) => changesBetween(from, to, dialect.traits);
  const found = (said: Partial<ProvedRevision>): ProvedRevision => ({
    revision: step.revision,
    outcome: "proved",
    left: NO_CHANGE,
    again: NO_CHANGE,
    reason: null,
    milliseconds: performance.now() - start,
    ...said,
  });
  await upTo(project, [step], signal);
  const first = await snapshot(project);
  const reason = await takeBack(project, step, signal);
  if (reason !== null) {
    if (!(await isHalfDone(project)))
      return { found: found({ outcome: "not taken back", reason }), after: first };
    const half = `Its downgrade refuses when something of it stands already: ${reason}`;
    return { found: found({ outcome: "differs", reason: half }), after: null };
  }
  const left = changes(before, await snapshot(project));
  try {
    await upTo(project, [step], signal);
  } catch (error) {
    // After a clean downgrade the error is all there is to say; after another one it is what comes of that.
    if (isNone(left) || !(error instanceof MigError) || error.code === "MIG403") throw error;
    return {
      found: found({
        outcome: "differs",
        left,
        reason: `Its second upgrade then fails: ${error.message}`,
      }),
      after: null,
    };
  }
  const second = await snapshot(project);
  const again = changes(first, second);
  const outcome = isNone(left) && isNone(again) ? "proved" : "differs";
  return { found: found({ outcome, left, again }), after: second };
}

const isHalfDone = async (project: Project): Promise<boolean> =>
  (await openEntries(await project.link("write"), project.versionTable)).length > 0;

/** Why a revision was not taken back; null where it was. */
async function takeBack(
  project: Project,
  { revision, rowsBefore, rowsAfter }: Ready,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const { downgrade } = await project.loadMigration(revision);
  if (downgrade === undefined) return "It exports no downgrade.";
  const back = {
    direction: "downgrade",
    revision,
    rowsBefore: rowsAfter,
    rowsAfter: rowsBefore,
  } as const;
  const steps = await loadSteps({ steps: [back], rows: rowsBefore }, (one) =>
    project.loadMigration(one),
  );
  try {
    await upTo(project, steps, signal);
    return null;
  } catch (error) {
    const reason = notTakenBack(error);
    if (reason === null) throw error;
    return reason;
  }
}

/** The order of columns does not count: a column that comes back comes last. */
export function changesBetween(from: Schema, to: Schema, traits: Traits): Change {
  const operations = compare(withoutCarried(from), withoutCarried(to), traits);
  return { operations, others: otherTriggers(from, to) };
}

/** Triggers are carried along and not compared otherwise. */
const otherTriggers = (from: Schema, to: Schema): readonly string[] =>
  to.tables.flatMap(({ name, triggers }) => {
    const before = find(from.tables, name)?.triggers;
    return before === undefined || equal(before, triggers) ? [] : `~ the triggers of ${name}`;
  });

const isNone = ({ operations, others }: Change) => operations.length + others.length === 0;
