import { dirname, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import { definitionOf, isRun, type Run } from "../operations/run.js";

/** What a revision file imports. */
export interface Import {
  /** The name, as it stands between the braces: `stats`, `stats as s`, `default as stats`; or `* as stats`. */
  readonly name: string;
  /** A package or alias as it is, or the path or `file:` address of a module, which becomes relative to the revision. */
  readonly from: string;
}

/** What the calls of these operations need. */
export const importsOf = (ops: readonly Operation[]): readonly Import[] =>
  ops.flatMap(runsIn).map((op) => ({ name: op.name, from: moduleOf(op) }));

/** The operations of the project's own in a value; an argument of one may be another. */
function runsIn(value: unknown): readonly Run[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap(runsIn);
  return isRun(value) ? [value, ...inside] : inside;
}

function moduleOf(op: Run): string {
  const { from } = definitionOf(op);
  if (from !== null) return from;
  throw new MigError(
    "MIG411",
    `It cannot be told where a migration is to import ${op.name} from.`,
    "Say it where it is defined: `from: import.meta.url`, or the name of a package.",
  );
}

/**
 * The statements that import all of that into the file at a path, each module once. Refuses (MIG411) two that would have the
 * same name there, and names that the file has for itself.
 */
export function importLines(
  imports: readonly Import[],
  path: string,
  format: "import" | "require",
): readonly string[] {
  const modules = new Map<string, Set<string>>();
  const owners = new Map<string, string>();
  for (const { name, from } of imports) {
    const specifier = specifierOf(from, path);
    const local = name.split(" as ").at(-1) ?? name;
    const owner = owners.get(local) ?? specifier;
    if (owner !== specifier || OF_THE_FILE.has(local)) throw taken(local, specifier, owner);
    owners.set(local, specifier);
    modules.set(specifier, (modules.get(specifier) ?? new Set()).add(name));
  }
  return [...modules]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([specifier, names]) => WRITTEN[format]([...names].toSorted(), specifier));
}

/** What a revision file declares. */
const OF_THE_FILE: ReadonlySet<string> = new Set(
  "op _op upgrade downgrade revision downRevision branchLabels dependsOn adopts transaction Migration".split(
    " ",
  ),
);

const isWhole = (name: string) => name.startsWith("* as ");

const WRITTEN = {
  import: (names: readonly string[], specifier: string) => [
    ...names.filter(isWhole).map((name) => `import ${name} from ${JSON.stringify(specifier)};`),
    ...inBraces(names, (list) => `import { ${list} } from ${JSON.stringify(specifier)};`),
  ],
  require: (names: readonly string[], specifier: string) => [
    ...names
      .filter(isWhole)
      .map((name) => `const ${name.slice(5)} = require(${JSON.stringify(specifier)});`),
    ...inBraces(
      names.map((name) => name.replace(" as ", ": ")),
      (list) => `const { ${list} } = require(${JSON.stringify(specifier)});`,
    ),
  ],
} as const;

function inBraces(names: readonly string[], line: (list: string) => string): readonly string[] {
  const list = names.filter((name) => !name.startsWith("*"));
  return list.length === 0 ? [] : [line(list.join(", "))];
}

/** A file as seen from another one. TypeScript names what its compiler will make of a module. */
function specifierOf(from: string, path: string): string {
  const file = from.startsWith("file:") ? fileURLToPath(from) : from;
  if (!isAbsolute(file)) return file;
  const to = relative(dirname(path), file).split(sep).join("/");
  const near = to.startsWith("../") ? to : `./${to}`;
  return /\.[cm]?ts$/.test(path) ? near.replace(/\.([cm]?)tsx?$/, ".$1js") : near;
}

const taken = (name: string, specifier: string, owner: string) =>
  new MigError(
    "MIG411",
    owner === specifier
      ? `A revision has the name ${name} for itself, so it cannot import it from ${specifier}.`
      : `A revision would import ${name} from ${owner} and from ${specifier}.`,
    "Give one of them another name.",
  );
