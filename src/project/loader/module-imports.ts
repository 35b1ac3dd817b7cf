import type ts from "typescript";

/** The `typescript` package, handed in so that nothing loads it before there is something to compile. */
export type Compiler = typeof ts;

/**
 * Rewrites what a native module may not say but users' compilers let them, without moving a line:
 *
 * - `import { Relation } from "typeorm"`, where `Relation` is a type. Decorator metadata names it, so a compiler that
 *   sees one file keeps the import, and Node refuses the module. Read from a namespace, a missing name is `undefined`.
 * - `import data from "./data.json"` without `with { type: "json" }`.
 */
export function adaptImports(compiler: Compiler, path: string, text: string): string {
  const file = compiler.createSourceFile(path, text, compiler.ScriptTarget.Latest);
  const uses = usesIn(compiler, file);
  const edits = file.statements
    .filter(compiler.isImportDeclaration)
    .flatMap((statement, at) => [
      ...separateTypes(compiler, file, statement, uses, `__types${at}`),
      ...jsonAttribute(file, statement),
    ]);
  return edits
    .toSorted((one, other) => other.from - one.from)
    .reduce((all, { from, to, text }) => all.slice(0, from) + text + all.slice(to), text);
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Uses {
  /** Every name that is, or might be, read when the code runs. */
  readonly asValue: ReadonlySet<string>;
  /** Where a name stands for the type of something, which is where decorator metadata takes it from. */
  readonly asType: ReadonlyMap<string, readonly ts.Identifier[]>;
}

function usesIn(compiler: Compiler, file: ts.SourceFile): Uses {
  const asValue = new Set<string>();
  const asType = new Map<string, ts.Identifier[]>();
  const visit = (node: ts.Node, erased: boolean): void => {
    if (compiler.isImportDeclaration(node)) return;
    if (compiler.isIdentifier(node) && !erased) asValue.add(node.text);
    if (compiler.isTypeReferenceNode(node)) {
      const name = firstName(compiler, node.typeName);
      asType.set(name.text, [...(asType.get(name.text) ?? []), name]);
    }
    const within = erased || isErased(compiler, node);
    node.forEachChild((child) => visit(child, within));
  };
  visit(file, false);
  return { asValue, asType };
}

function firstName(compiler: Compiler, name: ts.EntityName): ts.Identifier {
  return compiler.isIdentifier(name) ? name : firstName(compiler, name.left);
}

function isErased(compiler: Compiler, node: ts.Node): boolean {
  // The `Base` of `extends Base` counts as a type for the compiler, but it is read when the code runs.
  if (compiler.isExpressionWithTypeArguments(node)) return false;
  if (compiler.isHeritageClause(node)) {
    return node.token === compiler.SyntaxKind.ImplementsKeyword;
  }
  return (
    compiler.isTypeNode(node) ||
    compiler.isInterfaceDeclaration(node) ||
    compiler.isTypeAliasDeclaration(node)
  );
}

function separateTypes(
  compiler: Compiler,
  file: ts.SourceFile,
  declaration: ts.ImportDeclaration,
  { asValue, asType }: Uses,
  namespace: string,
): readonly Edit[] {
  const clause = declaration.importClause;
  if (clause === undefined || clause.phaseModifier !== undefined) return [];
  const imported = importsOf(compiler, file, clause);
  const moved = imported.filter(({ local, original }) => {
    return original !== null && !asValue.has(local) && asType.has(local);
  });
  if (moved.length === 0) return [];
  const kept = imported.filter((one) => !moved.includes(one)).map(({ written }) => written);
  const first =
    kept.length === 0 ? "" : `${clauseOf(kept)} from ${moduleOf(file, declaration)}; import `;
  const lines = clause.getText(file).split("\n").length - 1;
  return [
    {
      from: clause.getStart(file),
      to: clause.end,
      text: `${first}* as ${namespace}${"\n".repeat(lines)}`,
    },
    ...moved.flatMap(({ local, original }) =>
      (asType.get(local) ?? []).map((use) => ({
        from: use.getStart(file),
        to: use.end,
        text: `${namespace}.${original}`,
      })),
    ),
  ];
}

interface Import {
  readonly local: string;
  /** Its name in the module it comes from, or null for what is not a value of that module: a namespace, a `type`. */
  readonly original: string | null;
  readonly written: string;
}

function importsOf(
  compiler: Compiler,
  file: ts.SourceFile,
  { name, namedBindings }: ts.ImportClause,
): readonly Import[] {
  const whole =
    name === undefined ? [] : [{ local: name.text, original: "default", written: name.text }];
  if (namedBindings === undefined) return whole;
  if (compiler.isNamespaceImport(namedBindings)) {
    const written = namedBindings.getText(file);
    return [...whole, { local: namedBindings.name.text, original: null, written }];
  }
  const named = namedBindings.elements.map((element) => ({
    local: element.name.text,
    original: element.isTypeOnly ? null : (element.propertyName ?? element.name).text,
    written: `{ ${element.getText(file)} }`,
  }));
  return [...whole, ...named];
}

function clauseOf(written: readonly string[]): string {
  return written.join(", ").replaceAll(" }, { ", ", ");
}

function jsonAttribute(file: ts.SourceFile, declaration: ts.ImportDeclaration): readonly Edit[] {
  if (declaration.attributes !== undefined || !/\.json.$/.test(moduleOf(file, declaration)))
    return [];
  const at = declaration.moduleSpecifier.end;
  return [{ from: at, to: at, text: ` with { type: "json" }` }];
}

function moduleOf(file: ts.SourceFile, declaration: ts.ImportDeclaration): string {
  return declaration.moduleSpecifier.getText(file);
}
