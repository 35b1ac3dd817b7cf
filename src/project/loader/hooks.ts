import { fileURLToPath, pathToFileURL } from "node:url";
import { compile } from "./compile.js";
import { facade } from "./facade.js";
import { formatOf, isTypeScript } from "./format.js";
import { findSource } from "./resolve.js";

// Node calls these in the thread of the program where it has `registerHooks`, and in a thread of its own before that.
// Neither looks at what the next hook answers (a promise in that thread), so the same functions serve both.

/** Finds what an import in a user's TypeScript means; everything else is left to Node. */
export function resolve<Context extends { readonly parentURL?: string | undefined }, Answer>(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Answer,
): Answer | Found {
  const importer = pathOf(context.parentURL);
  const found = importer === null ? null : findSource(specifier, importer);
  if (found === null) return next(specifier, context);
  return { url: pathToFileURL(found).href, shortCircuit: true };
}

/** Compiles a user's TypeScript; everything else is left to Node. */
export function load<Context, Answer>(
  url: string,
  context: Context,
  next: (url: string, context: Context) => Answer,
): Answer | Loaded {
  const path = pathOf(url);
  if (path === null || !isTypeScript(path)) return next(url, context);
  const code = compile(path);
  const source = formatOf(path) === "module" ? code : facade(path, code);
  return { format: "module", source, shortCircuit: true };
}

interface Found {
  readonly url: string;
  readonly shortCircuit: true;
}

interface Loaded {
  readonly format: "module";
  readonly source: string;
  readonly shortCircuit: true;
}

function pathOf(url: string | undefined): string | null {
  return url?.startsWith("file:") ? fileURLToPath(url) : null;
}
