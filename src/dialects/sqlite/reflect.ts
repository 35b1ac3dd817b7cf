import { MigError } from "../../errors.js";
import { EMPTY_SCHEMA, type Schema, type Table } from "../../schema/model.js";
import { localName, qualify } from "../../schema/name.js";
import type { Query, Scope, Server } from "../dialect.js";
import { withAttached } from "../attached.js";
import { grouped } from "../grouped.js";
import { isAtLeast } from "../version.js";
import { isVirtual, MASTER, SHADOWS, shadowNames, type MasterRow } from "./catalog.js";
import { view } from "../../schema/spec.js";
import { distinct, normalize, sorted } from "./normalize.js";
import { parseIndex, parseTable, parseView } from "./parse.js";
import { indexOf, nameKey, othersIn, resolve, tableOf } from "./read.js";
import { fold, Unreadable } from "./tokens.js";

/** Reads the schema from the statements that made it, in one query, or two where there are virtual tables. */
export async function reflect(query: Query, scope: Scope, server: Server): Promise<Schema> {
  const rows = (await query(MASTER)) as unknown as readonly MasterRow[];
  const hidden = await hiddenTables(query, rows, server);
  const except = new Set(scope.except.map(nameKey));
  const isRead = ({ name }: MasterRow) =>
    !hidden.has(fold(name)) && !except.has(nameKey(qualify(null, name)));
  const indexes = byTable(rows, "index");
  const triggers = byTable(rows, "trigger");
  const tables = rows
    .filter((row) => row.type === "table" && isRead(row))
    .map((row) => read(row, indexes.get(fold(row.name)), triggers.get(fold(row.name))));
  const views = rows
    .filter((row) => row.type === "view" && isRead(row))
    .map((row) => view({ name: qualify(null, row.name), query: readable(row, row, parseView) }));
  const attached = new Map(
    views.map(({ name }) => [
      name,
      (triggers.get(fold(localName(name))) ?? []).map(({ sql }) => sql),
    ]),
  );
  const normal = withAttached(normalize({ ...EMPTY_SCHEMA, views }), attached);
  return { ...normal, tables: sorted(resolved(tables)) };
}

const byTable = (rows: readonly MasterRow[], type: MasterRow["type"]) =>
  grouped(
    rows.filter((row) => row.type === type),
    ({ tbl_name }) => fold(tbl_name),
  );

/** Tables that are not the user's: SQLite's own, virtual ones and those in which the virtual ones keep their rows. */
async function hiddenTables(
  query: Query,
  rows: readonly MasterRow[],
  { version }: Server,
): Promise<ReadonlySet<string>> {
  const own = rows.filter(({ name }) => fold(name).startsWith("sqlite_"));
  const virtual = rows.filter(isVirtual);
  const tells = isAtLeast(version, 3, 37);
  const shadows = virtual.length > 0 && tells ? await query(SHADOWS) : [];
  return new Set(
    [
      ...own.map(({ name }) => name),
      ...virtual.flatMap((row) => [row.name, ...shadowNames(row)]),
      ...shadows.map(({ name }) => String(name)),
    ].map(fold),
  );
}

function read(
  row: MasterRow,
  indexes: readonly MasterRow[] = [],
  triggers: readonly MasterRow[] = [],
): Table {
  const written = readable(row, row, parseTable);
  return tableOf(qualify(null, row.name), written, {
    indexes: indexes.map((index) => indexOf(index.name, readable(index, row, parseIndex))),
    triggers: triggers.map(({ name, sql }) => ({ name, statement: sql })),
  });
}

function readable<T>(
  { type, name, sql }: MasterRow,
  table: MasterRow,
  parse: (sql: string) => T,
): T {
  try {
    return parse(sql);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const what = name === table.name ? type : `${type} ${name} of table`;
    throw new MigError(
      "MIG207",
      `The definition of the ${what} ${table.name} cannot be read: ${error.message}.`,
      "Make it again in a spelling that SQLite documents.",
      { cause: error },
    );
  }
}

/** Foreign keys may name a table that stands further on, so what they mean is found last. */
function resolved(tables: readonly Table[]): readonly Table[] {
  const others = othersIn(tables);
  return tables.map((table) => ({
    ...table,
    foreignKeys: distinct(table.foreignKeys.map((key) => resolve(key, others))),
  }));
}
