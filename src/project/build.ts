import { existsSync } from "node:fs";
import { join } from "node:path";
import { createFilesMatcher, parseTsconfig } from "get-tsconfig";

/** A tsconfig that compiles files of mig with the application. */
export interface Build {
  readonly tsconfig: string;
  readonly takesIn: readonly string[];
}

/**
 * The tsconfig in this folder that would compile the configuration with the application, and with it the folder of
 * revisions, or null. A file beside `src` moves all that is compiled: `dist/main.js` becomes `dist/src/main.js`.
 */
export function buildThatTakesIn(root: string, config: string, folder: string): Build | null {
  const tsconfig = BUILDS.find((name) => existsSync(join(root, name)));
  if (tsconfig === undefined) return null;
  const isCompiled = compiles(join(root, tsconfig));
  if (!isCompiled(join(root, config))) return null;
  const isApart = !folder.startsWith("src/") && isCompiled(join(root, folder, "revision.ts"));
  return { tsconfig, takesIn: isApart ? [config, folder] : [config] };
}

/** NestJS builds by the first. */
const BUILDS = ["tsconfig.build.json", "tsconfig.json"];

function compiles(tsconfig: string): (path: string) => boolean {
  try {
    const config = parseTsconfig(tsconfig);
    const { outDir, noEmit } = config.compilerOptions ?? {};
    if (outDir === undefined || noEmit) return () => false;
    const matches = createFilesMatcher({ path: tsconfig, config });
    return (path) => Boolean(matches(path));
  } catch {
    return () => false; // what cannot be read builds nothing, and TypeScript will say so
  }
}
