import { applyAll, type Operation } from "../operations/index.js";
import type { Naming } from "../operations/naming.js";
import type { Revision } from "../revisions/revision.js";
import { EMPTY_SCHEMA, type Schema } from "../schema/model.js";
import { runMigration } from "./op.js";
import { recording } from "./sinks.js";
import type { MigrationModule } from "./steps.js";

/** What revisions make of an empty database. */
export interface Folded {
  readonly schema: Schema;
  /** The operations that have made it, in the order in which they ran. */
  readonly operations: readonly Operation[];
  readonly stopped: readonly Stopped[];
}

/** A revision that could not be followed to its end, with what it threw. */
export interface Stopped {
  readonly revision: Revision;
  readonly error: unknown;
}

/**
 * What revisions make of an empty database, found by running them against a list: nothing is connected. Given
 * in an order in which they can be applied, and what becomes of an operation before it counts. What is made by statements in
 * the database's own words is missing.
 */
export async function foldRevisions(
  revisions: readonly Revision[],
  load: (revision: Revision) => Promise<MigrationModule>,
  kept: (op: Operation) => Operation = (op) => op,
  naming?: Naming,
): Promise<Folded> {
  let schema = EMPTY_SCHEMA;
  const operations: Operation[] = [];
  const stopped: Stopped[] = [];
  for (const revision of revisions) {
    const { upgrade } = await load(revision);
    const sink = recording();
    try {
      if (upgrade) await runMigration(upgrade, sink, naming);
    } catch (error) {
      // A migration that needs rows to go on stops here; what it did before counts.
      stopped.push({ revision, error });
    }
    const ops = sink.operations.map(kept);
    schema = applyAll(ops, schema);
    operations.push(...ops);
  }
  return { schema, operations, stopped };
}
