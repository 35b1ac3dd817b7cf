import type { Lexis } from "../statements.js";

/** As the server reads text unless NO_BACKSLASH_ESCAPES is set. https://dev.mysql.com/doc/refman/8.4/en/language-structure.html */
export const mysqlLexis: Lexis = {
  piece: new RegExp(
    [
      // What stands in /*! … */ is run.
      String.raw`(?<space>\s+|--(?=\s|$)[^\n]*|#[^\n]*|\/\*(?!M?!)[^]*?(?:\*\/|$))`,
      String.raw`\/\*[^]*?(?:\*\/|$)`,
      String.raw`(?<mark>\?)`,
      String.raw`(?<word>[\w$\u0080-\uffff]+)`,
      String.raw`'(?:[^'\\]|''|\\[^])*'?`,
      String.raw`"(?:[^"\\]|""|\\[^])*"?`,
      "`(?:[^`]|``)*`?",
      String.raw`(?<open>\()|(?<shut>\))`,
    ].join("|"),
  ),
  nests: false,
  hasBody(words) {
    const [first, second] = words;
    // https://mariadb.com/kb/en/using-compound-statements-outside-of-stored-programs/
    if (first === "BEGIN") return second === "NOT";
    if (first !== "CREATE" && first !== "ALTER") return false;
    const made = words.find((word) => MADE.has(word) || WITH_BODY.has(word));
    return made !== undefined && WITH_BODY.has(made);
  },
  blocks: new Set(["IF", "LOOP", "REPEAT", "WHILE", "FOR"]),
  numberOf: () => null,
};

const WITH_BODY: ReadonlySet<string> = new Set("PROCEDURE FUNCTION TRIGGER EVENT".split(" "));
/** What else is made; the words behind it are names and the like. */
const MADE: ReadonlySet<string> = new Set(
  "TABLE VIEW INDEX DATABASE SCHEMA USER ROLE SEQUENCE SERVER TABLESPACE INSTANCE LOGFILE".split(
    " ",
  ),
);
