import type { Lexis } from "../statements.js";

/** https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
export const postgresLexis: Lexis = {
  piece: new RegExp(
    [
      String.raw`(?<space>\s+|--[^\n]*)`,
      String.raw`\/\*`,
      String.raw`\$(?<tag>[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[^]*?(?:\$\k<tag>\$|$)`,
      String.raw`(?<mark>\$\d+)`,
      String.raw`e'(?:[^'\\]|''|\\[^])*'?`,
      String.raw`(?<word>[a-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
      String.raw`\d[\w.]*`,
      String.raw`'(?:[^']|'')*'?`,
      String.raw`"(?:[^"]|"")*"?`,
      String.raw`(?<open>\()|(?<shut>\))`,
    ].join("|"),
  ),
  nests: true,
  // https://www.postgresql.org/docs/current/sql-createfunction.html: BEGIN ATOMIC … END.
  hasBody: (words) => /^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE)\b/.test(words.join(" ")),
  blocks: new Set(),
  numberOf: (mark) => Number(mark.slice(1)),
};
