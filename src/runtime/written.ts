import { operations } from "../operations/index.js";
import { Tokens, type Token } from "../revisions/tokens.js";
import type { Migration } from "./op.js";

/**
 * How many operations a migration has, as its text says without being run; null where something in it decides
 * that as it goes. What mig writes decides nothing.
 */
export function writtenOperations(migration: Migration): number | null {
  const tokens = tokensOf(migration.toString());
  const start = tokens.findIndex(({ text }) => text === "{");
  const [parameter = "", ...rest] = tokens
    .slice(0, start)
    .filter(({ kind, text }) => kind === "name" && text !== "async" && text !== "function")
    .map(({ text }) => text)
    .toReversed();
  // A function may have a name of its own before its parameter.
  if (start < 0 || rest.length > 1) return null;
  return count(tokens.slice(start), parameter);
}

function count(body: readonly Token[], parameter: string): number | null {
  let found = 0;
  const textAt = (at: number) => body[at]?.text ?? "";
  for (const [at, { kind, text }] of body.entries()) {
    if (kind === "string" || textAt(at - 1) === ".") continue;
    if (kind === "template" || DECIDES.has(text)) return null;
    if (kind !== "name" || text !== parameter) continue;
    if (textAt(at + 1) !== "." || textAt(at + 3) !== "(") return null;
    // How many a batch has is for its callback to say.
    if (textAt(at + 2) === "batchAlterTable") return null;
    if (textAt(at + 2) in operations) found += 1;
  }
  return found;
}

/** After these, what stands below may run never, or more than once. */
const DECIDES: ReadonlySet<string> = new Set([
  ..."if for while do switch try return function class yield".split(" "),
  ..."=> ? ?. ?? ??= & |".split(" "),
]);

function tokensOf(source: string): readonly Token[] {
  const tokens = new Tokens(source);
  const found: Token[] = [];
  for (let token = tokens.next(); token.kind !== "end"; token = tokens.next()) found.push(token);
  return found;
}
