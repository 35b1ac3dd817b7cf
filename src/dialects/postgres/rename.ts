import type { TableName } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import type { Grammar, Statement } from "../../sql.js";
import type { Server } from "../dialect.js";

/** Into another schema, and to another name in it. */
export function rename(
  word: "TABLE" | "TYPE",
  from: TableName,
  to: TableName,
  sql: Grammar,
  server: Server,
): readonly Statement[] {
  const home = qualifier(to);
  const moved = qualify(home, localName(from));
  return [
    ...(home === qualifier(from)
      ? []
      : [
          `ALTER ${word} ${sql.table(from)} SET SCHEMA ${sql.name(home ?? server.schema ?? "public")}`,
        ]),
    ...(localName(from) === localName(to)
      ? []
      : [`ALTER ${word} ${sql.table(moved)} RENAME TO ${sql.name(localName(to))}`]),
  ];
}
