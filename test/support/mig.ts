import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a run of the real command came to. */
export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly answer: Promise<Answer>;
}

const RUN = join(fileURLToPath(new URL("../../", import.meta.url)), "bin/run.js");

/** Runs `mig` in a folder, in a process of its own, its output in pipes. */
export const mig = (
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> => startMig(cwd, args, environment).answer;

/** The same, while it is still running. */
export function startMig(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Running {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [RUN, ...args], {
    cwd,
    env: { ...inherited, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  const answer = new Promise<Answer>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
  return { process: child, answer };
}

/** Runs `mig` and fails with all it said unless it ends with this code. */
export async function migs(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  code = 0,
): Promise<Answer> {
  const answer = await mig(cwd, args, environment);
  if (answer.code === code) return answer;
  throw new Error(
    `mig ${args.join(" ")} ended with ${answer.code} instead of ${code}\n${answer.stdout}${answer.stderr}`,
  );
}
