import { fileURLToPath } from "node:url";
import ts from "typescript";

/** A parameter of a method of `op`. */
export interface Parameter {
  readonly name: string;
  readonly isOptional: boolean;
  /** The keys of the object that it takes; none where it takes no object. */
  readonly keys: readonly string[];
}

/** What TypeScript knows of `op`. */
export interface OpTypes {
  parameters(method: string): readonly Parameter[];
  /** What is wrong with the statements of migrations, by name. */
  readonly errors: readonly string[];
}

/** Reads the type `Op`, and checks statements against it as strictly as the sources. */
export function opTypes(codes: ReadonlyMap<string, string>): OpTypes {
  const file = (name: string) => `${ROOT}test/docs/${name.replaceAll(/\W/g, "_")}.ts`;
  const texts = new Map([
    [
      file("all"),
      'import type { Op } from "../../src/runtime/op.js";\nexport declare const op: Op;',
    ],
    ...[...codes].map(
      ([name, code]) =>
        [
          file(name),
          `import type { Migration } from "../../src/runtime/op.js";
export const run: Migration = async (op) => {
${code}
};
`,
        ] as const,
    ),
  ]);
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  const program = ts.createProgram([...texts.keys()], options, host);
  const checker = program.getTypeChecker();
  return {
    parameters(method) {
      const source = program.getSourceFile(file("all"));
      const symbol =
        source && checker.getExportsOfModule(checker.getSymbolAtLocation(source) as ts.Symbol)[0];
      const op = symbol && checker.getTypeOfSymbol(symbol);
      const found = op && checker.getPropertyOfType(op, method);
      const signature = found && checker.getTypeOfSymbol(found).getCallSignatures()[0];
      if (!signature) throw new Error(`op has no ${method}`);
      return signature.parameters.flatMap((parameter) => labelled(checker, parameter));
    },
    errors: [...texts.keys()].flatMap((path) =>
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(path))
        .map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`),
    ),
  };
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The parameter, or those of the labelled tuple that it spreads. */
function labelled(checker: ts.TypeChecker, parameter: ts.Symbol): readonly Parameter[] {
  const type = checker.getTypeOfSymbol(parameter);
  const declaration = parameter.valueDeclaration;
  const tuple = checker.isTupleType(type) ? (type as ts.TypeReference) : undefined;
  if (!tuple) {
    const isOptional =
      declaration !== undefined &&
      ts.isParameter(declaration) &&
      declaration.questionToken !== undefined;
    return [{ name: parameter.name, isOptional, keys: keysOf(checker, type) }];
  }
  const { labeledElementDeclarations: labels = [], elementFlags } = tuple.target as ts.TupleType;
  return checker.getTypeArguments(tuple).map((element, at) => ({
    name: labels[at]?.name?.getText() ?? String(at),
    isOptional: elementFlags[at] === ts.ElementFlags.Optional,
    keys: keysOf(checker, element),
  }));
}

function keysOf(checker: ts.TypeChecker, type: ts.Type): readonly string[] {
  const parts = (type.isUnion() ? type.types : [type]).filter(
    (part) =>
      (part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 &&
      !checker.isArrayLikeType(part) &&
      !isOpaque(part) &&
      part.getCallSignatures().length === 0,
  );
  return [...new Set(parts.flatMap((part) => part.getProperties().map(({ name }) => name)))];
}

/** What nobody writes as an object: SQL that the tag `sql` makes, and what gives rows one after another. */
const isOpaque = (type: ts.Type): boolean =>
  type.aliasSymbol?.name === "Sql" ||
  (type.symbol as ts.Symbol | undefined)?.name === "Sql" ||
  type.getProperties().some(({ name }) => /^__@(?:async)?iterator/i.test(name));
