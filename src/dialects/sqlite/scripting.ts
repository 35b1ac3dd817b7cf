import type { Statement } from "../../sql.js";
import { withSemicolon, type Scripting } from "../scripting.js";
import { breaksKeys } from "./session.js";

/**
 * Foreign keys are off while a table is rebuilt, and what they would have refused stops the script before the commit, as it
 * does where mig itself runs the revision. https://www.sqlite.org/cli.html
 */
export const scripting: Scripting = {
  usage: "sqlite3 FILE.sqlite < FILE",
  opening: [".bail on", "PRAGMA foreign_keys = OFF;"],
  ended: (statement) =>
    typeof statement === "string" ? withSemicolon(statement) : `SELECT ${statement.expression};`,
  revision(work, rows) {
    const isWatched = work.some((it) => typeof it === "string" && breaksKeys(it));
    return [
      "BEGIN IMMEDIATE",
      ...(isWatched ? WATCH : []),
      ...work,
      ...(isWatched ? REFUSE : []),
      ...rows,
      "COMMIT",
    ];
  },
};

const WATCH: readonly Statement[] = [
  `CREATE TEMP TABLE mig_keys (before, after, CONSTRAINT "rows refer to nothing" CHECK (after <= before))`,
  "INSERT INTO temp.mig_keys SELECT count(*), 0 FROM pragma_foreign_key_check",
];

const REFUSE: readonly Statement[] = [
  "UPDATE temp.mig_keys SET after = (SELECT count(*) FROM pragma_foreign_key_check)",
  "DROP TABLE temp.mig_keys",
];
