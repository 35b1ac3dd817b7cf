/**
 * Words, quoted names, literals and single characters of SQL text; comments and white space are one token.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
const TOKEN =
  /(?<space>(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+)|(?<text>[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$)|(?<quoted>"(?:[^"]|"")*")|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|[\s\S]/g;

/** The expression without the parentheses around all of it. */
export function withoutParentheses(text: string): string {
  let inner = trimmed(text);
  while (isEnclosed(inner)) inner = trimmed(inner.slice(1, -1));
  return inner;
}

/** The text without white space and comments around it: one at its end would swallow what follows. */
export function trimmed(text: string): string {
  if (!text.includes("--") && !text.includes("/*")) return text.trim();
  const tokens = [...text.matchAll(TOKEN)].filter(({ groups }) => !groups?.["space"]);
  const last = tokens.at(-1);
  return last ? text.slice(tokens[0]?.index, last.index + last[0].length) : "";
}

/** The names in an expression as the server reads them; function names and key words among them. */
export function identifiers(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { groups } of text.matchAll(TOKEN)) {
    if (groups?.["quoted"]) names.add(groups["quoted"].slice(1, -1).replaceAll('""', '"'));
    if (groups?.["word"]) names.add(groups["word"].toLowerCase());
  }
  return names;
}

/** The text without the first of two names with a dot between, where they are told to be such. */
export function withoutQualifiers(
  text: string,
  isQualified: (outer: string, name: string) => boolean,
): string {
  const tokens = [...text.matchAll(TOKEN)].filter(({ groups }) => !groups?.["space"]);
  const nameAt = (at: number) => {
    const groups = tokens[at]?.groups;
    if (groups?.["quoted"]) return groups["quoted"].slice(1, -1).replaceAll('""', '"');
    return groups?.["word"]?.toLowerCase();
  };
  let result = "";
  let end = 0;
  tokens.forEach(({ index }, at) => {
    const [outer, inner] = [nameAt(at), nameAt(at + 2)];
    if (tokens[at + 1]?.[0] !== "." || outer === undefined || inner === undefined) return;
    if (tokens[at - 1]?.[0] === "." || !isQualified(outer, inner)) return;
    result += text.slice(end, index);
    end = tokens[at + 2]?.index ?? index;
  });
  return result + text.slice(end);
}

/** Whether the first parenthesis is closed by the last character. */
function isEnclosed(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth === 0) return index === text.length - 1;
  }
  return false;
}
