import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { MigError } from "../errors.js";
import type { Hook } from "./read-setting.js";

/**
 * Runs the post-write hooks on a file, one after the other. One that fails stops the rest with MIG405; the file
 * stays as it is then.
 */
export async function runHooks(hooks: readonly Hook[], file: string): Promise<void> {
  for (const hook of hooks) {
    try {
      await RUN[hook.kind](hook as never, file);
    } catch (cause) {
      throw new MigError(
        "MIG405",
        `The post-write hook ${nameOf(hook)} failed: ${stripVTControlCharacters(reason(hook, cause))}\n${file} was written and stays.`,
        "Mend the hook and run it on the file, or leave all hooks out with --no-hooks.",
        { cause },
      );
    }
  }
}

const RUN: {
  readonly [K in Hook["kind"]]: (hook: Extract<Hook, { kind: K }>, file: string) => Promise<void>;
} = {
  prettier: (_hook, file) => formatWithPrettier(file),
  exec: ({ command, cwd }, file) => execute(command, file, cwd),
  call: async ({ call }, file) => call(file),
};

function nameOf(hook: Hook): string {
  if (hook.kind === "prettier") return "prettier";
  return hook.kind === "exec"
    ? `\`${hook.command.join(" ")}\``
    : `${hook.call.name || "function"}()`;
}

function reason(hook: Hook, cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (hook.kind !== "exec" || code !== "ENOENT" || !syscall?.startsWith("spawn"))
    return cause.message;
  return existsSync(hook.cwd)
    ? `there is no program ${hook.command[0]}`
    : `there is no folder ${hook.cwd}`;
}

/** In process, with the configuration that prettier finds for the file. */
async function formatWithPrettier(file: string): Promise<void> {
  const prettier = await import("prettier");
  const config = await prettier.resolveConfig(file, { editorconfig: true });
  const text = await readFile(file, "utf8");
  const formatted = await prettier.format(text, { ...config, filepath: file });
  if (formatted !== text) await writeFile(file, formatted);
}

async function execute(command: readonly string[], file: string, cwd: string): Promise<void> {
  const named = command.some((word) => word.includes("{file}"))
    ? command.map((word) => word.replaceAll("{file}", file))
    : [...command, file];
  const [program = "", ...args] = named;
  const output: Buffer[] = [];
  const status = await new Promise<string>((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ?? String(code)));
  });
  if (status !== "0")
    throw new Error(`it ended with ${status}\n${Buffer.concat(output).toString()}`.trim());
}
