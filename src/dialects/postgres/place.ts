import { words } from "../../sql.js";
import type { Expression } from "../dialect.js";
import { withoutParentheses } from "./expression.js";
import { postgresGrammar as sql } from "./grammar.js";

/** How an expression is put into a temporary table, and how what the server prints of it there is read. */
export interface Place {
  /** An element of CREATE TABLE that carries the expression under a name; null where there is none. */
  readonly write: (expression: Expression, name: string) => string | null;
  readonly read: (printed: string) => string;
}

// A line break ends a comment that the text may end with.
const column = ({ table, column }: Expression, name: string, rest: string) =>
  words(sql.name(name), table.columns.find((one) => one.name === column)?.type ?? "text", rest);
const check: Place = {
  write: ({ text }, name) => words("CONSTRAINT", sql.name(name), `CHECK (${text}\n)`),
  read: withoutParentheses,
};

const generated: Place = {
  write: (expression, name) =>
    column(expression, name, `GENERATED ALWAYS AS (${expression.text}\n) STORED`),
  read: withoutParentheses,
};
// A computed column must not depend on anything but the row, just as an index.
const predicate: Place = {
  write: ({ text }, name) =>
    words(sql.name(name), `boolean GENERATED ALWAYS AS (${text}\n) STORED`),
  read: withoutParentheses,
};

export const PLACES: { readonly [P in Expression["place"]]: Place } = {
  default: {
    write: (expression, name) => column(expression, name, `DEFAULT (${expression.text}\n)`),
    read: withoutParentheses,
  },
  generated,
  check,
  "index predicate": predicate,
  // Its type is not known, so it cannot be a column of its own; and an index would need the right method.
  "index key": {
    write: (expression, name) =>
      predicate.write({ ...expression, text: `(${expression.text}\n) IS NOT NULL` }, name),
    read: (printed) => withoutParentheses(withoutParentheses(printed).replace(/ IS NOT NULL$/, "")),
  },
  exclusion: {
    write: ({ text }, name) => words("CONSTRAINT", sql.name(name), "EXCLUDE", text),
    read: (printed) => printed.replace(/^EXCLUDE /, ""),
  },
  "on update": { write: () => null, read: (printed) => printed },
};
