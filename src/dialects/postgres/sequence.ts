import type { Column, TableName } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import type { Statement } from "../../sql.js";
import type { DdlContext } from "../dialect.js";
import { impliedName } from "./identifier.js";

/** What has to happen to the sequence of a column that begins or ends to count by itself. */
export interface Sequences {
  /** From a counting column to a plain one. */
  readonly leave: readonly Statement[];
  readonly enter: {
    /** From a plain column to a counting one. */
    readonly counting: readonly Statement[];
    /** Puts the sequence of the column behind the values that are there. */
    readonly position: Statement;
  };
  /** A counting column has a new type, which its sequence is to fill. */
  readonly retype: readonly Statement[];
}

/** The statements about the sequence of a column; it has whatever name the server once gave it. */
export function sequences(
  table: TableName,
  column: Column,
  { grammar: sql }: DdlContext,
): Sequences {
  const own = sql.table(table);
  const name = sql.name(column.name);
  const local = localName(table);
  const fresh = sql.table(qualify(qualifier(table), impliedName(local, column.name, "seq")));
  // Both as text: the first is read as SQL, the second is not.
  const owned = `pg_get_serial_sequence(${sql.literal(own)}, ${sql.literal(column.name)})`;
  const next = `GREATEST(max(${name}), 0) + 1, false) FROM ${own}`;
  const changing = (before: string, after: string): Statement =>
    `DO ${sql.literal(
      `BEGIN EXECUTE ${sql.literal(before)} || ${owned} || ${sql.literal(after)}; END`,
    )}`;
  const alter = `ALTER TABLE ${own} ALTER COLUMN ${name}`;
  return {
    leave: [`${alter} DROP DEFAULT`, changing("DROP SEQUENCE ", "")],
    enter: {
      counting: [
        `CREATE SEQUENCE ${fresh} AS ${column.type} OWNED BY ${own}.${name}`,
        `SELECT setval(${sql.literal(fresh)}, ${next}`,
        `${alter} SET DEFAULT nextval(${sql.literal(fresh)}::regclass)`,
      ],
      position: `SELECT setval(${owned}, ${next}`,
    },
    retype: [changing("ALTER SEQUENCE ", ` AS ${column.type}`)],
  };
}
