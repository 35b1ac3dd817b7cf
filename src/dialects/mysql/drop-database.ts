import { MigError } from "../../errors.js";
import type { DropSchema } from "../../operations/namespace.js";
import { ifExistsWords } from "../../operations/options.js";
import type { Schema } from "../../schema/model.js";
import { qualifier } from "../../schema/name.js";
import { words, type Composed, type Grammar } from "../../sql.js";
import { asKept, type Settings } from "./settings.js";

/**
 * DROP DATABASE takes everything in it along, which is never meant. What the schema knows of is refused; of the rest,
 * such as routines, the server says whether there is any before it drops.
 */
export function dropDatabase(
  { name, ...op }: DropSchema,
  { tables, views }: Schema,
  sql: Grammar,
  settings: Settings,
): Composed {
  const kept = asKept(name, settings);
  const left = [...tables, ...views].filter((each) => qualifier(each.name) === kept);
  if (left.length > 0)
    throw new MigError(
      "MIG404",
      `Dropping the database ${name} would drop ${left.map((each) => each.name).join(", ")} with it.`,
      "Drop its tables and views first.",
    );
  const holds = CATALOGS.map(
    ([catalog, column]) =>
      `EXISTS (SELECT 1 FROM information_schema.${catalog} WHERE ${column} = ${sql.literal(kept)})`,
  );
  const refusal = `SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = ${sql.literal(`The database ${name} is not empty.`)}`;
  const drop = words("DROP DATABASE", ifExistsWords(op), sql.name(name));
  return {
    expression: `IF(${holds.join(" OR ")}, ${sql.literal(refusal)}, ${sql.literal(drop)})`,
  };
}

const CATALOGS = [
  ["TABLES", "TABLE_SCHEMA"],
  ["ROUTINES", "ROUTINE_SCHEMA"],
  ["EVENTS", "EVENT_SCHEMA"],
] as const;
