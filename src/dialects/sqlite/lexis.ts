import type { Lexis } from "../statements.js";

/** https://www.sqlite.org/lang.html */
export const sqliteLexis: Lexis = {
  piece: new RegExp(
    [
      String.raw`(?<space>\s+|\uFEFF|--[^\n]*|\/\*[^]*?(?:\*\/|$))`,
      String.raw`(?<mark>\?\d*)`,
      String.raw`(?<word>[a-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
      String.raw`\d[\w.]*`,
      String.raw`'(?:[^']|'')*'?`,
      String.raw`"(?:[^"]|"")*"?`,
      "`(?:[^`]|``)*`?",
      String.raw`\[[^\]]*\]?`,
      String.raw`(?<open>\()|(?<shut>\))`,
    ].join("|"),
  ),
  nests: false,
  hasBody: (words) => /^CREATE (?:TEMP |TEMPORARY )?TRIGGER\b/.test(words.join(" ")),
  blocks: new Set(),
  numberOf: (mark) => (mark === "?" ? null : Number(mark.slice(1))),
};
