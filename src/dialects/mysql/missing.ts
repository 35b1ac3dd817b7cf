import { MigError } from "../../errors.js";
import type { Ddl } from "../dialect.js";

/** What MySQL has none of is refused (MIG404). */
export const missingDdl = {
  createExtension: ({ name }) => refuse(`extensions, such as ${name}`, LEAVE_OUT),
  dropExtension: ({ name }) => refuse(`extensions, such as ${name}`, LEAVE_OUT),
  createEnum: ({ type }) => refuse(`enum types apart from columns, such as ${type.name}`, LIST),
  dropEnum: ({ name }) => refuse(`enum types apart from columns, such as ${name}`, LIST),
  alterEnum: ({ name }) => refuse(`enum types apart from columns, such as ${name}`, LIST),
  renameEnum: ({ from }) => refuse(`enum types apart from columns, such as ${from}`, LIST),
  renameEnumValue: ({ name }) => refuse(`enum types apart from columns, such as ${name}`, LIST),
  addEnumValue: ({ name }) => refuse(`enum types apart from columns, such as ${name}`, LIST),
  createSequence: ({ sequence }) => refuse(`sequences, such as ${sequence.name}`, COUNT),
  alterSequence: ({ name }) => refuse(`sequences, such as ${name}`, COUNT),
  dropSequence: ({ name }) => refuse(`sequences, such as ${name}`, COUNT),
  refreshView: ({ name }) => refuse(`materialized views, such as ${name}`, PLAIN_VIEW),
  validateConstraint: ({ name }) =>
    refuse(`constraints that are not valid yet, such as ${name}`, LEAVE_OUT),
  dropExclusion: ({ name }) => refuse(`exclusion constraints, such as ${name}`, LEAVE_OUT),
} satisfies Partial<Ddl>;

const COUNT = 'Let a column count by itself: op.addColumn(…, { generated: "increment" }).';
/** What to do where there are no materialized views. */
export const PLAIN_VIEW = "Make it a plain view, or a table that events fill.";
const LEAVE_OUT = "Take the operation out of the migration.";
const LIST =
  "List the values in the type of the column: op.alterColumn(…, { type: \"enum('a','b')\" }).";

/** Refuses (MIG404) what MySQL has none of. */
export function refuse(what: string, hint: string): never {
  throw new MigError("MIG404", `MySQL has no ${what}.`, hint);
}
