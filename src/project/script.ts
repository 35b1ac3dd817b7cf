import { resolve } from "node:path";
import type { Server } from "../dialects/dialect.js";
import { dialectFor, scriptingFor, sourceType } from "../dialects/index.js";
import { withKeptTables } from "../dialects/kept-tables.js";
import { writeWhole } from "../autogenerate/write-whole.js";
import { MigError } from "../errors.js";
import { refuseOther } from "../runtime/half-done.js";
import { openEntries } from "../runtime/journal.js";
import { isOpaque } from "../operations/index.js";
import { needsOf, type Graph } from "../revisions/graph.js";
import { history as historyOf } from "../revisions/history.js";
import { isCurrent, parseRange } from "../revisions/identifier.js";
import { ancestors } from "../revisions/lineage.js";
import { oldestFirst } from "../revisions/order.js";
import { planDowngrade, planStamp, planUpgrade, type Plan } from "../revisions/plan.js";
import { resolve as resolveIn } from "../revisions/resolve.js";
import type { RevisionId } from "../revisions/revision.js";
import { foldRevisions } from "../runtime/fold.js";
import {
  scriptHead,
  scriptOf,
  stampScript,
  versionTableScript,
  type Beginning,
  type ScriptMeans,
} from "../runtime/script.js";
import { loadSteps } from "../runtime/steps.js";
import { EMPTY_SCHEMA } from "../schema/model.js";
import { author } from "./author.js";
import { keptByScript } from "./checksum.js";
import { whereCalled } from "./load.js";
import { noSchemas, ownTables, typeormTable, type Project } from "./open.js";
import { versions } from "./status.js";
import { existingGraph } from "./version-locations.js";

/** How a script is written. */
export interface ScriptOptions {
  /** Ask the database where it is and what it has, and change nothing; otherwise nothing is connected. */
  readonly dryRun?: boolean | undefined;
}

/**
 * What `upgrade` or `downgrade` would run, as an SQL script in pieces of whole lines. Without a connection a range says from where
 * (`27c6:head`); an upgrade to a target alone begins at base.
 */
export function script(
  project: Project,
  direction: "upgrade" | "downgrade",
  target: string,
  { dryRun: isDry = false }: ScriptOptions = {},
): AsyncGenerator<string> {
  if (isDry) return dryRun(project, direction, target);
  return (direction === "upgrade" ? upgradeScript : downgradeScript)(project, target);
}

/**
 * The SQL script of an upgrade, in pieces: to a target, or from one revision to another (`27c6:head`). Without a range it starts at base.
 * Nothing is connected.
 */
export async function* upgradeScript(project: Project, typed = "head"): AsyncGenerator<string> {
  const graph = await existingGraph(project);
  const { from, target } = ends(graph, typed, "head");
  const plan = planUpgrade(graph, from, target);
  yield* headed(project, graph, from, plan, `upgrade from ${place(from)} to ${place(plan.rows)}`);
}

/** The SQL script of a downgrade from one revision to another (`head:27c6`). Nothing is connected. */
export async function* downgradeScript(project: Project, typed: string): AsyncGenerator<string> {
  const graph = await existingGraph(project);
  if (!typed.includes(":"))
    throw new MigError(
      "MIG113",
      `${typed} does not say where the database is, and a script does not ask it.`,
      `Say both: \`mig downgrade head:${typed} --sql\`. To ask the database, use --dry-run.`,
    );
  const { from, target } = ends(graph, typed, "base");
  const plan = planDowngrade(graph, from, target);
  yield* headed(project, graph, from, plan, `downgrade from ${place(from)} to ${place(plan.rows)}`);
}

/** The SQL script of a stamp: from base, or from where a range begins (`27c6:head`). Nothing is connected. */
export async function* stampScriptOf(
  project: Project,
  targets: readonly string[],
): AsyncGenerator<string> {
  const graph = await existingGraph(project);
  const given = targets.map((typed) => ends(graph, typed, "head"));
  const froms = new Set(given.map(({ from }) => from.join(" ")));
  if (froms.size > 1)
    throw new MigError(
      "MIG113",
      `${targets.join(" ")} begin at ${froms.size} places.`,
      "Name one place where the database is: `mig stamp 27c6:1da9 27c6:shop --sql`.",
    );
  const from = given[0]?.from ?? [];
  const { rows } = planStamp(
    graph,
    from,
    given.map(({ target }) => target),
  );
  const means = await meansOf(project);
  yield scriptHead(means, `stamp from ${place(from)} to ${place(rows)}`);
  if (from.length === 0) yield await versionTableScript(means);
  yield stampScript(means, from, rows);
}

/** The SQL of one revision, from those it follows and depends on. Nothing is connected. */
export async function* showScript(project: Project, typed: string): AsyncGenerator<string> {
  const graph = await existingGraph(project);
  const found = typed.includes(":") ? historyOf(graph, typed) : resolveIn(graph, typed);
  for (const { id } of found.toReversed()) {
    const needs = needsOf(graph, id);
    const from = needs.length === 0 ? [] : planStamp(graph, [], needs).rows;
    yield* headed(project, graph, from, planUpgrade(graph, from, id), `upgrade to ${id}`);
  }
}

/** The SQL script that makes the version table where it is not there. Nothing is connected. */
export async function* ensureVersionScript(project: Project): AsyncGenerator<string> {
  const means = await meansOf(project);
  yield scriptHead(means, "the version table");
  yield await versionTableScript(means);
}

/** What `upgrade` or `downgrade` would run on this database now, as a script. The database is read, and nothing is changed. */
export async function* dryRun(
  project: Project,
  direction: "upgrade" | "downgrade",
  target: string,
): AsyncGenerator<string> {
  const graph = await existingGraph(project);
  const rows = await versions(project, graph);
  // What is left of it only a run finds out.
  refuseOther(await openEntries(await project.link("read"), project.versionTable), undefined);
  const plan = (direction === "upgrade" ? planUpgrade : planDowngrade)(graph, rows, target);
  if (plan.steps.length === 0) return;
  const { server, dialect, query } = await project.connection("read");
  const scope = { namespaces: "all", except: ownTables(server, project.versionTable) } as const;
  const schema = await dialect.reflect(query, scope);
  const offline = await meansOf(project, server);
  const hasRecords = await dialect.tableExists(query, offline.typeormMetadata);
  const means = { ...offline, hasRecords };
  yield scriptHead(means, `${direction} from ${place(rows)} to ${place(plan.rows)}`);
  if (rows.length === 0) yield await versionTableScript(means);
  yield* written(project, means, { schema, written: schema, executed: [] }, plan);
}

/** Writes the pieces into a file, which is there whole or not at all, and never instead of another. */
export async function writeScript(path: string, pieces: AsyncIterable<string>): Promise<void> {
  let text = "";
  for await (const piece of pieces) text += (text === "" ? "" : "\n") + piece;
  await writeWhole(resolve(path), text);
}

async function* headed(
  project: Project,
  graph: Graph,
  from: readonly RevisionId[],
  plan: Plan,
  what: string,
): AsyncGenerator<string> {
  const means = await meansOf(project);
  yield scriptHead(means, what);
  if (from.length === 0) yield await versionTableScript(means);
  yield* written(project, means, await folded(project, means, graph, from), plan);
}

async function* written(
  project: Project,
  means: ScriptMeans,
  beginning: Beginning,
  plan: Plan,
): AsyncGenerator<string> {
  const steps = await loadSteps(plan, (revision) => project.loadMigration(revision), keptByScript);
  yield* scriptOf(means, beginning, steps);
}

/** What the revisions up to these rows have made. Refuses (MIG410) where one of them cannot be followed without a database. */
async function folded(
  project: Project,
  { dialect }: ScriptMeans,
  graph: Graph,
  rows: readonly RevisionId[],
): Promise<Beginning> {
  const { schema, operations, stopped } = await foldRevisions(
    oldestFirst(graph, ancestors(graph, rows)),
    (revision) => project.loadMigration(revision),
    (op) => withKeptTables(op, (name) => dialect.keptTable(name)),
    await project.naming(dialect.server.flavor),
  );
  const [first] = stopped;
  if (first)
    throw new MigError(
      "MIG410",
      `What ${first.revision.id} makes of the schema cannot be told without a database: ${first.error instanceof Error ? first.error.message : String(first.error)}`,
      "Use --dry-run, which asks the database.",
      { cause: first.error },
    );
  return {
    written: schema,
    schema: dialect.normalize(schema),
    executed: operations
      .filter(isOpaque)
      .flatMap((op) => dialect.compile([op], EMPTY_SCHEMA))
      .filter((line) => typeof line === "string"),
  };
}

async function meansOf(project: Project, known?: Server): Promise<ScriptMeans> {
  const options = await project.options();
  const { database } = options;
  const server =
    known ??
    (await sourceType(options.type).imagine({
      version: project.settings.serverVersion,
      database: typeof database === "string" ? database : null,
    }));
  const dialect = await dialectFor(server);
  const { versionTable, settings } = project;
  if (versionTable.schema !== null && !dialect.hasSchemas)
    throw noSchemas(versionTable.schema, `${options.type} database`);
  return {
    dialect,
    scripting: await scriptingFor(server),
    versionTable,
    author: author(),
    naming: await project.naming(server.flavor),
    locate: (call) => whereCalled(call, settings.root),
    typeormMetadata: typeormTable(options, server, dialect),
  };
}

/** Where a script begins, as rows, and what it is to arrive at. */
function ends(
  graph: Graph,
  typed: string,
  otherwise: string,
): { readonly from: readonly RevisionId[]; readonly target: string } {
  if (!typed.includes(":")) return { from: [], target: typed };
  const { lower, upper } = parseRange(typed);
  if (isCurrent(lower) || isCurrent(upper))
    throw new MigError(
      "MIG104",
      `${typed} cannot be used here: \`current\` is where a database is, and a script does not ask it.`,
      "Name a revision, or use --dry-run, which asks the database.",
    );
  const from = lower === null ? [] : planStamp(graph, [], [lower.text]).rows;
  return { from, target: upper?.text ?? otherwise };
}

const place = (rows: readonly RevisionId[]) => rows.join(", ") || "base";
