import { applyAll } from "../operations/index.js";
import type { Revision } from "../revisions/revision.js";
import { EMPTY_SCHEMA, type Schema } from "../schema/model.js";
import { runMigration } from "./op.js";
import { recording } from "./sinks.js";
import type { MigrationModule } from "./steps.js";

/** What revisions make of an empty database. */
export interface Folded {
  readonly schema: Schema;
  readonly stopped: readonly Stopped[];
}

/** A revision that could not be followed to its end, with what it threw. */
export interface Stopped {
  readonly revision: Revision;
  readonly error: unknown;
}

/**
 * What revisions make of an empty database, found by running them against a list: nothing is connected. Given
 * in an order in which they can be applied. What is made by statements in the database's own words is missing.
 */
export async function foldRevisions(
  revisions: readonly Revision[],
  load: (revision: Revision) => Promise<MigrationModule>,
): Promise<Folded> {
  let schema = EMPTY_SCHEMA;
  const stopped: Stopped[] = [];
  for (const revision of revisions) {
    const { upgrade } = await load(revision);
    const sink = recording();
    try {
      if (upgrade) await runMigration(upgrade, sink);
    } catch (error) {
      // A migration that needs rows to go on stops here; what it did before counts.
      stopped.push({ revision, error });
    }
    schema = applyAll(sink.operations, schema);
  }
  return { schema, stopped };
}
