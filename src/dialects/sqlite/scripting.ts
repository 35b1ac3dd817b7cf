import type { Statement } from "../../sql.js";
import { inParts, plain, withSemicolon, type Line, type Scripting } from "../scripting.js";
import { breaksKeys } from "./session.js";

/**
 * Foreign keys are off while a table is rebuilt, and more rows that refer to nothing than before stop the script before the
 * commit. https://www.sqlite.org/cli.html
 */
export const scripting: Scripting = {
  usage: "sqlite3 FILE.sqlite < FILE",
  opening: [".bail on", "PRAGMA foreign_keys = OFF;"],
  ended: (statement) => withSemicolon(plain(statement)),
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
