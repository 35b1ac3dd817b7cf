import type { Query } from "../dialect.js";
import { literal } from "./expression.js";
import { asKept, type Settings } from "./settings.js";

/** Where a row belongs. */
interface Row {
  readonly db: string;
  readonly tab: string;
}
export interface DatabaseRow {
  readonly name: string;
  readonly collation: string;
  /** How many parsers of full-text indexes the server has besides its own. */
  readonly parsers: number;
}
export interface TableRow extends Row {
  readonly engine: string | null;
  readonly collation: string | null;
  readonly comment: string;
}
export interface ColumnRow extends Row {
  readonly name: string;
  readonly position: number;
  readonly type: string;
  readonly nullable: "YES" | "NO";
  /** Text as the server has it: with quotes in MariaDB, without in MySQL. */
  readonly initial: string | null;
  readonly extra: string;
  readonly collation: string | null;
  readonly comment: string;
  readonly expression: string | null;
  readonly srid: number | null;
}
export interface KeyRow extends Row {
  readonly name: string;
  readonly position: number;
  readonly distinct: number;
  /** Null for an expression. */
  readonly col: string | null;
  readonly direction: "A" | "D" | null;
  readonly prefix: number | null;
  readonly method: string;
  readonly expression: string | null;
}
export interface ReferenceRow extends Row {
  readonly name: string;
  readonly position: number;
  readonly col: string;
  readonly other_db: string;
  readonly other_tab: string;
  readonly other_col: string;
}
export interface RuleRow extends Row {
  readonly name: string;
  readonly on_delete: string;
  readonly on_update: string;
}
export interface CheckRow extends Row {
  readonly name: string;
  /** Whether it is part of its column, which then has its name. */
  readonly of_column: number;
  readonly clause: string;
}
export interface TriggerRow extends Row {
  readonly kind: "trigger";
  readonly name: string;
  readonly timing: string;
  readonly event: string;
  readonly body: string;
}
/** What a view stands for, with the name of its own database before those of tables. */
export interface ViewRow extends Row {
  readonly kind: "view";
  /** MERGE, TEMPTABLE or UNDEFINED; null where only SHOW CREATE VIEW tells. */
  readonly name: string | null;
  /** INVOKER or DEFINER. */
  readonly timing: string;
  /** NONE, LOCAL or CASCADED. */
  readonly event: string;
  readonly body: string;
}

export interface Catalog {
  readonly databases: readonly DatabaseRow[];
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly keys: readonly KeyRow[];
  readonly references: readonly ReferenceRow[];
  readonly rules: readonly RuleRow[];
  readonly checks: readonly CheckRow[];
  readonly triggers: readonly TriggerRow[];
  readonly views: readonly ViewRow[];
}

const SYSTEM: ReadonlySet<string> = new Set([
  ...["information_schema", "mysql", "performance_schema", "sys"],
]);

/** Eight queries, whatever there is; the databases are the connection's own and those of the list. */
export async function readCatalog(
  query: Query,
  others: readonly string[] | "all",
  settings: Settings,
): Promise<Catalog> {
  const { server, expressionKeys, columnChecks } = settings;
  const listed = new Set(others === "all" ? [] : others.map((name) => asKept(name, settings)));
  const wanted = (name: string) =>
    name === server.schema ||
    (others === "all" ? !SYSTEM.has(name.toLowerCase()) : listed.has(name));
  const all = await rows<DatabaseRow>(query, DATABASES);
  const databases = all.filter(({ name }) => wanted(name));
  // Each database for itself: MariaDB looks through all of them for an IN.
  const read = async <T>(select: string) =>
    databases.length === 0
      ? []
      : rows<T>(
          query,
          databases
            .map(({ name }) => select.replaceAll("$DATABASE", () => literal(name)))
            .join(" UNION ALL "),
        );
  const bodies: readonly (TriggerRow | ViewRow)[] = await read<TriggerRow | ViewRow>(
    columnChecks ? BODIES_WITH_ALGORITHM : BODIES,
  );
  return {
    databases,
    tables: await read<TableRow>(TABLES),
    columns: await read<ColumnRow>(columnChecks ? COLUMNS : COLUMNS_WITH_SRID),
    keys: await read<KeyRow>(expressionKeys ? KEYS_WITH_EXPRESSIONS : KEYS),
    references: await read<ReferenceRow>(REFERENCES),
    rules: await read<RuleRow>(RULES),
    checks: await read<CheckRow>(columnChecks ? CHECKS_WITH_LEVEL : CHECKS),
    triggers: bodies.filter((row): row is TriggerRow => row.kind === "trigger"),
    views: bodies.filter((row): row is ViewRow => row.kind === "view"),
  };
}

const rows = async <T>(query: Query, sql: string) => (await query(sql)) as unknown as readonly T[];

const DATABASES = `SELECT SCHEMA_NAME AS name, DEFAULT_COLLATION_NAME AS collation,
  (SELECT COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_TYPE = 'FTPARSER' AND PLUGIN_STATUS = 'ACTIVE') AS parsers
  FROM information_schema.SCHEMATA`;

const TABLES = `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, ENGINE AS engine, TABLE_COLLATION AS collation,
  TABLE_COMMENT AS comment FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = $DATABASE AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')`;

const columns = (
  srid: string,
) => `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, COLUMN_NAME AS name,
  ORDINAL_POSITION AS position, COLUMN_TYPE AS type, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS initial, EXTRA AS extra,
  COLLATION_NAME AS collation, COLUMN_COMMENT AS comment, GENERATION_EXPRESSION AS expression, ${srid} AS srid
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = $DATABASE`;
const COLUMNS = columns("NULL");
const COLUMNS_WITH_SRID = columns("SRS_ID");

const keys = (
  expression: string,
) => `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, INDEX_NAME AS name,
  SEQ_IN_INDEX AS position, 1 - NON_UNIQUE AS \`distinct\`, COLUMN_NAME AS col, COLLATION AS direction,
  SUB_PART AS prefix, INDEX_TYPE AS method, ${expression} AS expression
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = $DATABASE`;
const KEYS = keys("NULL");
const KEYS_WITH_EXPRESSIONS = keys("EXPRESSION");

const REFERENCES = `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, ORDINAL_POSITION AS position,
  COLUMN_NAME AS col, REFERENCED_TABLE_SCHEMA AS other_db, REFERENCED_TABLE_NAME AS other_tab,
  REFERENCED_COLUMN_NAME AS other_col FROM information_schema.KEY_COLUMN_USAGE
  WHERE TABLE_SCHEMA = $DATABASE AND REFERENCED_TABLE_NAME IS NOT NULL`;

const RULES = `SELECT CONSTRAINT_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, DELETE_RULE AS on_delete,
  UPDATE_RULE AS on_update FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = $DATABASE`;

const CHECKS = `SELECT t.TABLE_SCHEMA AS db, t.TABLE_NAME AS tab, t.CONSTRAINT_NAME AS name, 0 AS of_column,
  c.CHECK_CLAUSE AS clause FROM information_schema.TABLE_CONSTRAINTS t JOIN information_schema.CHECK_CONSTRAINTS c
  ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME
  WHERE t.TABLE_SCHEMA = $DATABASE AND t.CONSTRAINT_TYPE = 'CHECK'`;
const CHECKS_WITH_LEVEL = `SELECT CONSTRAINT_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name,
  LEVEL = 'Column' AS of_column, CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
  WHERE CONSTRAINT_SCHEMA = $DATABASE`;

const bodiesWith = (
  algorithm: string,
) => `SELECT 'trigger' AS kind, EVENT_OBJECT_SCHEMA AS db, EVENT_OBJECT_TABLE AS tab, TRIGGER_NAME AS name,
  ACTION_TIMING AS timing, EVENT_MANIPULATION AS event, ACTION_STATEMENT AS body
  FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = $DATABASE
  UNION ALL SELECT 'view', TABLE_SCHEMA, TABLE_NAME, ${algorithm}, SECURITY_TYPE, CHECK_OPTION, VIEW_DEFINITION
  FROM information_schema.VIEWS WHERE TABLE_SCHEMA = $DATABASE`;
const BODIES = bodiesWith("NULL");
const BODIES_WITH_ALGORITHM = bodiesWith("ALGORITHM");

/** The statement that makes a table, as the server prints it. */
export async function showCreate(query: Query, table: string): Promise<string> {
  const [row] = await query(`SHOW CREATE TABLE ${table}`);
  return String(row?.["Create Table"]);
}
