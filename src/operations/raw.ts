import { MigError } from "../errors.js";
import type { StandardOperationModule } from "./operation.js";
import { isSql, plainSql, spelled, told, type SqlText } from "./tagged.js";

/** Statements in the words of the database. What they do to the schema is unknown to mig. */
export interface Execute {
  readonly kind: "execute";
  /** One after another; a text may have several in it. */
  readonly statements: SqlText | readonly SqlText[];
  /** What stands for the placeholders of one text, which are those of the database's driver. */
  readonly parameters: readonly unknown[] | null;
}

export const execute: StandardOperationModule<
  Execute,
  [statements: SqlText | readonly SqlText[], parameters?: readonly unknown[]],
  Execute
> = {
  phase: "statements",
  of(statements, parameters) {
    const kept = Array.isArray(statements)
      ? (statements as readonly SqlText[]).map(checked)
      : checked(statements as SqlText);
    if (parameters !== undefined && typeof kept !== "string")
      throw new MigError(
        "MIG409",
        "Parameters are for one text with placeholders.",
        "Give each statement its own call, or write the values into sql`…`.",
      );
    return { kind: "execute", statements: kept, parameters: parameters ?? null };
  },
  args: ({ statements, parameters }) =>
    parameters === null ? [statements] : [statements, parameters],
  apply: (_op, schema) => schema,
  inverse: () => undefined,
  summary: ({ statements }) => `~ ${listOf(statements).map(told).join("; ")}`,
  ddl: ({ statements, parameters }, sql) =>
    listOf(statements).flatMap((given) => {
      const text = spelled(given, sql);
      const literals = parameters?.map((value) => sql.value(value));
      return sql.split(literals ? sql.filled(text, literals) : text);
    }),
};

/** The statements as a list. */
const listOf = (statements: Execute["statements"]): readonly SqlText[] =>
  Array.isArray(statements) ? (statements as readonly SqlText[]) : [statements as SqlText];

function checked(given: SqlText): SqlText {
  if (typeof given === "string") return given;
  if (isSql(given)) return plainSql(given);
  throw new MigError(
    "MIG409",
    `A statement is ${given === null ? "null" : `a value of type ${typeof given}`}.`,
    "Give a text, sql`…`, or a list of them.",
  );
}
