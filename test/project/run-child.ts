import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What a program beside this one prints, as JSON, when run in a process of its own. */
export async function runChild(name: string, argument: string): Promise<unknown> {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const words = ["--import", "tsx", program, argument];
  return JSON.parse((await promisify(execFile)(process.execPath, words)).stdout);
}
