/**
 * A native module that passes on what a CommonJS module exports, given its compiled code. `import` of a user's CommonJS
 * thus runs it where `require` does, once, and finds the names that Node cannot read from TypeScript.
 */
export function facade(path: string, code: string): string {
  const names = [...new Set([...code.matchAll(EXPORT)].map((match) => match[1] ?? match[2] ?? ""))];
  return [
    `import { createRequire } from "node:module";`,
    `const exported = createRequire(import.meta.url)(${JSON.stringify(path)});`,
    `export default exported;`,
    ...[...code.matchAll(REEXPORT)].map(([, from]) => `export * from ${from};`),
    ...names
      .filter((name) => name !== "default" && name !== "__esModule")
      .map((name, at) => `const name${at} = exported.${name}; export { name${at} as ${name} };`),
  ].join("\n");
}

/** The two spellings of the compiler for an export. */
const EXPORT = /\bexports\.([\w$]+) = |Object\.defineProperty\(exports, "([\w$]+)"/g;
const REEXPORT = /^__exportStar\(require\((.+?)\), exports\);/gm;
