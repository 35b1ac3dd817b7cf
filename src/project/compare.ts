import { asWritten } from "../autogenerate/as-written.js";
import {
  difference,
  withoutIndexes,
  type Answers,
  type Difference,
} from "../autogenerate/difference.js";
import { hazardsOf } from "../autogenerate/hazards.js";
import { notesOf, refusedFor } from "../autogenerate/unsettled.js";
import { steps, undo, type Step } from "../autogenerate/render.js";
import type { Dialect } from "../dialects/dialect.js";
import { asFound } from "../entities/as-found.js";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import type { Hazard } from "../operations/operation.js";
import type { Graph } from "../revisions/graph.js";
import { planUpgrade } from "../revisions/plan.js";
import type { RevisionId } from "../revisions/revision.js";
import { foldRevisions } from "../runtime/fold.js";
import { EMPTY_SCHEMA, type Schema } from "../schema/model.js";
import { comparedScope, withoutHomes } from "./compared-scope.js";
import { once, type Entities, type Project } from "./open.js";
import { policyOf } from "./policy.js";
import { refuseRefused } from "./refused.js";
import { versions } from "./status.js";

/** What separates the database from the entities, with what each change puts at risk. */
export interface Comparison extends Omit<Difference, "unsettled"> {
  /** What could not be had from the database, and what was done instead. */
  readonly notes: readonly string[];
  /** What takes the operations back. */
  readonly undo: readonly Operation[];
  /** Of the operations, and of those that take them back. */
  readonly hazards: ReadonlyMap<Operation, readonly Hazard[]>;
  /** Both as they stand in a file. */
  readonly upgrade: readonly Step[];
  readonly downgrade: readonly Step[];
}

/** Compares the database with the entities. Writes nothing anywhere. */
export async function check(project: Project, answers: Answers = {}): Promise<Comparison> {
  const graph = await project.graph();
  const { dialect, query, title } = await project.connection("read");
  const rows = await versions(project, graph);
  refuseUnlessAtHead(graph, rows, title);
  const entities = await project.entities();
  const { written, places, untouchedIndexes } = entities;
  const owned = once(async () => dialect.normalize(await madeByRevisions(project, graph)));
  const scope = await comparedScope(dialect, places, owned);
  const read = dialect.normalize(await dialect.reflect(query, scope));
  const found = withoutIndexes(read, untouchedIndexes);
  const wanted = asFound(written, found, dialect);
  const actual = withoutHomes(found, wanted, places);
  return compared(project, entities, { actual, wanted, owned, answers });
}

/** What makes everything the entities ask for out of nothing. */
export async function baseline(project: Project): Promise<Comparison> {
  const { dialect } = await project.connection("read");
  const empty = dialect.normalize(EMPTY_SCHEMA);
  const entities = await project.entities();
  return compared(project, entities, {
    actual: empty,
    wanted: asFound(entities.written, empty, dialect),
    owned: async () => empty,
    answers: {},
  });
}

/** What the entities ask for, and what that is compared with. */
interface Compared {
  readonly actual: Schema;
  readonly wanted: Schema;
  /** What of it the project's revisions have made. */
  readonly owned: () => Promise<Schema>;
  readonly answers: Answers;
}

/** The difference between a schema and the entities, unless the database refuses what one of these says. */
async function compared(
  project: Project,
  { written, origins }: Entities,
  { actual, wanted, owned, answers }: Compared,
): Promise<Comparison> {
  const connection = await project.connection("read");
  const policy = policyOf(project.settings);
  const { unsettled, ...found } = await difference(
    connection,
    actual,
    wanted,
    owned,
    answers,
    policy,
  );
  refuseRefused(refusedFor(unsettled, actual, wanted), origins(), connection);
  const operations = asWritten(found.operations, written, wanted);
  return comparison({ ...found, operations }, notesOf(unsettled), connection.dialect);
}

function comparison(
  found: Omit<Difference, "unsettled">,
  notes: readonly string[],
  { traits, grammar }: Dialect,
): Comparison {
  const { operations } = found;
  const back = undo(operations);
  const hazards = new Map([...hazardsOf(operations, traits), ...hazardsOf(back, traits)]);
  return {
    ...found,
    notes,
    undo: back,
    hazards,
    upgrade: steps(operations, hazards, grammar),
    downgrade: steps(back, hazards, grammar),
  };
}

/** What the project's revisions make of an empty database. */
const madeByRevisions = (project: Project, graph: Graph): Promise<Schema> =>
  foldRevisions(
    planUpgrade(graph, [], "heads").steps.map(({ revision }) => revision),
    (revision) => project.loadMigration(revision),
  );

function refuseUnlessAtHead(graph: Graph, rows: readonly RevisionId[], title: string): void {
  const behind = planUpgrade(graph, rows, "heads").steps;
  if (behind.length === 0) return;
  throw new MigError(
    "MIG201",
    `${title} is at ${rows.join(", ") || "base"}, ${behind.length} revision(s) behind head.`,
    "Run `mig upgrade head` first: what it would change is not a difference from the entities.",
  );
}
