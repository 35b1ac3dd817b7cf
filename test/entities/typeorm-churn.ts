import type { ServerName } from "../support/databases.js";

/** What TypeORM would change again in what it has just made itself, and why: none of it is a difference. */
interface Churn {
  readonly on: readonly ServerName[];
  readonly statement: RegExp;
  readonly because: string;
}

const CHURN: readonly Churn[] = [
  {
    on: ["postgres"],
    statement: /^ALTER TABLE "defaults" ALTER COLUMN "[^"]+" (SET DEFAULT .+|DROP DEFAULT)$/,
    because: "PostgreSQL prints a default in its own words, and TypeORM compares texts",
  },
  {
    on: ["postgres"],
    statement: /^ALTER TABLE "more_types" ALTER COLUMN "[^"]+" TYPE TIMESTAMP\(3\) array$/,
    because: "TypeORM does not read the precision of a list",
  },
  {
    on: ["mysql"],
    statement:
      /^ALTER TABLE `more_types` CHANGE `tinyint \d+` `tinyint \d+` tinyint\(1\) NOT NULL$/,
    because: "TypeORM 0.3 does not read the width that newer MySQL servers still give",
  },
  {
    on: ["mysql", "mariadb"],
    statement: /^ALTER TABLE `defaults` CHANGE /,
    because: "the server prints a default in its own words, and TypeORM compares texts",
  },
  {
    on: ["mysql", "mariadb"],
    statement: /^ALTER TABLE `three` CHANGE `(own|many)` /,
    because: "TypeORM does not read values of an enum or a set with quotes, commas or parentheses",
  },
  {
    on: ["mysql", "mariadb"],
    statement: /^ALTER TABLE `my_commented` CHANGE `text` /,
    because: "TypeORM writes a comment with escapes, and compares it without",
  },
  {
    on: ["sqlite"],
    statement: /"(temporary_)?constrained"|^DROP INDEX "(ix_(unique|property|named)|IDX_\w+)"$/,
    because: "TypeORM takes a part of a unique constraint of several columns for the whole",
  },
  {
    on: ["sqlite"],
    statement: /"(temporary_)?defaults"/,
    because: "TypeORM compares the default of a json column, a text, with an object",
  },
];

/** Why TypeORM would run the statement on what it has made; undefined where that is not known. */
export const churnOf = (server: ServerName, statement: string): string | undefined =>
  CHURN.find((churn) => churn.on.includes(server) && churn.statement.test(statement))?.because;
