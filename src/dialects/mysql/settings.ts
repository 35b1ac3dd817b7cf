import type { Server } from "../dialect.js";
import { isAtLeast } from "../version.js";

/** What this server does its own way; asked instead of its name and version. */
export interface Settings {
  readonly server: Server;
  /** Indexes keep DESC. https://mariadb.com/kb/en/mariadb-1081-release-notes/ */
  readonly descendingKeys: boolean;
  /** A descending index serves a foreign key as an ascending one does. */
  readonly descendingKeysServe: boolean;
  /** A key that is too long for an index is cut rather than refused. */
  readonly cutsKeys: boolean;
  /** An index may have an expression for a key. */
  readonly expressionKeys: boolean;
  /** A computed column may be NOT NULL. */
  readonly computedNotNull: boolean;
  /** A virtual column may read the one that counts by itself. */
  readonly virtualReadsCounter: boolean;
  /** `json` is a longtext with a check on it. */
  readonly jsonIsText: boolean;
  /** `vector` has a length also when none is given. */
  readonly vectorLength: number | null;
  /** Texts, blobs, JSON and geometries take a default only in parentheses. */
  readonly longDefaultsInParentheses: boolean;
  /** CURRENT_TIMESTAMP has the digits of its column, whatever is written. */
  readonly currentTimeFits: boolean;
  /** A time that ON UPDATE sets and that cannot be null has zeros for a default when it has no other. */
  readonly updatedTimesAreZero: boolean;
  /** ALTER TABLE knows IF EXISTS and IF NOT EXISTS. */
  readonly conditionalClauses: boolean;
  /** CREATE VIEW knows IF NOT EXISTS. */
  readonly conditionalViews: boolean;
  /** A renamed column has its new name in every expression of the table; otherwise these forbid it. */
  readonly renamesInExpressions: boolean;
  /** A check may belong to a column, and goes when the column is restated without it. */
  readonly columnChecks: boolean;
  /** The catalog shows checks only to who has a right on all of the database. */
  readonly checksNeedDatabaseRight: boolean;
  /** The catalog gives a default as it stands in DDL; otherwise its bare text. */
  readonly defaultsAsWritten: boolean;
  /** The catalog escapes the quotes in expressions, and takes their UTF-8 for Latin-1. */
  readonly expressionsEscaped: boolean;
  /** A check may be one that is not enforced. */
  readonly enforcedOrNot: boolean;
  /** The word after DROP that removes a check. */
  readonly checkWord: "CHECK" | "CONSTRAINT";
  /** What asks the server how it would run a query, and makes it note the query as it understands it. */
  readonly explain: "EXPLAIN FORMAT=TRADITIONAL" | "EXPLAIN EXTENDED";
  /** What the names of the collations of three-byte UTF-8 begin with in a statement. */
  readonly utf8Name: "utf8" | "utf8mb3";
  /** The collations that character sets have where none is named, but for those that never change. */
  readonly collations: Readonly<Record<string, string>>;
}

/** The name of a table or database as the server keeps it. */
export const asKept = (name: string, { server }: Settings): string =>
  server.lowerCaseTables ? name.toLowerCase() : name;

/** Everything the dialect needs to know of a server, from its flavour and version. */
export const settingsOf = (server: Server): Settings =>
  server.flavor === "mariadb" ? mariadb(server) : mysql(server);

const mysql = (server: Server): Settings => ({
  server,
  descendingKeys: true,
  descendingKeysServe: false,
  cutsKeys: false,
  expressionKeys: true,
  computedNotNull: true,
  virtualReadsCounter: false,
  jsonIsText: false,
  vectorLength: 2048,
  longDefaultsInParentheses: true,
  currentTimeFits: false,
  updatedTimesAreZero: false,
  conditionalClauses: false,
  // https://dev.mysql.com/doc/relnotes/mysql/9.1/en/news-9-1-0.html
  conditionalViews: isAtLeast(server.version, 9, 1),
  renamesInExpressions: false,
  columnChecks: false,
  checksNeedDatabaseRight: false,
  defaultsAsWritten: false,
  expressionsEscaped: true,
  enforcedOrNot: true,
  checkWord: "CHECK",
  explain: "EXPLAIN FORMAT=TRADITIONAL",
  // https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-30.html
  utf8Name: isAtLeast(server.version, 8, 0, 30) ? "utf8mb3" : "utf8",
  collations: { utf8mb4: "utf8mb4_0900_ai_ci" },
});

const mariadb = (server: Server): Settings => ({
  server,
  descendingKeys: isAtLeast(server.version, 10, 8),
  descendingKeysServe: true,
  cutsKeys: true,
  expressionKeys: false,
  computedNotNull: false,
  virtualReadsCounter: true,
  jsonIsText: true,
  vectorLength: null,
  longDefaultsInParentheses: false,
  currentTimeFits: true,
  updatedTimesAreZero: true,
  conditionalClauses: true,
  conditionalViews: true,
  renamesInExpressions: true,
  columnChecks: true,
  checksNeedDatabaseRight: true,
  defaultsAsWritten: true,
  expressionsEscaped: false,
  enforcedOrNot: false,
  checkWord: "CONSTRAINT",
  explain: "EXPLAIN EXTENDED",
  utf8Name: "utf8mb3",
  collations: isAtLeast(server.version, 11, 5) ? UCA_1400 : {},
});

/** https://mariadb.com/kb/en/server-system-variables/#character_set_collations */
const UCA_1400 = Object.fromEntries(
  ["utf8mb3", "ucs2", "utf8mb4", "utf16", "utf32"].map((set) => [set, `${set}_uca1400_ai_ci`]),
);
