import { MigError } from "../../errors.js";
import type { Kind } from "../../operations/index.js";

/** The operations that SQLite has nothing for, each with what to do instead. */
const ALTERNATIVES = {
  createSchema: "Attach a database, or leave the schema out of the names.",
  dropSchema: "Detach the database, or leave the schema out of the names.",
  createExtension: "Load the extension where the connection is opened.",
  dropExtension: "Load the extension where the connection is opened.",
  createEnum: "Give the column a text type and add a check that lists the values.",
  dropEnum: "Drop the check that lists the values.",
  alterEnum: "Drop the check that lists the values, and add one with the new values.",
  renameEnum: "Rename the check that lists the values.",
  renameEnumValue: "Drop the check that lists the values, and add one with the new values.",
  addEnumValue: "Drop the check that lists the values, and add one with the new values.",
  validateConstraint:
    "Take the operation out of the migration: SQLite checks what it adds at once.",
  refreshView: "Make it a plain view, which is never out of date.",
  createSequence: "Let a primary key count by itself, or keep the number in a table.",
  alterSequence: "Change what keeps the number.",
  dropSequence: "Drop what keeps the number.",
  addExclusion: "Write a trigger that refuses such rows.",
  dropExclusion: "Drop the trigger that refuses such rows.",
} as const satisfies { readonly [K in Kind]?: string };

type Refused = keyof typeof ALTERNATIVES;

/** The spelling of those operations: an error. */
export const refuse = Object.fromEntries(
  Object.entries(ALTERNATIVES).map(([kind, alternative]) => [
    kind,
    () => {
      throw new MigError("MIG404", `SQLite cannot do ${kind}.`, alternative);
    },
  ]),
) as { readonly [K in Refused]: () => never };
