import { ifExistsWords, ifNotExistsWords, type IfNotExists } from "../../operations/options.js";
import type { View } from "../../schema/model.js";
import { words, type Grammar, type Statement } from "../../sql.js";
import type { Ddl } from "../dialect.js";
import { PLAIN_VIEW, refuse } from "./missing.js";

/** How views are spelt. */
export const viewDdl = {
  createView: (op, { grammar: sql }) => [createView("CREATE", op.view, sql, op)],
  replaceView: ({ view }, { grammar: sql }) => [createView("CREATE OR REPLACE", view, sql)],
  dropView: (op, { grammar: sql }) => [words("DROP VIEW", ifExistsWords(op), sql.table(op.name))],
} satisfies Partial<Ddl>;

function createView(
  verb: "CREATE" | "CREATE OR REPLACE",
  view: View,
  sql: Grammar,
  op: IfNotExists = {},
): Statement {
  if (view.materialized) refuse(`materialized views, such as ${view.name}`, PLAIN_VIEW);
  const isLast = (option: string) => option.startsWith("WITH ");
  return words(
    verb,
    ...view.attached.filter((option) => !isLast(option)),
    "VIEW",
    ifNotExistsWords(op),
    `${sql.table(view.name)} AS ${view.query}`,
    // What rows cannot be written through has nothing to check.
    ...(COLLECTS.test(view.query) ? [] : view.attached.filter(isLast)),
  );
}

/** https://dev.mysql.com/doc/refman/8.4/en/view-updatability.html */
const COLLECTS =
  /\b(?:group\s+by|having|distinct|union|limit|over|(?:count|sum|min|max|avg)\s*\()/i;
