import { join } from "node:path";
import ts from "typescript";

/** The errors that TypeScript finds in files of a folder, as lines; strictly, and by these compilerOptions of a tsconfig.json. */
export function typeErrors(
  folder: string,
  files: readonly string[],
  compilerOptions: object = {},
): readonly string[] {
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    { ...STRICT, typeRoots: ["node_modules/@types"], ...compilerOptions },
    folder,
  );
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    options,
  );
  return [...errors, ...ts.getPreEmitDiagnostics(program)].map(
    ({ file, messageText }) =>
      `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
  );
}

const STRICT = {
  strict: true,
  noEmit: true,
  target: "es2022",
  module: "nodenext",
  experimentalDecorators: true,
  skipLibCheck: true,
  types: ["node"],
};
