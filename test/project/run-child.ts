import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What a program beside this one prints, as JSON, when run in a process of its own. */
export async function runChild(
  name: string,
  argument: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const words = ["--import", "tsx", program, argument];
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, words, { env });
  return JSON.parse(stdout);
}
