import type {
  Check,
  ForeignKey,
  Index,
  PrimaryKey,
  ReferentialAction,
  Schema,
  Table,
} from "../../schema/model.js";
import { qualify } from "../../schema/name.js";
import { index, view } from "../../schema/spec.js";
import type { Grammar } from "../../sql.js";
import type { Query, Scope } from "../dialect.js";
import { withAttached } from "../attached.js";
import { grouped } from "../grouped.js";
import { readCatalog, type Catalog, type KeyRow, type TableRow, type ViewRow } from "./catalog.js";
import { withoutQualifier } from "./expression.js";
import { fromCatalog } from "./catalog-text.js";
import { columnOf, isJsonCheck } from "./reflect-column.js";
import { normalize, tableName } from "./normalize.js";
import { completed } from "./reflect-shown.js";
import { withoutRollupFunctions } from "./rollup.js";
import type { Settings } from "./settings.js";
import { withColumnNames } from "./view-columns.js";

/**
 * The tables and views of the databases in scope, in normal form, in a constant number of queries but for what `completed`
 * asks. Sequences and temporary tables are left out.
 */
export async function reflect(
  query: Query,
  { namespaces, except }: Scope,
  grammar: Grammar,
  settings: Settings,
): Promise<Schema> {
  const catalog = await readCatalog(query, namespaces, settings);
  const left = new Set(except.map((name) => tableName(name, settings)));
  const places = placesOf(catalog);
  const read = catalog.tables
    .map((row) => tableOf(row, places, grammar, settings))
    .filter(({ name }) => !left.has(name));
  const hasParsers = catalog.databases.some(({ parsers }) => Number(parsers) > 0);
  const tables = await completed(read, hasParsers, query, grammar, settings);
  const own = settings.server.schema;
  const collations = Object.fromEntries(
    catalog.databases.map(({ name, collation }) => [name, collation]),
  );
  const attached = new Map(
    catalog.views.map((row) => [tableName(nameOf(row, settings), settings), viewOptions(row)]),
  );
  const normal = normalize(
    {
      namespaces: catalog.databases
        .filter(({ name }) => name !== own)
        .map(({ name }) => ({ name })),
      extensions: [],
      enums: [],
      sequences: [],
      tables,
      views: catalog.views
        .map((row) =>
          view({ name: nameOf(row, settings), query: viewQuery(row, places, grammar, settings) }),
        )
        .filter(({ name }) => !left.has(name)),
    },
    { ...settings, server: { ...settings.server, collations } },
  );
  return withAttached(normal, attached);
}

/** The words of CREATE VIEW beside name and query, where they are not the usual ones. */
const viewOptions = ({ name, timing, event }: ViewRow): readonly string[] => [
  ...(name === null || name === "UNDEFINED" ? [] : [`ALGORITHM = ${name}`]),
  ...(timing === "INVOKER" ? ["SQL SECURITY INVOKER"] : []),
  ...(event === "NONE" ? [] : [`WITH ${event} CHECK OPTION`]),
];

/** With the names that its columns have, and without that of the connection's own database, which another one is not called by. */
function viewQuery(row: ViewRow, places: Places, sql: Grammar, { server }: Settings): string {
  const names = sorted(places.columns(row)).map(({ name }) => name);
  const query = withColumnNames(withoutRollupFunctions(row.body), names, sql.name);
  return server.schema === null ? query : withoutQualifier(query, server.schema);
}

/** The rows of the catalog by the table they belong to. */
type Places = {
  readonly [Rows in Exclude<keyof Catalog, "databases" | "tables" | "views">]: (
    row: Placed,
  ) => Catalog[Rows];
};

function placesOf(catalog: Catalog): Places {
  return {
    columns: byTable(catalog.columns),
    keys: byTable(catalog.keys),
    references: byTable(catalog.references),
    rules: byTable(catalog.rules),
    checks: byTable(catalog.checks),
    triggers: byTable(catalog.triggers),
  };
}

interface Placed {
  readonly db: string;
  readonly tab: string;
}

function byTable<T extends Placed>(rows: readonly T[]): (row: Placed) => readonly T[] {
  const found = grouped(rows, key);
  return (row) => found.get(key(row)) ?? [];
}

const key = ({ db, tab }: Placed) => `${db}\0${tab}`;

const nameOf = ({ db, tab }: Placed, { server }: Settings) =>
  qualify(db === server.schema ? null : db, tab);

function tableOf(row: TableRow, places: Places, grammar: Grammar, settings: Settings): Table {
  const name = nameOf(row, settings);
  const checks = places.checks(row);
  const columns = sorted(places.columns(row)).map((column) => columnOf(column, checks, settings));
  const json = columns.filter(({ type }) => type === "json");
  const keys = groups(places.keys(row));
  return {
    name,
    columns,
    primaryKey: primaryKeyOf(keys.get("PRIMARY")),
    uniques: [],
    checks: checks
      .filter((check) => !json.some((column) => isJsonCheck(check, column.name)))
      .map(({ name, clause }): Check => ({ name, expression: fromCatalog(clause, settings) })),
    exclusions: [],
    foreignKeys: foreignKeysOf(row, places, settings),
    indexes: [...keys]
      .filter(([name]) => name !== "PRIMARY")
      .map(([name, rows]) => indexOf(name, rows, settings)),
    triggers: places.triggers(row).map(({ name: trigger, timing, event, body }) => ({
      name: trigger,
      statement: `CREATE TRIGGER ${grammar.name(trigger)} ${timing} ${event} ON ${grammar.table(name)} FOR EACH ROW ${body}`,
    })),
    comment: row.comment,
    engine: row.engine,
    collation: row.collation,
    withoutRowid: false,
    strict: false,
    definition: null,
  };
}

const sorted = <T extends { readonly position: number }>(rows: readonly T[]): readonly T[] =>
  rows.toSorted((a, b) => a.position - b.position);

/** The rows of each constraint or index, in order. */
const groups = <T extends { readonly name: string; readonly position: number }>(
  rows: readonly T[],
) => grouped(sorted(rows), ({ name }) => name);

const primaryKeyOf = (rows: readonly KeyRow[] | undefined): PrimaryKey | null =>
  rows ? { name: null, columns: rows.flatMap(({ col }) => (col === null ? [] : [col])) } : null;

function indexOf(name: string, rows: readonly KeyRow[], settings: Settings): Index {
  const method = rows[0]?.method.toLowerCase() ?? null;
  return index({
    name,
    columns: rows.map(({ col, expression, direction, prefix }) => ({
      column: col,
      expression: expression === null ? null : fromCatalog(expression, settings),
      order: direction === "D" ? "DESC" : "ASC",
      nulls: null,
      collation: null,
      opclass: null,
      length: prefix === null ? null : Number(prefix),
    })),
    unique: Number(rows[0]?.distinct) === 1,
    method: method === "rtree" ? "spatial" : method,
  });
}

function foreignKeysOf(row: TableRow, places: Places, settings: Settings): readonly ForeignKey[] {
  const rules = new Map(places.rules(row).map((rule) => [rule.name, rule]));
  return [...groups(places.references(row))].map(([name, columns]) => {
    const [first] = columns;
    const rule = rules.get(name);
    return {
      name,
      columns: columns.map(({ col }) => col),
      references: {
        table: nameOf({ db: first?.other_db ?? "", tab: first?.other_tab ?? "" }, settings),
        columns: columns.map(({ other_col }) => other_col),
      },
      onDelete: (rule?.on_delete ?? "NO ACTION") as ReferentialAction,
      onUpdate: (rule?.on_update ?? "NO ACTION") as ReferentialAction,
      deferrable: null,
    };
  });
}
