import { MigError } from "../../errors.js";
import { summary, type TableOperation } from "../../operations/index.js";
import { find } from "../../schema/edit.js";
import { equal } from "../../schema/equal.js";
import type { Schema, Table, TableName } from "../../schema/model.js";
import { qualify } from "../../schema/name.js";
import type { Statement } from "../../sql.js";
import { refuseValues } from "../refuse-values.js";
import type { Server, Together } from "../dialect.js";
import { advance, renames, start, type Course } from "./course.js";
import { sqliteGrammar as sql } from "./grammar.js";
import { inPlace } from "./in-place.js";
import { normalTable } from "./normalize.js";
import { nameKey, othersIn } from "./read.js";
import { freeName, rebuild } from "./rebuild.js";
import { refuse } from "./refuse.js";

/**
 * A run of operations on one table: each where the table stands if SQLite can do all of them so, otherwise all of them
 * in one rebuild. Columns are renamed after a rebuild, by SQLite itself, which knows every view and trigger.
 */
export function changeTable(
  run: readonly TableOperation[],
  schema: Schema,
  server: Server,
  { table: name, recreate }: Together = { table: run[0]?.table ?? "", recreate: "auto" },
): readonly Statement[] {
  const table = find(schema.tables, name);
  for (const op of run) {
    if (op.kind === "alterColumn")
      refuseValues(op, "Give the rows their values by op.execute, before or after.");
    // Before any of the others is found to need a rebuild, which would leave it out.
    if (op.kind === "addExclusion" || op.kind === "dropExclusion") refuse[op.kind]();
  }
  const statements = recreate === "always" ? null : inPlace(run, table, server);
  if (statements) return statements;
  if (!table)
    throw new MigError(
      "MIG206",
      `There is no table ${name}.`,
      "Compare the migration with the database, and with the tables that the configuration leaves out.",
    );
  if (recreate === "never") refuseRebuild(run, table, server);
  const course = run.reduce(advance, start(table));
  return [
    ...(recreate === "always" || isChanged(table, course) ? rebuilt(table, course, schema) : []),
    ...renames(course).map(
      ({ from, to }) =>
        `ALTER TABLE ${sql.table(name)} RENAME COLUMN ${sql.name(from)} TO ${sql.name(to)}`,
    ),
  ];
}

/** Names the first operation that SQLite cannot do where the table stands. */
function refuseRebuild(
  run: readonly TableOperation[],
  table: Table | undefined,
  server: Server,
): never {
  const op = run.find((_, at) => !inPlace(run.slice(0, at + 1), table, server)) ?? run.at(-1);
  throw new MigError(
    "MIG404",
    `SQLite makes a table anew for ${op ? `op.${op.kind} (${summary(op)})` : "this"}, and \`recreate: "never"\` forbids that.`,
    "Leave `recreate` out: a rebuild keeps all rows, indexes, triggers and views.",
  );
}

const isChanged = (before: Table, { table, kept }: Course): boolean =>
  kept.size < before.columns.length || !equal(normalTable(before), normalTable(table));

function rebuilt(before: Table, course: Course, schema: Schema): readonly Statement[] {
  const { table, kept, naming } = course;
  const names = new Set(schema.tables.map((each) => nameKey(each.name)));
  const isTaken = (name: TableName) => names.has(nameKey(name));
  const others = othersIn(schema.tables.map((each) => (each === before ? table : each)));
  const dropsColumn = kept.size < before.columns.length;
  return [
    ...rebuild({
      before,
      after: table,
      isKept: (column) => kept.has(column),
      draft: freeName(before.name, isTaken),
      others,
    }),
    ...(dropsColumn && naming.size === 0 ? checkMentions(isTaken) : []),
  ];
}

/**
 * Fails if a view or trigger mentions a column that is gone, as DROP COLUMN would: SQLite looks at all of them when
 * any table is renamed.
 */
function checkMentions(isTaken: (name: TableName) => boolean): readonly Statement[] {
  const from = freeName(qualify(null, "check"), isTaken);
  const to = freeName(qualify(null, "checked"), isTaken);
  return [
    `CREATE TABLE ${sql.table(from)} (${sql.name("id")})`,
    `ALTER TABLE ${sql.table(from)} RENAME TO ${sql.table(to)}`,
    `DROP TABLE ${sql.table(to)}`,
  ];
}
