import { MigError } from "../../errors.js";
import type { Column, ForeignKey, IndexKey, Unique } from "../../schema/model.js";
import { grammar, words, type Grammar } from "../../sql.js";
import { knownCollation } from "./collation.js";
import { canonicalOnUpdate, defaultClause } from "./default.js";
import { reading } from "../statements.js";
import { literal, withoutParentheses } from "./expression.js";
import { hasFourBytes } from "./four-bytes.js";
import { mysqlLexis } from "./lexis.js";
import type { Settings } from "./settings.js";
import { keyLiteral, mysqlValue } from "./value.js";

/** How MySQL and MariaDB spell names, literals, columns and constraints. Refuses what they cannot keep. */
export function mysqlGrammar(settings: Settings): Grammar {
  const standard = grammar({
    quote: "`",
    refuseName,
    literal,
    value: mysqlValue,
    // What goes into a column is made one of its type.
    cast: (expression) => expression,
    ...reading(mysqlLexis),
    keyLiteral,
    defaultInRows: true,
    emptyRow: "() VALUES ()",
    overriding: null,
    column: (column, sql) => columnText(column, sql, settings),
  });
  return {
    ...standard,
    indexKey: (key) => standard.indexKey(keyOf(key, settings)),
    unique: (unique) => standard.unique(uniqueOf(unique)),
    foreignKey: (key) => foreignKeyText(key, standard),
    exclusion: ({ name }) => {
      throw new MigError(
        "MIG404",
        `MySQL has no exclusion constraints, so ${name} cannot be made.`,
        "Leave it to the application, or use PostgreSQL.",
      );
    },
  };
}

/** The server would make up a name, or keep a question mark: https://dev.mysql.com/doc/refman/8.4/en/identifiers.html */
function refuseName(name: string): void {
  if (name === "") throw new MigError("MIG404", "MySQL has no empty names.", "Say a name.");
  if (hasFourBytes(name))
    throw new MigError(
      "MIG404",
      `MySQL keeps no characters beyond U+FFFF in names, such as ${name}.`,
      "Leave out emoji and the like.",
    );
}

/** https://dev.mysql.com/doc/refman/8.4/en/create-table.html */
function columnText(column: Column, sql: Grammar, settings: Settings): string {
  const { type, nullable, onUpdate, charset, collation, comment } = column;
  const computed = column.expression !== null;
  return words(
    sql.name(column.name),
    type,
    charset !== null && `CHARACTER SET ${sql.name(charset)}`,
    collation !== null && `COLLATE ${sql.name(knownCollation(collation, settings))}`,
    column.expression !== null &&
      `GENERATED ALWAYS AS (${withoutParentheses(column.expression)}) ${column.generated === "stored" ? "STORED" : "VIRTUAL"}`,
    (!computed || settings.computedNotNull) && (nullable ? "NULL" : "NOT NULL"),
    !computed &&
      column.default !== null &&
      `DEFAULT ${defaultClause(column.default, type, settings)}`,
    !computed && onUpdate !== null && `ON UPDATE ${canonicalOnUpdate(onUpdate, type, settings)}`,
    isCounter(column) && "AUTO_INCREMENT",
    comment !== null && `COMMENT ${sql.literal(comment)}`,
  );
}

/** Whether the server counts the column up; an identity column of PostgreSQL comes nearest. */
export const isCounter = ({ generated }: Column): boolean =>
  generated === "increment" ||
  generated === "identity always" ||
  generated === "identity by default";

function keyOf(key: IndexKey, settings: Settings): IndexKey {
  if (key.expression !== null && !settings.expressionKeys)
    throw new MigError(
      "MIG404",
      `MariaDB has no indexes on expressions such as ${key.expression}.`,
      "Add a virtual column with that expression and index the column.",
    );
  if (key.nulls !== null || key.opclass !== null || key.collation !== null)
    throw new MigError(
      "MIG404",
      "MySQL keeps no place of nulls, operator class or collation for the key of an index.",
      "Leave them out, or use PostgreSQL.",
    );
  return key;
}

function uniqueOf(unique: Unique): Unique {
  if (unique.deferrable !== null || unique.nullsNotDistinct)
    throw new MigError(
      "MIG404",
      `MySQL checks unique keys at once and takes nulls for distinct, so ${unique.name} cannot be made.`,
      "Leave out `deferrable` and `nullsNotDistinct`.",
    );
  return unique;
}

/** With both actions, as MariaDB's catalog says RESTRICT where none is given, which TypeORM takes for a change. */
function foreignKeyText(key: ForeignKey, standard: Grammar): string {
  if (key.deferrable !== null)
    throw new MigError(
      "MIG404",
      `MySQL checks foreign keys at once, so ${key.name} cannot be deferrable.`,
      "Leave out `deferrable`.",
    );
  const bare = standard.foreignKey({ ...key, onDelete: "NO ACTION", onUpdate: "NO ACTION" });
  return `${bare} ON DELETE ${key.onDelete} ON UPDATE ${key.onUpdate}`;
}
