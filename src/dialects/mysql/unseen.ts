import { equal } from "../../schema/equal.js";
import type { Schema, Table, TableName } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import type { Grammar } from "../../sql.js";
import type { Query, Unseen } from "../dialect.js";
import { refusal } from "./refusal.js";
import type { Settings } from "./settings.js";

/**
 * What may be there unseen: the catalog shows a user only what it has rights on, and not all of that. Asks the server
 * only where something is missing.
 * https://dev.mysql.com/doc/refman/8.4/en/information-schema-introduction.html
 * https://mariadb.com/kb/en/information-schema-referential_constraints-table/
 */
export async function unseen(
  query: Query,
  actual: Schema,
  wanted: Schema,
  sql: Grammar,
  settings: Settings,
): Promise<readonly Unseen[]> {
  const rights = rightsOf(query, sql, settings);
  const found: Unseen[] = [];
  for (const { isUnseen, ...doubt } of doubts(actual, wanted, rights))
    if (await isUnseen(doubt.name)) found.push(doubt);
  return found;
}

/** What looks as if it were missing, and how to find out whether it only cannot be seen. */
interface Doubt extends Unseen {
  readonly isUnseen: (name: TableName) => Promise<boolean>;
}

function doubts(actual: Schema, wanted: Schema, rights: Rights): readonly Doubt[] {
  const tables = new Map(actual.tables.map((table) => [table.name, table]));
  const views = new Set(actual.views.map(({ name }) => name));
  const isThere = (name: TableName) => tables.has(name) || views.has(name);
  return [
    ...actual.views.flatMap(({ name, query }): readonly Doubt[] =>
      query === ""
        ? [{ kind: "view", name, right: "SHOW VIEW and SELECT", isUnseen: async () => true }]
        : [],
    ),
    ...wanted.views.flatMap(({ name }): readonly Doubt[] =>
      isThere(name) ? [] : [{ kind: "view", name, right: "SELECT", isUnseen: rights.hidesTables }],
    ),
    ...wanted.tables.flatMap((table): readonly Doubt[] => {
      const there = tables.get(table.name);
      if (there) return there === table ? [] : tableDoubts(there, table, rights);
      const { name } = table;
      return [{ kind: "table", name, right: "SELECT", isUnseen: rights.hidesTables }];
    }),
  ];
}

const tableDoubts = (there: Table, { name, ...asked }: Table, rights: Rights): readonly Doubt[] => [
  ...(lacks(there.columns, asked.columns)
    ? [{ kind: "table", name, right: "SELECT", isUnseen: rights.hidesColumns } as const]
    : []),
  ...(lacks(there.checks, asked.checks)
    ? [
        {
          kind: "check",
          name,
          right: "SELECT on the database",
          isUnseen: rights.hidesChecks,
        } as const,
      ]
    : []),
  ...(equal(there.foreignKeys, asked.foreignKeys)
    ? []
    : [
        {
          kind: "foreign key",
          name,
          right: "one besides SELECT",
          isUnseen: rights.hidesRules,
        } as const,
      ]),
];

type Named = { readonly name: string | null };
const lacks = (there: readonly Named[], asked: readonly Named[]): boolean => {
  const names = new Set(there.map(({ name }) => name));
  return asked.some(({ name }) => !names.has(name));
};

/** What the user's rights hide, asked of the server when it matters, and of each database once. */
interface Rights {
  /** Whether there may be tables in the database of this one that the catalog does not show. */
  hidesTables(table: TableName): Promise<boolean>;
  hidesColumns(table: TableName): Promise<boolean>;
  hidesChecks(table: TableName): Promise<boolean>;
  /** Whether the foreign keys of the table are shown without what they do. */
  hidesRules(table: TableName): Promise<boolean>;
}

function rightsOf(query: Query, sql: Grammar, settings: Settings): Rights {
  const nameIn = (database: string | null) =>
    database === null ? "DATABASE()" : sql.literal(database);
  const isDenied = async (table: TableName): Promise<boolean> => {
    try {
      await query(`SELECT * FROM ${sql.table(table)} LIMIT 0`);
      return false;
    } catch (error) {
      const problem = refusal(error);
      if (problem === null) throw error;
      return problem.kind === "not asked";
    }
  };
  const ofDatabase = <T>(ask: (database: string | null) => Promise<T>) => {
    const answers = new Map<string | null, Promise<T>>();
    return (table: TableName): Promise<T> => {
      const database = qualifier(table);
      const answer = answers.get(database) ?? ask(database);
      answers.set(database, answer);
      return answer;
    };
  };
  // Who may read all of the database is told that it is not there.
  const mayNotRead = ofDatabase((database) => isDenied(qualify(database, "mig no such table")));
  // Any right on all of it shows all tables, though not their columns.
  const hasNoRight = ofDatabase(async (database) => {
    const rights = await query(RIGHTS.replaceAll("$DATABASE", () => nameIn(database)));
    return rights.length === 0;
  });
  const hidesTables = async (table: TableName) =>
    (await mayNotRead(table)) && (await hasNoRight(table));
  const tablesWithoutRules = ofDatabase(async (database) => {
    const rows = await query(WITHOUT_RULES.replaceAll("$DATABASE", () => nameIn(database)));
    return new Set(rows.map((row) => String(row["tab"])));
  });
  return {
    hidesTables,
    hidesColumns: async (table) => (await mayNotRead(table)) && (await isDenied(table)),
    hidesChecks: settings.checksNeedDatabaseRight ? hidesTables : async () => false,
    hidesRules: async (table) => (await tablesWithoutRules(table)).has(localName(table)),
  };
}

/** Names of databases in rights may have wildcards. */
const RIGHTS = `SELECT 1 FROM information_schema.SCHEMA_PRIVILEGES WHERE $DATABASE LIKE TABLE_SCHEMA
  UNION ALL SELECT 1 FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE <> 'USAGE' LIMIT 1`;

const WITHOUT_RULES = `SELECT DISTINCT TABLE_NAME AS tab FROM information_schema.KEY_COLUMN_USAGE
  WHERE TABLE_SCHEMA = $DATABASE AND REFERENCED_TABLE_NAME IS NOT NULL
  AND (TABLE_NAME, CONSTRAINT_NAME) NOT IN (SELECT TABLE_NAME, CONSTRAINT_NAME
    FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = $DATABASE)`;
