import type { RenameColumn } from "../../operations/column.js";
import type { RenameTable } from "../../operations/table.js";
import { find } from "../../schema/edit.js";
import type { Column, TableName } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import type { Grammar, Statement } from "../../sql.js";
import type { DdlContext, Server } from "../dialect.js";
import { impliedName, tableName } from "./identifier.js";

/** The sequences of the columns that count by themselves get the name that goes with the new one of the table. */
export function renameSequencesOfTable(
  { from, to }: RenameTable,
  { grammar, schema }: DdlContext,
  { schema: own }: Server,
): readonly Statement[] {
  const table = find(schema.tables, tableName(from, own));
  return (table?.columns ?? [])
    .filter(isCounter)
    .flatMap(({ name }) =>
      renameSequence(
        { table: to, column: name },
        impliedName(localName(from), name, "seq"),
        impliedName(localName(to), name, "seq"),
        grammar,
      ),
    );
}

/** The same for a column that has another name. TypeORM takes a column for a plain one whose sequence is called otherwise. */
export function renameSequenceOfColumn(
  { table, from, to }: RenameColumn,
  { grammar, schema }: DdlContext,
  { schema: own }: Server,
): readonly Statement[] {
  const column = find(schema.tables, tableName(table, own))?.columns.find(
    ({ name }) => name === from,
  );
  if (!column || !isCounter(column)) return [];
  const local = localName(table);
  return renameSequence(
    { table, column: to },
    impliedName(local, from, "seq"),
    impliedName(local, to, "seq"),
    grammar,
  );
}

const isCounter = ({ generated }: Column) => generated === "increment";

/** Renames the sequence of a column if it still has the name that the server gave it. */
function renameSequence(
  { table, column }: { readonly table: TableName; readonly column: string },
  from: string,
  to: string,
  sql: Grammar,
): readonly Statement[] {
  if (from === to) return [];
  const sequence = sql.table(qualify(qualifier(table), from));
  const owned = `pg_get_serial_sequence(${sql.literal(sql.table(table))}, ${sql.literal(column)})`;
  const rename = `ALTER SEQUENCE ${sequence} RENAME TO ${sql.name(to)}`;
  return [
    `DO ${sql.literal(
      `BEGIN IF ${owned}::regclass = to_regclass(${sql.literal(sequence)}) THEN ${rename}; END IF; END`,
    )}`,
  ];
}

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
        // One may be left of a time when it counted.
        `DO ${sql.literal(`BEGIN IF ${owned} IS NOT NULL THEN EXECUTE 'DROP SEQUENCE ' || ${owned}; END IF; END`)}`,
        `CREATE SEQUENCE ${fresh} AS ${column.type} OWNED BY ${own}.${name}`,
        `SELECT setval(${sql.literal(fresh)}, ${next}`,
        `${alter} SET DEFAULT nextval(${sql.literal(fresh)}::regclass)`,
      ],
      position: `SELECT setval(${owned}, ${next}`,
    },
    retype: [changing("ALTER SEQUENCE ", ` AS ${column.type}`)],
  };
}
