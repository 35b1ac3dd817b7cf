import type ts from "typescript";
import type { Compiler } from "./module-imports.js";

/**
 * Puts a call in the place of `import.meta`, for a native module that has to be compiled as CommonJS because something
 * requires it. `IMPORT_META` is what it calls.
 */
export const replaceImportMeta =
  (compiler: Compiler): ts.TransformerFactory<ts.SourceFile> =>
  (context) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node =>
      compiler.isMetaProperty(node) && node.keywordToken === compiler.SyntaxKind.ImportKeyword
        ? factory.createCallExpression(factory.createIdentifier("__importMeta"), undefined, [])
        : compiler.visitEachChild(node, visit, context);
    return (file) => compiler.visitEachChild(file, visit, context);
  };

/** What Node has in `import.meta`. https://nodejs.org/api/esm.html#importmeta */
export const IMPORT_META = `function __importMeta() {
  const { pathToFileURL } = require("node:url");
  return {
    url: pathToFileURL(__filename).href,
    filename: __filename,
    dirname: __dirname,
    resolve: (name) => pathToFileURL(require.resolve(name)).href,
  };
}`;
