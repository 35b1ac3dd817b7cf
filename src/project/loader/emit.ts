import { createRequire } from "node:module";
import type ts from "typescript";
import type { Format } from "./format.js";
import { IMPORT_META, replaceImportMeta } from "./import-meta.js";
import { adaptImports, type Compiler } from "./module-imports.js";
import type { EmitOptions } from "./tsconfig.js";

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly format: Format;
  readonly options: EmitOptions;
}

/**
 * Compiles one file with mig's own TypeScript, whatever the user has installed: types are dropped, not checked,
 * decorators get their metadata. Throws a SyntaxError with file and line.
 */
export function emit({ path, text, format, options }: Source): string {
  const ts = createRequire(import.meta.url)("typescript") as Compiler;
  const { keepsDynamicImport, ...given } = options;
  const { CommonJS, ESNext, NodeNext } = ts.ModuleKind;
  // The compiler sees no package.json here, and NodeNext is CommonJS without one.
  const commonjs = keepsDynamicImport ? NodeNext : CommonJS;
  const { outputText, diagnostics } = ts.transpileModule(
    format === "module" ? adaptImports(ts, path, text) : text,
    {
      fileName: path,
      reportDiagnostics: true,
      transformers: { before: format === "commonjs" ? [replaceImportMeta(ts)] : [] },
      compilerOptions: {
        ...given,
        module: format === "module" ? ESNext : commonjs,
        target: ts.ScriptTarget.ES2022,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        inlineSourceMap: true,
      },
    },
  );
  refuseBadSyntax(ts, path, diagnostics ?? []);
  return withFunctions(outputText.replaceAll(IMPORTED_TYPE, LATE_TYPE));
}

function refuseBadSyntax(
  { flattenDiagnosticMessageText }: Compiler,
  path: string,
  diagnostics: readonly ts.Diagnostic[],
): void {
  const first = diagnostics.find(({ file }) => file !== undefined);
  if (first?.file === undefined) return;
  const { line, character } = first.file.getLineAndCharacterOfPosition(first.start ?? 0);
  const what = flattenDiagnosticMessageText(first.messageText, " ");
  throw new SyntaxError(`${what} (${path}:${line + 1}:${character + 1})`);
}

/** Adds what the code calls and no module has, where it moves no line. */
function withFunctions(code: string): string {
  const called = FUNCTIONS.filter(([name]) => code.includes(`${name}(`));
  const texts = called.map(([, text]) => `\n${text}`).join("");
  return code.replace(/(?=\n\/\/# sourceMappingURL=|$)/, () => texts);
}

/**
 * A property whose type is an imported enum has `String` or `Number` as its metadata when a whole program is compiled.
 * One file alone does not show what an import is, so this is found out when the code runs.
 */
const IMPORTED_TYPE =
  /(typeof \((_\w+) = typeof [\w$.]+ !== "undefined" && [\w$.]+\) === "function") \? \2 : Object/g;

const LATE_TYPE = (_all: string, test: string, type: string) =>
  `${test} ? ${type} : __enumType(${type})`;

const ENUM_TYPE = `function __enumType(type) {
  if (typeof type !== "object" || type === null || Array.isArray(type)) return Object;
  const values = Object.keys(type).filter((key) => !/^-?\\d/.test(key)).map((key) => type[key]);
  const is = (kind) => values.length > 0 && values.every((value) => typeof value === kind);
  return is("string") ? String : is("number") ? Number : Object;
}`;

const FUNCTIONS = [
  ["__enumType", ENUM_TYPE],
  ["__importMeta", IMPORT_META],
] as const;
