import Module, { register } from "node:module";
import { dirname } from "node:path";
import { compile } from "./compile.js";
import { formatOf, isTypeScript, type Format } from "./format.js";
import * as hooks from "./hooks.js";
import { findSource } from "./resolve.js";

let requiring = false;
let importing = false;

/** From now on `require` takes TypeScript in this process. Calling it again changes nothing. */
export function teachRequire(): void {
  if (requiring) return;
  requiring = true;
  for (const extension of [".ts", ".mts", ".cts"]) {
    const before = loader._extensions[extension];
    loader._extensions[extension] = (module, path) =>
      before === undefined || isTypeScript(path) ? run(module, path) : before(module, path);
  }
  const resolveFilename = loader._resolveFilename;
  const packages = new Map<string, string>();
  loader._resolveFilename = function (request, parent, ...rest) {
    const importer = parent?.filename;
    if (!importer) return resolveFilename.call(this, request, parent, ...rest);
    const source = findSource(request, importer);
    if (source !== null) return source;
    // For each file that requires it, Node looks anew for a package that has `exports`, as TypeORM has.
    const key =
      rest[1] === undefined && isPackage(request) ? `${request} ${dirname(importer)}` : null;
    const known = key === null ? undefined : packages.get(key);
    if (known !== undefined) return known;
    const found = resolveFilename.call(this, request, parent, ...rest);
    if (key !== null) packages.set(key, found);
    return found;
  };
  // Where Node has them, hooks in the same thread cost nothing; an older Node starts a thread for them, so only when needed.
  if (loader.registerHooks !== undefined) teachImport();
}

/** From now on `import` takes TypeScript in this process. Calling it again changes nothing. */
export function teachImport(): void {
  if (importing) return;
  importing = true;
  if (loader.registerHooks !== undefined) loader.registerHooks(hooks);
  else register(import.meta.url.replace(/register(\.[jt]s)$/, "hooks$1"));
}

/** What Node's module loader offers and its types do not show: what may be replaced, and what only newer versions have. */
interface Loader {
  readonly _extensions: Record<string, (module: Running, path: string) => void>;
  _resolveFilename: (
    request: string,
    parent: { readonly filename?: string | null } | null | undefined,
    ...rest: readonly unknown[]
  ) => string;
  readonly registerHooks?: (own: typeof hooks) => void;
}

const isPackage = (request: string) => !/^(?:[./\\#]|\w+:)/.test(request);

interface Running {
  _compile(code: string, path: string, format: Format): void;
}

const loader = Module as unknown as Loader;

function run(module: Running, path: string): void {
  const format = formatToRequire(path);
  const code = compile(path, format);
  if (format === "module" || code.includes("import(")) teachImport();
  module._compile(code, path, format);
}

/** `require` of a native module goes past hooks in a thread of their own, so there it is compiled as CommonJS. */
function formatToRequire(path: string): Format {
  return loader.registerHooks === undefined ? "commonjs" : formatOf(path);
}
