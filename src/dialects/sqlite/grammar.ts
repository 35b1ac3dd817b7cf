import type { Check, Column, ForeignKey } from "../../schema/model.js";
import { grammar, quoting, standardLiteral, words, type Grammar } from "../../sql.js";
import { reading } from "../statements.js";
import { closing } from "./expression.js";
import { sqliteLexis } from "./lexis.js";
import { normalGenerated } from "./normalize.js";
import { isOperator, isWord, tokensOf } from "./tokens.js";
import { sqliteValue } from "./value.js";

/** How SQLite spells the pieces of a statement; what TypeORM reads back, it reads as its own. */
export const sqliteGrammar: Grammar = grammar({
  quote: '"',
  literal: standardLiteral,
  value: sqliteValue,
  // What goes into a column is made one of its type.
  cast: (expression) => expression,
  ...reading(sqliteLexis),
  keyLiteral: ({ name }) => `quote(${quoting('"').name(name)})`,
  defaultInRows: false,
  emptyRow: "DEFAULT VALUES",
  overriding: null,
  column: (column) => columnText(column),
});

/**
 * A column as TypeORM spells it, which reads some of it back out of the text: a check that stands for an enum
 * directly behind the type, AUTOINCREMENT in the column.
 */
export function columnText(
  column: Column,
  check: Check | null = null,
  reference: ForeignKey | null = null,
): string {
  return words(
    sqliteGrammar.name(column.name),
    column.type,
    check && inlineCheck(check),
    normalGenerated(column) === "increment" && COUNTING,
    collateText(column),
    !column.nullable && "NOT NULL",
    valueText(column),
    reference && sqliteGrammar.reference(reference),
  );
}

export const COUNTING = "PRIMARY KEY AUTOINCREMENT";

export const inlineCheck = ({ expression }: Check): string => `CHECK( ${expression} )`;

export const collateText = ({ collation }: Column): string =>
  collation === null ? "" : `COLLATE ${sqliteGrammar.name(collation)}`;

/** Where the value comes from if none is given. */
export function valueText(column: Column): string {
  const { generated, expression } = column;
  if (generated === "stored" || generated === "virtual")
    return `GENERATED ALWAYS AS (${expression}) ${generated.toUpperCase()}`;
  return column.default === null ? "" : `DEFAULT (${column.default})`;
}

/**
 * The column whose values a check lists, if it has no name and does nothing else: `"c" IN ('a','b')`. That is
 * what an enum is on SQLite.
 */
export function enumColumn({ name, expression }: Check): string | null {
  if (name !== null) return null;
  const tokens = tokensOf(expression);
  const [column, word, open, ...values] = tokens;
  if (column?.kind !== "name" || !isWord(word, "IN") || !isOperator(open, "(")) return null;
  if (closing(tokens, 2) !== tokens.length - 1) return null;
  const isList = values
    .slice(0, -1)
    .every((token, at) => (at % 2 === 0 ? token.kind === "string" : isOperator(token, ",")));
  return isList ? column.value : null;
}
