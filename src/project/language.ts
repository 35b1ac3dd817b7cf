import { existsSync } from "node:fs";
import { join } from "node:path";

/** The language that mig writes in: that of the first of these files that has one, else TypeScript if the folder has a tsconfig.json. */
export function languageOf(
  folder: string,
  files: readonly (string | null)[],
): "typescript" | "javascript" {
  const code = files.find((file) => file !== null && /[jt]s$/.test(file));
  const isTypeScript = code?.endsWith("ts") ?? existsSync(join(folder, "tsconfig.json"));
  return isTypeScript ? "typescript" : "javascript";
}
