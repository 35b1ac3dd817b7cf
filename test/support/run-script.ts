import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";

/** Runs a module of a user in its folder, in a process of its own, and gives what it printed. */
export async function runScript(folder: string, source: string): Promise<string> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  await writeFile(join(folder, "script.mjs"), outputText);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = promisify(execFile)(process.execPath, ["script.mjs"], { cwd: folder, env });
  return (await run).stdout;
}
