import { inParts, inTransaction, withSemicolon, type Scripting } from "../scripting.js";

/** https://www.postgresql.org/docs/current/app-psql.html */
export const scripting: Scripting = {
  usage: "psql -d DATABASE -f FILE",
  opening: ["\\set ON_ERROR_STOP on", "SET client_encoding = 'UTF8';"],
  ended: (statement) =>
    typeof statement === "string"
      ? withSemicolon(statement)
      : `SELECT ${statement.expression} AS statement \\gexec`,
  revision: (work, rows) =>
    inParts(work, rows, (lines, ends) => inTransaction([...lines, ...ends])),
};
