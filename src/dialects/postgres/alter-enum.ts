import type { AlterEnum } from "../../operations/enum.js";
import type { Operation } from "../../operations/index.js";
import { hasValue } from "../../operations/enum-expression.js";
import { equal } from "../../schema/equal.js";
import type { Column, Table } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import type { Statement } from "../../sql.js";
import type { DdlContext, Server } from "../dialect.js";
import { bringBack, computedFrom, dropColumns, stepAside, viewsAside } from "./dependents.js";
import { identifiers } from "./expression.js";
import { quoted, withEnding } from "./identifier.js";
import { canonicalType, parseType } from "./type.js";

/**
 * Changes the values of an enum type. Values are added to it in their places, which touches no row; but what is added so
 * cannot be used before the transaction ends, and a migration is one transaction. Where it is to be used at once, and where
 * values go or change places, a new type is made and every column cast to it.
 * https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES
 */
export function alterEnum(
  op: AlterEnum,
  context: DdlContext,
  server: Server,
  spelled: (ops: readonly Operation[]) => readonly Statement[],
): readonly Statement[] {
  return canAdd(op) ? addValues(op, context) : remake(op, context, server, spelled);
}

/** Whether the values that are there stay, in their order. */
export function canAdd({ from, to, rewrite }: AlterEnum): boolean {
  return (
    !rewrite &&
    equal(
      from,
      to.filter((value) => from.includes(value)),
    )
  );
}

function addValues({ name, from, to }: AlterEnum, { grammar: sql }: DdlContext) {
  const type = `ALTER TYPE ${sql.table(name)} ADD VALUE`;
  return to.flatMap((value, at): readonly Statement[] => {
    if (from.includes(value)) return [];
    const before = to[at - 1];
    const after = to.slice(at).find((other) => from.includes(other));
    const place =
      before !== undefined
        ? ` AFTER ${sql.literal(before)}`
        : after !== undefined
          ? ` BEFORE ${sql.literal(after)}`
          : "";
    return [`${type} ${sql.literal(value)}${place}`];
  });
}

function remake(
  op: AlterEnum,
  { grammar: sql, schema }: DdlContext,
  server: Server,
  spelled: (ops: readonly Operation[]) => readonly Statement[],
): readonly Statement[] {
  const local = localName(op.name);
  const own = [qualifier(op.name), local].filter((part) => part !== null).map(quoted);
  const type = canonicalType(own.join("."), server.schema);
  const isOfType = (column: Column) => parseType(column.type, server.schema).name === type;
  const old = withEnding(local, "__old");

  const dropped = schema.tables.flatMap((table) => disturbed(table));
  const unique = [...new Map(dropped.map((drop) => [JSON.stringify(drop), drop])).values()];
  const apart = unique.toSorted((a, b) => order(a) - order(b));
  const typed = schema.tables.filter(({ columns }) => columns.some(isOfType));
  const views = viewsAside(schema, new Set(typed.map(({ name }) => name)), new Set([op.name]));
  return [
    ...spelled([...views, ...apart]),
    `ALTER TYPE ${sql.table(op.name)} RENAME TO ${sql.name(old)}`,
    `CREATE TYPE ${sql.table(op.name)} AS ENUM (${op.to.map(sql.literal).join(", ")})`,
    ...schema.tables.flatMap((table) => recast(table)),
    ...spelled(bringBack(apart)),
    ...spelled(bringBack(views)),
    `DROP TYPE ${sql.table(qualify(qualifier(op.name), old))}`,
  ];

  /** What compares values of the type: it would compare those of the old one with those of the new. */
  function disturbed(table: Table): readonly Operation[] {
    const typed = table.columns.filter(isOfType).map(({ name }) => name);
    const computed = computedFrom(table, new Set([...typed, local]));
    const replaced = new Set(computed.map(({ name }) => name));
    const names = new Set([...typed, ...replaced, local]);
    return [...stepAside(schema, table, names, replaced), ...dropColumns(table, computed)];
  }

  function recast(table: Table): readonly Statement[] {
    const columns = table.columns.filter((column) => column.expression === null);
    const actions = columns.flatMap((column) => {
      const alter = `ALTER COLUMN ${sql.name(column.name)}`;
      const typed = isOfType(column);
      if (!typed && !identifiers(column.default ?? "").has(local)) return [];
      const { array } = parseType(column.type, server.schema);
      const text = `${sql.name(column.name)}::${array ? "text[]" : "text"}`;
      const cast = `${mapped(text, array)}::${column.type}`;
      return [
        column.default !== null && `${alter} DROP DEFAULT`,
        typed && `${alter} TYPE ${column.type} USING ${cast}`,
        column.default !== null &&
          !losesDefault(column.default) &&
          `${alter} SET DEFAULT ${column.default}`,
      ].filter((action) => action !== false);
    });
    return actions.length === 0
      ? []
      : [`ALTER TABLE ${sql.table(table.name)} ${actions.join(", ")}`];
  }

  /** The text of a value, or of a list of them, with others in the place of those that go. */
  function mapped(text: string, array: boolean): string {
    const pairs = Object.entries(op.values).map((pair) => pair.map(sql.literal));
    if (array)
      return pairs.reduce((inner, [was, now]) => `array_replace(${inner}, ${was}, ${now})`, text);
    return pairs.length === 0
      ? text
      : `(CASE ${text} ${pairs.map(([was, now]) => `WHEN ${was} THEN ${now}`).join(" ")} ELSE ${text} END)`;
  }

  /** Whether the default names a value that goes: then another one is to follow. */
  function losesDefault(text: string): boolean {
    return op.from.some((value) => !op.to.includes(value) && hasValue(text, value));
  }
}

/** Keys that reference go before the keys they reference, columns last of all. */
const ORDER: readonly Operation["kind"][] = ["dropForeignKey", "dropExclusion", "dropCheck"];
const order = (op: Operation) =>
  op.kind === "dropColumn"
    ? ORDER.length + 1
    : ORDER.includes(op.kind)
      ? ORDER.indexOf(op.kind)
      : ORDER.length;
