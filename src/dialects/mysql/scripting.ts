import { bare, inTransaction, withSemicolon, type Scripting } from "../scripting.js";

/** https://dev.mysql.com/doc/refman/8.4/en/mysql-batch-commands.html */
export const scripting: Scripting = {
  usage: "mysql DATABASE < FILE",
  opening: ["SET NAMES utf8mb4;"],
  ended(statement) {
    if (typeof statement !== "string")
      return [
        `SET @mig_statement = ${statement.expression};`,
        "PREPARE mig_statement FROM @mig_statement;",
        "EXECUTE mig_statement;",
        "DEALLOCATE PREPARE mig_statement;",
      ].join("\n");
    const text = bare(statement);
    if (!text.includes(";")) return withSemicolon(text);
    const delimiter = delimiterFor(text);
    return `DELIMITER ${delimiter}\n${text}\n${delimiter}\nDELIMITER ;`;
  },
  // What changes the schema is committed at once.
  revision: (work, rows) => [...work.flatMap(({ lines }) => lines), ...inTransaction(rows)],
};

/** Something that the text does not have. */
function delimiterFor(text: string): string {
  let delimiter = "$$";
  while (text.includes(delimiter)) delimiter += "$";
  return delimiter;
}
