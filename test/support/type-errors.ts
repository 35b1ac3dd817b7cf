import { join } from "node:path";
import ts from "typescript";

/** The errors that TypeScript finds in files of a folder, strictly, as lines. */
export function typeErrors(
  folder: string,
  files: readonly string[],
  options: ts.CompilerOptions = {},
): readonly string[] {
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    { ...STRICT, typeRoots: [join(folder, "node_modules/@types")], ...options },
  );
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
}

const STRICT: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  experimentalDecorators: true,
  skipLibCheck: true,
  types: ["node"],
};
