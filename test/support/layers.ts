import ts from "typescript";

/** The folders and files of src/ in the one order in which they may know each other: imports look left. */
export const LAYERS = [
  "errors",
  "wording",
  "schema",
  "sql",
  "operations",
  "dialects",
  "entities",
  "revisions",
  "runtime",
  "autogenerate",
  "project",
  "cli",
  "commands",
  "index",
] as const;

/** Which layers may import a package, and whether as a plain import or only where it costs nothing to load. */
const PACKAGES: Readonly<Record<string, { layers: readonly string[]; plain: boolean }>> = {
  typeorm: { layers: ["entities", "project"], plain: false },
  "@oclif/core": { layers: ["cli", "commands"], plain: true },
};

/** Layers that only compute: they import nothing but each other, and packages that only compute as well. */
const PURE: ReadonlySet<string> = new Set([
  ...["errors", "wording", "schema", "sql", "operations", "revisions"],
]);
/** What does more in a layer that only computes: reads folders, or is different every time. */
const IMPURE = /^src\/revisions\/(directory|files|new-id)\.[jt]s$/;
/** Layers that are left of one and still not known to it: history knows nothing of schemas. */
const STRANGERS: Readonly<Record<string, readonly string[]>> = {
  revisions: ["schema", "sql", "operations", "dialects", "entities"],
};
const COMPUTING: ReadonlySet<string> = new Set(["fastest-levenshtein"]);

/** Every import that breaks the order, as a line for a person; the files by their path from the top. */
export function brokenImports(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].flatMap(([path, text]) =>
    importsOf(path, text).flatMap((found) => {
      const reason = found.from.startsWith(".")
        ? wrongLayer(path, found)
        : wrongPackage(path, found);
      return reason === null ? [] : [`${path} imports ${found.from}: ${reason}`];
    }),
  );
}

interface Import {
  readonly from: string;
  /** A plain import is loaded with the file; a type is not, and a dynamic one when its turn comes. */
  readonly how: "plain" | "type" | "dynamic";
}

function wrongLayer(path: string, { from }: Import): string | null {
  const target = new URL(from, `file:///${path}`).pathname.slice(1);
  const [here, there] = [layerOf(path), layerOf(target)];
  if (!there) return `${target} is in no layer`;
  if (!here) return "the file is in no layer";
  if (LAYERS.indexOf(here) < LAYERS.indexOf(there) || STRANGERS[here]?.includes(there))
    return `${here} does not know ${there}`;
  return isPure(path) && !isPure(target) ? `${path} only computes` : null;
}

function wrongPackage(path: string, { from, how }: Import): string | null {
  const here = layerOf(path) ?? "";
  if (isPure(path) && !COMPUTING.has(from)) return `${path} only computes`;
  const name = Object.keys(PACKAGES).find(
    (known) => from === known || from.startsWith(`${known}/`),
  );
  const rule = name === undefined ? undefined : PACKAGES[name];
  if (!rule) return null;
  if (!rule.layers.includes(here)) return `${here} does not know ${name}`;
  return how === "plain" && !rule.plain ? `${name} is loaded only when it is needed` : null;
}

const layerOf = (path: string) =>
  LAYERS.find(
    (layer) => path.startsWith(`src/${layer}/`) || /^src\/(\w+)\.[jt]s$/.exec(path)?.[1] === layer,
  );

const isPure = (path: string) => PURE.has(layerOf(path) ?? "") && !IMPURE.test(path);

/** The imports and re-exports of a file, of types too, and `import()` wherever it stands. */
function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteral(specifier))
      found.push({ from: specifier.text, how: howOf(node) });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023));
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  return undefined;
}

function howOf(node: ts.Node): Import["how"] {
  if (ts.isImportTypeNode(node)) return "type";
  if (ts.isImportDeclaration(node)) return node.importClause?.isTypeOnly ? "type" : "plain";
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? "type" : "plain";
  return "dynamic";
}
