import { MigError } from "../../errors.js";
import type { DropUnique } from "../../operations/constraint.js";
import type { Kind } from "../../operations/index.js";
import { ifExistsWords } from "../../operations/options.js";
import type { DropIndex } from "../../operations/table-index.js";
import { words, type Composed, type Statement } from "../../sql.js";
import type { Ddl, DdlContext } from "../dialect.js";
import { alter } from "./alter.js";
import { indexText } from "./column-change.js";
import type { Settings } from "./settings.js";

/** How indexes are spelt, of which a unique constraint and a primary key are some. */
export const indexDdl = (settings: Settings) =>
  ({
    addPrimaryKey: (op, context) =>
      alter(
        op,
        context,
        [`ADD ${context.grammar.primaryKey({ ...op.primaryKey, name: null })}`],
        settings,
      ),
    dropPrimaryKey: (op, context) => alter(op, context, ["DROP PRIMARY KEY"], settings),
    addUnique: (op, context) =>
      alter(op, context, [`ADD ${context.grammar.unique(op.constraint)}`], settings),
    dropUnique: (op, context) => alter(op, context, dropIndex(op, context), settings),
    createIndex: (op, context) =>
      alter(op, context, [`ADD ${indexText(op.index, context.grammar, op)}`], settings),
    dropIndex: (op, context) => alter(op, context, dropIndex(op, context), settings),
    renameIndex: ({ table, from, to }, { grammar: sql }) => [
      `ALTER TABLE ${sql.table(table)} RENAME INDEX ${sql.name(from)} TO ${sql.name(to)}`,
    ],
  }) satisfies Partial<Ddl<Statement | Composed>>;

const dropIndex = (op: DropIndex | DropUnique, { grammar: sql }: DdlContext) => [
  words("DROP INDEX", ifExistsWords(op), sql.name(named(op.name, op.kind))),
];

/** The name. Refuses (MIG404) where none is said. */
export function named(name: string | null, kind: Kind): string {
  if (name === null)
    throw new MigError("MIG404", `On MySQL ${kind} needs the name.`, "Look it up in the database.");
  return name;
}
