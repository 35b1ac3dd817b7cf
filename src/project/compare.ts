import { dirname } from "node:path";
import {
  difference,
  withoutIndexes,
  type Answers,
  type Difference,
  type Unknown,
} from "../autogenerate/difference.js";
import { hazardsOf } from "../autogenerate/hazards.js";
import { unseenNotes } from "../autogenerate/unseen.js";
import { notesOf, refusedFor } from "../autogenerate/unsettled.js";
import { steps, undo, unmentioned, type Step } from "../autogenerate/render.js";
import { withoutUsualCollations } from "../autogenerate/usual-collation.js";
import type { Dialect, Scope, Unseen } from "../dialects/dialect.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import type { Hazard } from "../operations/operation.js";
import { heads, type Graph } from "../revisions/graph.js";
import { planUpgrade } from "../revisions/plan.js";
import type { RevisionId } from "../revisions/revision.js";
import { foldRevisions, type Folded, type Stopped } from "../runtime/fold.js";
import { withoutCarried } from "../schema/edit.js";
import { EMPTY_SCHEMA, type Schema } from "../schema/model.js";
import { counted } from "../wording.js";
import type { DataSourceSetting } from "./config.js";
import {
  comparedScope,
  readsAll,
  withoutHomes,
  withoutTables,
  withoutUnknown,
} from "./compared-scope.js";
import type { Connection } from "./connect.js";
import { explain } from "./load.js";
import { once } from "./once.js";
import type { Project, Target } from "./open.js";
import { policyOf } from "./policy.js";
import { refuseRefused } from "./refused.js";
import { versions } from "./status.js";

/** What separates the database from the target, with what each change puts at risk. */
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

/** What to compare with, and what a person has said of renames. */
export interface CheckRequest extends Answers {
  /** Another database instead of the entities: a file that exports its data source, or the data source. */
  readonly fromDatabase?: DataSourceSetting | undefined;
}

/** Compares the database with the entities, or with another database. Writes nothing anywhere. */
export async function check(project: Project, request: CheckRequest = {}): Promise<Comparison> {
  const graph = await project.graph();
  const { dialect, query, title } = await project.connection("read");
  const rows = await versions(project, graph);
  refuseUnlessAtHead(graph, rows, title);
  const asking = telling(query, `Reading the catalog of the ${title}`);
  // Where all of it is read anyway, that need not wait for the entities, which take as long to load.
  const early = readsAll(dialect) ? dialect.reflect(asking, EVERYTHING) : undefined;
  const target = await besides(early, targetOf(project, request));
  const { places, untouchedIndexes } = target;
  const made = once(() => madeByRevisions(project, graph));
  const owned = once(async () => dialect.normalize((await made()).schema));
  const scope = await comparedScope(dialect, places, owned);
  const all = (await early) ?? (await dialect.reflect(asking, scope));
  const found = withoutIndexes(withoutCarried(withoutTables(all, scope.except)), untouchedIndexes);
  const wanted = target.wanted(found);
  const actual = withoutHomes(found, wanted, places);
  const unseen = await dialect.unseen(asking, actual, wanted);
  const comparison = await compared(project, target, {
    ...{ actual, wanted, owned, unseen, isEmpty: false },
    answers: request,
  });
  // What the revisions have made matters only to what is left alone.
  if (comparison.unknown.length === 0) return comparison;
  const { stopped } = await made();
  return { ...comparison, notes: [...comparison.notes, ...stopped.map(stoppedNote)] };
}

const EVERYTHING: Scope = { namespaces: "all", except: [] };

/** The result of the second work, once the first has come to its end as well if the second fails. */
async function besides<T>(first: Promise<unknown> | undefined, second: Promise<T>): Promise<T> {
  const ended = first?.catch(() => undefined); // whoever waits for it learns of the error
  try {
    return await second;
  } catch (error) {
    await ended;
    throw error;
  }
}

/** What a baseline is to make. */
export interface BaselineRequest extends CheckRequest {
  /** What it is to do without. */
  readonly without?: readonly Unknown[] | undefined;
}

/** What makes everything the entities ask for, or another database has, out of nothing. */
export async function baseline(
  project: Project,
  request: BaselineRequest = {},
): Promise<Comparison> {
  const { dialect } = await project.connection("read");
  const empty = dialect.normalize(EMPTY_SCHEMA);
  const target = await targetOf(project, request);
  return compared(project, target, {
    actual: empty,
    wanted: withoutUnknown(target.wanted(empty), request.without ?? []),
    owned: async () => empty,
    unseen: [],
    isEmpty: true,
    answers: {},
  });
}

async function targetOf(project: Project, { fromDatabase }: CheckRequest): Promise<Target> {
  if (fromDatabase === undefined) return project.entities();
  const { databaseTarget } = await import("./other-database.js");
  return databaseTarget(project, fromDatabase);
}

/** What the target is, and what that is compared with. */
interface Compared {
  readonly actual: Schema;
  readonly wanted: Schema;
  /** What of it the project's revisions have made. */
  readonly owned: () => Promise<Schema>;
  /** What the database does not show this user. */
  readonly unseen: readonly Unseen[];
  /** Whether nothing was asked of the database, as an empty one is meant. */
  readonly isEmpty: boolean;
  readonly answers: Answers;
}

/** The difference between a schema and the target, unless the database refuses what that says. */
async function compared(
  project: Project,
  { title, spelt, completed, notCompared, origins }: Target,
  { actual, wanted, owned, unseen, isEmpty, answers }: Compared,
): Promise<Comparison> {
  const connection = await project.connection("read");
  const policy = policyOf(project.settings);
  const query = telling(connection.query, `Asking the ${connection.title} for its spellings`);
  const others = await foundByComparators(project, connection, { actual, wanted, isEmpty });
  const { unsettled, ...found } = await difference(
    { ...connection, query, unseen, completed, others },
    actual,
    wanted,
    owned,
    answers,
    policy,
  );
  refuseRefused(refusedFor(unsettled, actual, wanted), { title, origins: origins() }, connection);
  const notes = [...unseenNotes(unseen), ...notesOf(unsettled), ...notCompared(actual, wanted)];
  const said = withoutUsualCollations(found.operations, connection.server);
  const operations = spelt(said, wanted);
  return comparison({ ...found, notes }, operations, undo(operations), connection.dialect);
}

/** What the comparators of the configuration find; few have any. */
async function foundByComparators(
  { settings }: Project,
  connection: Connection,
  schemas: Pick<Compared, "actual" | "wanted" | "isEmpty">,
): Promise<readonly Operation[]> {
  if (settings.comparators.length === 0) return [];
  const { comparatorOperations } = await import("./comparators.js");
  return comparatorOperations(settings, connection, schemas);
}

/**
 * What was found, with these operations to be written and those that take them back. Where no dialect is known, nothing is
 * said of what they put at risk.
 */
export function comparison(
  found: Pick<Comparison, "unknown" | "undecided" | "notes">,
  operations: readonly Operation[],
  back: readonly Operation[],
  dialect: Dialect | null,
): Comparison {
  const hazards = new Map(
    dialect && [...hazardsOf(operations, dialect.traits), ...hazardsOf(back, dialect.traits)],
  );
  const { unknown, undecided, notes } = found;
  const grammar = dialect?.grammar ?? null;
  return {
    ...{ unknown, undecided, notes, hazards, operations },
    undo: back,
    upgrade: steps(operations, hazards, grammar, unmentioned(operations, back)),
    downgrade: steps(back, hazards, grammar),
  };
}

const stoppedNote = ({ revision: { id, path }, error }: Stopped) =>
  `What revision ${id} makes is known only up to where it stops without a database: ${explain(error, dirname(path))}.`;

/** What the project's revisions make of an empty database. */
async function madeByRevisions(project: Project, graph: Graph): Promise<Folded> {
  const { server } = await project.link("read");
  return foldRevisions(
    planUpgrade(graph, [], "heads").steps.map(({ revision }) => revision),
    (revision) => project.loadMigration(revision),
    undefined,
    await project.naming(server.flavor),
  );
}

function refuseUnlessAtHead(graph: Graph, rows: readonly RevisionId[], title: string): void {
  const behind = planUpgrade(graph, rows, "heads").steps;
  if (behind.length === 0) return;
  const [head, word] = heads(graph).length > 1 ? ["the heads", "heads"] : ["head", "head"];
  throw new MigError(
    "MIG201",
    `${title} is at ${rows.join(", ") || "base"}, ${counted(behind.length, "revision")} behind ${head}.`,
    `Run \`mig upgrade ${word}\` first: what it would change is not a difference. A revision that ran nowhere yet can be written anew: remove its file.`,
  );
}
