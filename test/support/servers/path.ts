import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { execFileSync } from "node:child_process";

/** The full path of a program, or null. Looks where servers are put as well, which is often not on an ordinary user's PATH. */
export function onPath(program: string): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin"];
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null;
}

/** What a program prints, trimmed. */
export function output(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 26,
  }).trim();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
