import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const CHILD = fileURLToPath(new URL("typeorm-child.mjs", import.meta.url));

/** Lets TypeORM bring the database to a project's entities, then gives what it would still change. */
export async function synchronize(
  project: string,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  return await ask([project, "synchronize"], environment);
}

/** The statements by which TypeORM would bring the database to a project's entities: none where it agrees. */
export async function typeormDifference(
  project: string,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  return await ask([project], environment);
}

async function ask(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, ...args], { env });
  return JSON.parse(stdout) as string[];
}
