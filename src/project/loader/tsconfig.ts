import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createPathsMatcher, getTsconfig, type TsConfigResult } from "get-tsconfig";

/** The settings of a user's tsconfig.json that change what compiled code does when it runs. */
export interface EmitOptions {
  readonly strictNullChecks: boolean;
  readonly esModuleInterop: boolean;
  readonly useDefineForClassFields: boolean;
  /** `import()` in CommonJS stays as it is, as with `module: nodenext`, and does not become `require()`. */
  readonly keepsDynamicImport: boolean;
}

interface Tsconfig {
  readonly emit: EmitOptions;
  /** Where `paths` and `baseUrl` say that a bare import may be found, best first. */
  readonly candidates: (specifier: string) => readonly string[];
}

/** What the nearest tsconfig.json (with all it extends) says about a file; TypeScript's own defaults without one. */
export function tsconfigOf(path: string): Tsconfig {
  const folder = dirname(path);
  const before = known.get(folder);
  if (before !== undefined) return before;
  const found = getTsconfig(folder, "tsconfig.json", files);
  const tsconfig = { emit: emitOptions(found, folder), candidates: candidatesOf(found) };
  known.set(folder, tsconfig);
  return tsconfig;
}

const known = new Map<string, Tsconfig>();
const files = new Map<string, unknown>();

function emitOptions(found: TsConfigResult | null, folder: string): EmitOptions {
  const options = found?.config.compilerOptions ?? {};
  return {
    strictNullChecks: options.strictNullChecks ?? false,
    esModuleInterop: options.esModuleInterop ?? defaultInterop(found, folder),
    useDefineForClassFields: options.useDefineForClassFields ?? false,
    keepsDynamicImport: /^node/i.test(options.module ?? ""),
  };
}

/** Off by default up to TypeScript 5, on since 6: code is run the way its own compiler would have it. */
function defaultInterop(found: TsConfigResult | null, folder: string): boolean {
  if (found === null) return true;
  try {
    const { version } = createRequire(join(folder, "_"))("typescript/package.json") as {
      version: string;
    };
    return Number.parseInt(version, 10) >= 6;
  } catch {
    return true;
  }
}

function candidatesOf(found: TsConfigResult | null): Tsconfig["candidates"] {
  const matcher = found === null ? null : createPathsMatcher(found);
  return matcher ?? (() => []);
}
