import { MigError } from "../errors.js";
import { add, find, replace } from "../schema/edit.js";
import { EMPTY_SCHEMA, type Schema, type Table } from "../schema/model.js";

/**
 * The schema with a table as it is said to be. Triggers that are not spoken of are those that are known; columns and indexes
 * have to be said, since a table that is made anew without them would lose them (MIG409).
 */
export function withSaidTable(known: Schema = EMPTY_SCHEMA, said: Table): Schema {
  const is = find(known.tables, said.name);
  if (!is) return { ...known, tables: add(known.tables, said) };
  refuseLeftOut("column", is.columns, said);
  refuseLeftOut("index", is.indexes, said, said.indexes);
  const triggers = said.triggers.length > 0 ? said.triggers : is.triggers;
  return { ...known, tables: replace(known.tables, said.name, () => ({ ...said, triggers })) };
}

function refuseLeftOut(
  what: string,
  there: readonly { readonly name: string }[],
  { name: table, columns }: Table,
  said: readonly { readonly name: string }[] = columns,
): void {
  const names = new Set(said.map(({ name }) => name.toLowerCase()));
  const left = there.find(({ name }) => !names.has(name.toLowerCase()));
  if (left)
    throw new MigError(
      "MIG409",
      `\`copyFrom\` does not speak of the ${what} ${left.name}, which ${table} has.`,
      `Add it to \`copyFrom\`; if it is to go, drop it in the batch.`,
    );
}
