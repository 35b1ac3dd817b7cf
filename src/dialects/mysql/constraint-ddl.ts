import type { DropForeignKey } from "../../operations/constraint.js";
import { ifExistsWords } from "../../operations/options.js";
import type { RenameConstraint } from "../../operations/rename.js";
import { find } from "../../schema/edit.js";
import { words, type Composed, type Statement } from "../../sql.js";
import { standardDdl, type Ddl, type DdlContext } from "../dialect.js";
import { alter } from "./alter.js";
import { alterTable, dropIndexIfThere, type Clause } from "./alter-table.js";
import { modify } from "./column-change.js";
import { isServed, leads } from "./hidden-keys.js";
import { named } from "./index-ddl.js";
import { seenFrom } from "./seen-from.js";
import type { Settings } from "./settings.js";

/** How checks and foreign keys are spelt. */
export const constraintDdl = (settings: Settings, whole: () => Ddl<Statement | Composed>) =>
  ({
    renameConstraint: (op, context) => renameConstraint(op, context, whole()),
    dropCheck(op, { grammar: sql, schema }) {
      const table = find(schema.tables, op.table);
      const name = named(op.name, op.kind);
      const column = settings.columnChecks && table && find(table.columns, name);
      if (!table || !column)
        return [
          words(
            `ALTER TABLE ${sql.table(op.table)} DROP ${settings.checkWord}`,
            ifExistsWords(op),
            sql.name(name),
          ),
        ];
      // It may be part of the column of that name, which is then restated without it.
      const restated = modify(op.table, column, { ...table, checks: [] }, sql, settings);
      const drop = `DROP CONSTRAINT IF EXISTS ${sql.name(name)}`;
      return [alterTable(op.table, [drop, restated], sql, settings)];
    },
    addForeignKey: (op, context) =>
      standardDdl.addForeignKey(
        { ...op, constraint: seenFrom(op.table, op.constraint, settings) },
        context,
      ),
    dropForeignKey: (op, context) =>
      alter(op, context, dropForeignKey(op, context, settings), settings),
  }) satisfies Partial<Ddl<Statement | Composed>>;

/** A unique constraint is an index; other constraints have to be made again. */
function renameConstraint(
  { table, from, to }: RenameConstraint,
  context: DdlContext,
  ddl: Ddl<Statement | Composed>,
): readonly (Statement | Composed)[] {
  const before = find(context.schema.tables, table);
  const check = before && find(before.checks, from);
  const key = before && find(before.foreignKeys, from);
  if (check)
    return [
      ...ddl.dropCheck({ kind: "dropCheck", table, name: from, was: check }, context),
      ...ddl.addCheck({ kind: "addCheck", table, constraint: { ...check, name: to } }, context),
    ];
  if (key)
    return [
      ...ddl.dropForeignKey({ kind: "dropForeignKey", table, name: from, was: key }, context),
      ...ddl.addForeignKey(
        { kind: "addForeignKey", table, constraint: { ...key, name: to } },
        context,
      ),
    ];
  return ddl.renameIndex({ kind: "renameIndex", table, from, to }, context);
}

/** The index that the server made for it goes, too, or it would stay for no reason. */
function dropForeignKey(
  op: DropForeignKey,
  { grammar: sql, schema }: DdlContext,
  settings: Settings,
): readonly Clause[] {
  const name = named(op.name, op.kind);
  const table = find(schema.tables, op.table);
  const key = (table && find(table.foreignKeys, name)) ?? op.was;
  const drop = words("DROP FOREIGN KEY", ifExistsWords(op), sql.name(name));
  // An index of that name that is part of the schema is not the one that the server made for the key.
  if (table && find(table.indexes, name)) return [drop];
  const certain =
    !op.ifExists &&
    table !== undefined &&
    key !== undefined &&
    !isServed(table, key.columns, settings) &&
    !table.foreignKeys.some((other) => other.name !== name && leads(other.columns, key.columns));
  return [drop, certain ? `DROP INDEX ${sql.name(name)}` : dropIndexIfThere(name)];
}
