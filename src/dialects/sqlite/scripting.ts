import { MigError } from "../../errors.js";
import type { Statement } from "../../sql.js";
import { inParts, plain, withSemicolon, type Line, type Scripting } from "../scripting.js";
import { breaksKeys } from "./session.js";
import { tokensOf, type Token } from "./tokens.js";

/**
 * Foreign keys are off while a table is rebuilt, and more rows that refer to nothing than before stop the script before the
 * commit. https://www.sqlite.org/cli.html
 */
export const scripting: Scripting = {
  usage: "sqlite3 FILE.sqlite < FILE",
  opening: [".bail on", "PRAGMA foreign_keys = OFF;"],
  ended(statement) {
    const text = plain(statement);
    // The client reads such an end of a line as one without it, also within a string or a name.
    if (text.includes("\r\n") && tokensOf(text).some(isQuotedReturn)) throw lostReturn(text);
    return withSemicolon(text);
  },
  revision: (work, rows) => inParts(work, rows, together),
};

function together(lines: readonly Line[], rows: readonly Statement[]): readonly Line[] {
  const isWatched = lines.some((it) => typeof it === "string" && breaksKeys(it));
  return [
    "BEGIN IMMEDIATE",
    ...(isWatched ? WATCH : []),
    ...lines,
    ...(isWatched ? REFUSE : []),
    ...rows,
    "COMMIT",
  ];
}

const isQuotedReturn = ({ kind, text }: Token) =>
  (kind === "string" || kind === "name") && text.includes("\r\n");

const lostReturn = (text: Statement) =>
  new MigError(
    "MIG410",
    `sqlite3 takes the carriage returns out of a statement, and they would be lost: ${JSON.stringify(text)}`,
    "End its lines without a carriage return, or run this revision on a database.",
  );

const WATCH: readonly Statement[] = [
  `CREATE TEMP TABLE mig_keys AS SELECT "table", parent, count(*) AS broken FROM pragma_foreign_key_check GROUP BY 1, 2`,
  `CREATE TEMP TABLE mig_broken (more, CONSTRAINT "rows refer to nothing" CHECK (more <= 0))`,
];

const REFUSE: readonly Statement[] = [
  `INSERT INTO temp.mig_broken
  SELECT count(*) - coalesce((SELECT broken FROM temp.mig_keys AS before WHERE before."table" = now."table" AND before.parent = now.parent), 0)
  FROM pragma_foreign_key_check AS now GROUP BY now."table", now.parent`,
  "DROP TABLE temp.mig_keys",
  "DROP TABLE temp.mig_broken",
];
