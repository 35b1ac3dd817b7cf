import type { Column, EnumType } from "../../schema/model.js";
import { localName, nameParts } from "../../schema/name.js";
import type { Statement } from "../../sql.js";
import type { Expression } from "../dialect.js";
import { postgresGrammar as sql } from "./grammar.js";
import { quoted } from "./identifier.js";

/** Statements that make enum types as they will be, and expressions in the words of these. */
export interface ComingTypes {
  readonly statements: readonly Statement[];
  readonly inWords: (expression: Expression) => Expression;
}

/**
 * The types are temporary ones: those need no right but that to make temporary tables, touch none that is there, and go
 * before any other of their name. https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SEARCH-PATH
 */
export function comingTypes(enums: readonly EnumType[]): ComingTypes {
  const byName = new Map<string, EnumType>();
  for (const type of enums) byName.set(free(localName(type.name), byName), type);
  const names = new Map(
    [...byName].map(([local, { name }]) => [
      nameParts(name).map(quoted).join("."),
      temporary(local),
    ]),
  );
  const retyped = (column: Column): Column => {
    const [, item = "", array = ""] = /^(.*?)((?:\[\])*)$/s.exec(column.type) ?? [];
    const type = names.get(item);
    return type === undefined ? column : { ...column, type: type + array };
  };
  return {
    statements: [...byName].map(
      ([local, { values }]) =>
        `CREATE TYPE ${temporary(local)} AS ENUM (${values.map(sql.literal).join(", ")})`,
    ),
    inWords: (expression) => ({
      ...expression,
      table: { ...expression.table, columns: expression.table.columns.map(retyped) },
    }),
  };
}

/** The name, or a longer one where a type of another schema has it. */
const free = (name: string, taken: ReadonlyMap<string, unknown>): string =>
  taken.has(name) ? free(`${name}_`, taken) : name;

const temporary = (local: string) => `pg_temp.${sql.name(local)}`;
