import { MigError } from "../../errors.js";
import { ifExistsWords, type IfExists } from "../../operations/options.js";
import type { TableName } from "../../schema/model.js";
import { localName } from "../../schema/name.js";
import { words, type Grammar, type Statement } from "../../sql.js";
import { standardDdl, type Ddl } from "../dialect.js";
import { impliedName } from "./identifier.js";
import { refuseUnique } from "./refuse-version.js";

/** How constraints are spelt. */
export const constraintDdl = (version: number) =>
  ({
    addUnique: (op, context) => {
      refuseUnique(op.constraint, version);
      return standardDdl.addUnique(op, context);
    },
    dropPrimaryKey: (op, { grammar: sql }) => [
      dropConstraint(op, impliedName(localName(op.table), null, "pkey"), sql),
    ],
    dropUnique: (op, { grammar: sql }) => [
      dropConstraint(op, impliedName(localName(op.table), joined(op.was), "key"), sql),
    ],
    dropCheck: (op, { grammar: sql }) => [dropConstraint(op, null, sql)],
    dropExclusion: (op, { grammar: sql }) => [dropConstraint(op, null, sql)],
    dropForeignKey: (op, { grammar: sql }) => [
      dropConstraint(op, impliedName(localName(op.table), joined(op.was), "fkey"), sql),
    ],
    validateConstraint: ({ table, name }, { grammar: sql }) => [
      `ALTER TABLE ${sql.table(table)} VALIDATE CONSTRAINT ${sql.name(name)}`,
    ],
    renameConstraint: ({ table, from, to }, { grammar: sql }) => [
      `ALTER TABLE ${sql.table(table)} RENAME CONSTRAINT ${sql.name(from)} TO ${sql.name(to)}`,
    ],
  }) satisfies Partial<Ddl>;

const dropConstraint = (
  { table, name, ...op }: IfExists & { readonly table: TableName; readonly name: string | null },
  implied: string | null,
  sql: Grammar,
): Statement =>
  words(
    `ALTER TABLE ${sql.table(table)} DROP CONSTRAINT`,
    ifExistsWords(op),
    sql.name(name ?? implied ?? unnamed(table)),
  );

const joined = (was: { readonly columns: readonly string[] } | undefined) =>
  was?.columns.join("_") ?? null;

function unnamed(table: TableName): never {
  throw new MigError(
    "MIG404",
    `A constraint of ${table} is to be dropped, but its name is not said.`,
    "PostgreSQL gives every constraint a name: see `\\d` of psql.",
  );
}
