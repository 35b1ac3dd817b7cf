import { tokens, type Token } from "./expression.js";

/**
 * The query of a view with each column called as the view calls it: MySQL keeps the names that stand after that of the view
 * apart from the query. As it is where the server does not print it with a name for each column.
 */
export function withColumnNames(
  body: string,
  names: readonly string[],
  quoted: (name: string) => string,
): string {
  const aliases = aliasesOf(body);
  if (aliases.length !== names.length) return body;
  let result = "";
  let end = 0;
  for (const [at, { text, at: start }] of aliases.entries()) {
    result += body.slice(end, start) + quoted(names[at] ?? "");
    end = start + text.length;
  }
  return result + body.slice(end);
}

/** The names after AS in the first list of columns. */
function aliasesOf(body: string): readonly Token[] {
  const found: Token[] = [];
  let depth = 0;
  let isList = false;
  let before = "";
  for (const token of tokens(body)) {
    if (token.kind === "space") continue;
    const word = token.kind === "word" ? token.text.toLowerCase() : token.text;
    if (word === "(") depth += 1;
    if (word === ")") depth -= 1;
    if (depth === 0 && isList && (word === "from" || word === "union")) break;
    if (depth === 0 && isList && before === "as" && token.kind === "quoted") found.push(token);
    if (depth === 0 && word === "select") isList = true;
    before = word;
  }
  return found;
}
