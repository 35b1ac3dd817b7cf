import type { Supposed } from "../dialects/scratch.js";
import { MigError } from "../errors.js";
import { isOpaque } from "../operations/index.js";
import type { Graph } from "../revisions/graph.js";
import { planStamp, planUpgrade, type Step } from "../revisions/plan.js";
import type { RevisionId } from "../revisions/revision.js";
import { foldRevisions } from "../runtime/fold.js";
import { loadSteps } from "../runtime/steps.js";
import { qualifier } from "../schema/name.js";
import { keptFile } from "./checksum.js";
import { check, type CheckRequest, type Comparison } from "./compare.js";
import type { Project } from "./open.js";
import { inScratch, interrupted } from "./prove-failure.js";
import { proveStep, snapshot, upTo, type ProvedRevision } from "./prove-step.js";
import { withScratch, type Scratch } from "./scratch.js";
import { versions } from "./status.js";
import { existingGraph } from "./version-locations.js";

/** What is proved, and where. */
export interface ProofRequest extends Pick<CheckRequest, "fromDatabase"> {
  /** How far up; to the heads if left out. */
  readonly target?: string | undefined;
  /** From where on; from where the database is if left out, and only then the database is asked. */
  readonly from?: string | undefined;
  /** An empty database to use, instead of one that is made beside that of the project. */
  readonly scratchUrl?: string | undefined;
  /** Stops the run. The scratch database is dropped all the same. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each revision once it is known of it, and of what is done otherwise. */
  readonly told?: ((news: ProofNews) => void) | undefined;
}

/** What comes out while a proof runs. */
export type ProofNews =
  | { readonly kind: "reaching"; readonly count: number; readonly title: string }
  | { readonly kind: "revision"; readonly revision: ProvedRevision }
  | { readonly kind: "comparing" };

/** What came of it. */
export interface Proof {
  /** Whether there is nothing to say against it; that a revision cannot be taken back is not against it. */
  readonly isProved: boolean;
  /** The scratch database, for people. */
  readonly database: string;
  /** The rows of the version table before the first revision that is proved, and after the last. */
  readonly from: readonly RevisionId[];
  readonly to: readonly RevisionId[];
  readonly revisions: readonly ProvedRevision[];
  /** The revisions that could not be come to, as one before them leaves a state that nobody knows. */
  readonly unproved: readonly RevisionId[];
  /** What separates the entities from what the revisions make; null where that was not asked. */
  readonly entities: Comparison | null;
  /** What there is to know besides. */
  readonly notes: readonly string[];
}

/** Whether there is nothing to say against it: with `strict` also nothing that cannot be taken back. */
export const isProved = (
  { revisions, unproved, entities }: Omit<Proof, "isProved">,
  { strict = false }: { readonly strict?: boolean } = {},
): boolean =>
  unproved.length === 0 &&
  (entities === null || entities.operations.length === 0) &&
  revisions.every(
    ({ outcome }) => outcome === "proved" || (outcome === "not taken back" && !strict),
  );

/**
 * Runs revisions on a scratch database: each up, down and up again. Says what a downgrade leaves otherwise than it was, what a second
 * upgrade makes otherwise than the first, and what separates the end from the entities. The database of the project is read at most.
 */
export async function prove(project: Project, request: ProofRequest = {}): Promise<Proof> {
  const graph = await existingGraph(project);
  return proveIn(project, graph, request);
}

/** The same, in a history that may have more than the files of the project. */
export async function proveIn(
  project: Project,
  graph: Graph,
  {
    target = "heads",
    from,
    scratchUrl: url,
    signal,
    told,
    fromDatabase,
    ...given
  }: ProofRequest & {
    readonly rows?: readonly RevisionId[] | undefined;
  },
): Promise<Proof> {
  const rows =
    given.rows ??
    (from === undefined ? await versions(project, graph) : planStamp(graph, [], [from]).rows);
  const plan = planUpgrade(graph, rows, target);
  const before = wayTo(graph, rows);
  const load = loadedBy(project);
  const known = await load(before);
  const steps = await load(plan.steps);
  const isAtHeads = planUpgrade(graph, plan.rows, "heads").steps.length === 0;
  const notes: string[] = [];
  const supposed = async (has: Supposed) => {
    const make = await notMade(project, [...before, ...plan.steps], has);
    const names = [
      ...make.schemas.map((name) => `the schema ${name}`),
      ...make.extensions.map(({ name }) => `the extension ${name}`),
    ];
    if (names.length > 0)
      notes.push(
        `The scratch database was given ${names.join(", ")}: the real one has that, and no revision makes it.`,
      );
    return make;
  };
  if (!isAtHeads)
    notes.push(
      `The entities were not compared: they ask for what the heads make, and ${target} is not all of them.`,
    );

  async function work(scratch: Scratch): Promise<Proof> {
    notes.push(...scratch.notes);
    const own = { ...scratch.project, graph: async () => graph };
    if (isAtHeads && fromDatabase === undefined) await refuseOtherDatabases(own);
    told?.({ kind: "reaching", count: known.length, title: scratch.title });
    await upTo(own, known, signal);
    const revisions: ProvedRevision[] = [];
    let now = await snapshot(own);
    let isLost = false;
    for (const step of steps) {
      if (signal?.aborted) throw interrupted();
      const { found, after } = await proveStep(own, step, now, signal);
      revisions.push(found);
      told?.({ kind: "revision", revision: found });
      if (after === null) {
        isLost = true;
        break;
      }
      now = after;
    }
    if (signal?.aborted) throw interrupted();
    if (isAtHeads && !isLost) told?.({ kind: "comparing" });
    const found = {
      database: scratch.title,
      from: rows,
      to: plan.rows,
      revisions,
      unproved: steps.slice(revisions.length).map(({ revision }) => revision.id),
      entities: isAtHeads && !isLost ? await check(own, { fromDatabase }) : null,
      notes,
    };
    return { ...found, isProved: isProved(found) };
  }

  try {
    // What is given as a place to begin at is not asked of the database, and neither is what that has.
    return await withScratch(
      project,
      { url, supposed: from === undefined || url === undefined ? supposed : undefined },
      work,
    );
  } catch (error) {
    throw inScratch(error);
  }
}

const loadedBy = (project: Project) => (steps: readonly Step[]) =>
  loadSteps({ steps, rows: [] }, (revision) => project.loadMigration(revision), keptFile);

/** The steps from base to these rows. */
function wayTo(graph: Graph, rows: readonly RevisionId[]): readonly Step[] {
  let at: readonly RevisionId[] = [];
  return rows.flatMap((row) => {
    const { steps, rows: reached } = planUpgrade(graph, at, row);
    at = reached;
    return steps;
  });
}

/** Of what the database has, what the entities and revisions may count on and no revision makes. */
async function notMade(project: Project, steps: readonly Step[], has: Supposed): Promise<Supposed> {
  const others = has.schemas.filter((name) => name !== "public");
  if (others.length + has.extensions.length === 0) return { ...has, schemas: [], extensions: [] };
  const { server } = await project.link("read");
  const { operations } = await foldRevisions(
    steps.map(({ revision }) => revision),
    (revision) => project.loadMigration(revision),
    undefined,
    await project.naming(server.flavor),
  );
  const texts = operations.filter(isOpaque).map((op) => JSON.stringify(op).toLowerCase());
  const isMade = (kind: "createSchema" | "createExtension", name: string) =>
    operations.some((op) => op.kind === kind && op.name === name) ||
    texts.some(
      (text) => /create\s+(?:schema|extension)/.test(text) && text.includes(name.toLowerCase()),
    );
  const { places } = others.length > 0 ? await project.entities() : NO_PLACES;
  const named = new Set([
    ...has.searched,
    ...places.namespaces,
    ...operations.flatMap((op) =>
      "table" in op && typeof op.table === "string" ? (qualifier(op.table) ?? []) : [],
    ),
  ]);
  return {
    ...has,
    schemas: others.filter((name) => named.has(name) && !isMade("createSchema", name)),
    extensions: has.extensions.filter(({ name }) => !isMade("createExtension", name)),
  };
}

const NO_PLACES = { places: { namespaces: [] as readonly string[] } };

/** On a server that has databases for schemas an entity may name another one, which is a real one. */
async function refuseOtherDatabases(project: Project): Promise<void> {
  const { dialect } = await project.connection("write");
  if (!dialect.traits.namespacesAreDatabases) return;
  const { places } = await project.entities();
  const [first] = places.namespaces;
  if (first === undefined) return;
  throw new MigError(
    "MIG528",
    `An entity says that it is in the database ${first}, which is not the scratch database.`,
    "Leave `database` out at entities of the data source's own database, and give those of another one a data source and a configuration of their own. Nothing has run.",
  );
}
