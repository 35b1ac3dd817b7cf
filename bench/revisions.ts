import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph, type Graph } from "../src/revisions/graph.js";
import { planDowngrade, planUpgrade } from "../src/revisions/plan.js";
import { readRevisions } from "../src/revisions/directory.js";
import { linkPackages } from "./project.js";
import { measurePrograms, measureWork, timed, type Program } from "./measure.js";
import type { Section } from "./report.js";
import { MIG, run } from "./set-up.js";

/** How history is shaped: one line; one that branches and is merged again so often; or so many branches side by side. */
interface Shape {
  readonly count: number;
  readonly merges: number;
  readonly branches: number;
}

export const SHAPES: readonly Shape[] = [
  { count: 10, merges: 0, branches: 0 },
  { count: 1_000, merges: 0, branches: 0 },
  { count: 5_000, merges: 0, branches: 0 },
  { count: 20_000, merges: 0, branches: 0 },
  { count: 5_000, merges: 500, branches: 0 },
  { count: 5_000, merges: 0, branches: 500 },
];

/** How long it takes to read a folder of revisions, to say where one is, and to plan the way. */
export async function measureRevisions(shape: Shape, runs: number): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), "mig-bench-"));
  try {
    await writeHistory(folder, shape);
    run(folder, "stamp", "heads");
    const mig = (...args: readonly string[]): Program => ({
      what: `mig ${args.join(" ")}`,
      args: [MIG, ...args],
      cwd: folder,
      says: /\(head\)/,
    });
    const node: Program = { what: "node -e '0'", args: ["-e", "0"], cwd: folder, says: /^$/ };
    // Counting down from a merge is refused, as it does not say which way.
    const last = shape.merges + shape.branches > 0 ? "heads:heads" : "-5:head";
    const programs = [
      node,
      ...[["heads"], ["current"], ["history", "-r", last], ["history", "--format", "graph"]].map(
        (args) => mig(...args),
      ),
    ];
    const reading = async () => (await readRevisions([join(folder, "migrations")])).revisions;
    const graph = createGraph(await reading());
    const work = (what: string, plan: (graph: Graph) => unknown) =>
      measureWork(
        what,
        () => timed(async () => plan(createGraph([...graph.revisions.values()]))),
        runs,
      );
    return {
      title: `${shape.count} revisions${titleOf(shape)}`,
      measurements: [
        ...(await measurePrograms(programs, runs)),
        await measureWork("the folder alone", () => timed(reading), runs),
        await work("the graph, and the plan from base to head", (it) =>
          planUpgrade(it, [], "heads"),
        ),
        await work("the graph, and the plan from head to base", (it) =>
          planDowngrade(it, planUpgrade(it, [], "heads").rows, "base"),
        ),
      ],
      notes: [],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const titleOf = ({ merges, branches }: Shape) =>
  merges > 0 ? `, ${merges} branches and merges` : branches > 0 ? `, ${branches} branches` : "";

/** A project of a SQLite file with this history, whose files are no longer new. */
export async function writeHistory(
  folder: string,
  { count, merges, branches }: Shape,
): Promise<void> {
  await mkdir(join(folder, "migrations"));
  await linkPackages(join(folder, "node_modules"));
  await writeFile(join(folder, "mig.config.ts"), CONFIG);
  const before = new Date(Date.now() - 60_000);
  const every = Math.floor(count / merges);
  for (let at = 0; at < count; at += 1) {
    const place = merges > 0 ? at % every : -1;
    // The second of each round leaves the line, which the last one joins again.
    const down =
      at === 0
        ? []
        : branches > 0
          ? [Math.max(0, at - branches)]
          : place === 2
            ? [at - 2]
            : place === every - 1
              ? [at - 1, at - every + 2]
              : [at - 1];
    const path = join(folder, "migrations", `${idOf(at)}_change_${at}.mjs`);
    await writeFile(path, text(at, down));
    await utimes(path, before, before);
  }
}

const CONFIG = `import { defineConfig } from "typeorm-mig";

export default defineConfig({
  dataSource: { type: "better-sqlite3", database: "app.sqlite", entities: [] },
});
`;

const idOf = (at: number) => (at * 2_654_435_761).toString(16).padStart(12, "0").slice(-12);

function text(at: number, down: readonly number[]): string {
  const ids = down.map((one) => JSON.stringify(idOf(one)));
  return `// change ${at}
//
// Revision ID: ${idOf(at)}
// Created: 2026-01-01 00:00:00 UTC
export const revision = ${JSON.stringify(idOf(at))};
export const downRevision = ${ids.length > 1 ? `[${ids.join(", ")}]` : (ids[0] ?? "null")};
export const branchLabels = [];
export const dependsOn = [];

export const upgrade = async (op) => {
  await op.addColumn("account", { name: "c${at}", type: "varchar(40)", nullable: true });
};

export const downgrade = async (op) => {
  await op.dropColumn("account", "c${at}");
};
`;
}
