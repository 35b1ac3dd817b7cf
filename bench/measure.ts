import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

/** What was measured, from start to exit: the median time and the highest memory of all runs. */
export interface Measurement {
  readonly what: string;
  readonly seconds: number;
  /** Peak resident memory in megabytes; null where it is not a process of its own. */
  readonly megabytes: number | null;
  readonly runs: number;
}

/** A Node program to measure, and what it must say: a fast wrong answer is worth nothing. */
export interface Program {
  readonly what: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly says: RegExp;
}

/** Runs programs in turn, so that whatever else the machine does is shared by all of them. */
export async function measurePrograms(
  programs: readonly Program[],
  runs: number,
): Promise<readonly Measurement[]> {
  const results = programs.map((): Run[] => []);
  for (let run = 0; run < runs; run++)
    for (const [at, program] of programs.entries()) {
      const before = results[at] ?? [];
      if (!isLong(before)) before.push(await runProgram(program));
    }
  return programs.map(({ what }, at) => summary(what, results[at] ?? []));
}

/** Work of this process to measure, which says how long it took itself. */
export interface Work {
  readonly what: string;
  readonly work: () => Promise<number>;
}

/** Runs works in turn, as programs are. */
export async function measureWorks(
  works: readonly Work[],
  runs: number,
): Promise<readonly Measurement[]> {
  const results = works.map((): Run[] => []);
  for (let run = 0; run < runs; run++)
    for (const [at, { work }] of works.entries()) {
      const before = results[at] ?? [];
      if (!isLong(before)) before.push({ seconds: await work(), megabytes: null });
    }
  return works.map(({ what }, at) => summary(what, results[at] ?? []));
}

/** The same for one work. */
export async function measureWork(
  what: Work["what"],
  work: Work["work"],
  runs: number,
): Promise<Measurement> {
  const [measurement] = await measureWorks([{ what, work }], runs);
  return measurement!;
}

/** How long the work takes, in seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

interface Run {
  readonly seconds: number;
  readonly megabytes: number | null;
}

/** What takes long varies little, and nobody wants to wait for it five times. */
function isLong(runs: readonly Run[]): boolean {
  return runs.reduce((sum, { seconds }) => sum + seconds, 0) > LONG_SECONDS;
}

const LONG_SECONDS = 20;

async function runProgram({ what, args, cwd, says }: Program): Promise<Run> {
  const peakFile = join(tmpdir(), `mig-bench-peak-${process.pid}`);
  const env = { ...process.env, NO_COLOR: "1", NODE_OPTIONS: PRELOAD, MIG_BENCH_PEAK: peakFile };
  try {
    let output = "";
    let code: number | null = null;
    const seconds = await timed(
      () =>
        new Promise<void>((done, failed) => {
          const child = spawn(process.execPath, args, { cwd, env });
          child.stdout.on("data", (text: Buffer) => (output += text.toString()));
          child.stderr.on("data", (text: Buffer) => (output += text.toString()));
          child.on("error", failed);
          child.on("close", (status) => {
            code = status;
            done();
          });
        }),
    );
    if (code !== 0 || !says.test(output))
      throw new Error(`${what} ended with ${code} and said:\n${output}`);
    return { seconds, megabytes: Number(await readFile(peakFile, "utf8")) / 1024 };
  } finally {
    await rm(peakFile, { force: true });
  }
}

const PRELOAD = `--require ${JSON.stringify(fileURLToPath(new URL("peak.cjs", import.meta.url)))}`;

function summary(what: string, runs: readonly Run[]): Measurement {
  const times = runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const peaks = runs.flatMap(({ megabytes }) => megabytes ?? []);
  return {
    what,
    seconds: times[Math.floor(times.length / 2)] ?? Number.NaN,
    megabytes: peaks.length > 0 ? Math.max(...peaks) : null,
    runs: runs.length,
  };
}
