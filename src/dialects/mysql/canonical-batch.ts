import type { Column, Table } from "../../schema/model.js";
import { column } from "../../schema/spec.js";
import { isCharacter } from "../../schema/type.js";
import type { Expression } from "../dialect.js";
import { identifiers } from "./expression.js";

/** An expression and its place among all of them. */
export interface Item {
  readonly expression: Expression;
  readonly at: number;
}

/** Expressions that one temporary table can hold, and the columns that they name. */
export interface Batch {
  readonly columns: readonly Column[];
  readonly items: readonly Item[];
}

/** All that what the server says of an expression depends on: expressions of which it is the same are the same. */
export function contextOf(expression: Expression): string {
  const { table, place, column: name, text } = expression;
  const own = table.columns.find((column) => column.name === name);
  return JSON.stringify([
    ...[place, text, own?.type, own?.charset, own?.collation, own?.generated],
    ...namedColumns(expression),
  ]);
}

/** As few tables as will do: expressions share one where the columns they name agree. */
export function batchesOf(items: readonly Item[]): readonly Batch[] {
  const open: Filling[] = [];
  for (const item of items) {
    const columns = namedColumns(item.expression);
    const size = sizeOf(item, columns);
    const place = open.slice(-NEAR).find((batch) => fits(batch, item, columns, size)) ?? empty();
    if (place.items.length === 0) open.push(place);
    for (const column of columns) place.columns.set(column.name.toLowerCase(), column);
    place.items.push(item);
    place.size += size;
    if (item.expression.place === "index key") place.keys += 1;
  }
  return open.map(({ columns, items }) => ({ columns: [...columns.values()], items }));
}

/** A table being filled. */
interface Filling {
  readonly columns: Map<string, Column>;
  readonly items: Item[];
  size: number;
  keys: number;
}

const empty = (): Filling => ({ columns: new Map(), items: [], size: 0, keys: 0 });

/** How many tables are looked at for room. */
const NEAR = 8;
/** https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html */
const BYTES = 60_000;
const ITEMS = 150;
const KEYS = 60;

const fits = (batch: Filling, { expression }: Item, columns: readonly Column[], size: number) =>
  batch.items.length < ITEMS &&
  batch.size + size < BYTES &&
  (expression.place !== "index key" || batch.keys < KEYS) &&
  columns.every((column) => {
    const other = batch.columns.get(column.name.toLowerCase());
    return (
      other === undefined || (other.type === column.type && other.collation === column.collation)
    );
  });

/** The columns of the table whose names stand in the expression, bare. */
function namedColumns({ table, text }: Expression): readonly Column[] {
  const names = identifiers(text);
  return table.columns
    .filter(({ name }) => names.has(name.toLowerCase()))
    .map((named) => bare(named, table));
}

const bare = ({ name, type, charset, collation }: Column, table: Table): Column =>
  column({
    name,
    type,
    charset,
    collation: collation ?? (charset === null && isCharacter(type) ? table.collation : null),
    nullable: true,
  });

function sizeOf({ expression }: Item, columns: readonly Column[]): number {
  const { table, column } = expression;
  const own = table.columns.find(({ name }) => name === column);
  return [...columns, ...(own ? [own] : [])].reduce((sum, { type }) => sum + bytesOf(type), 0);
}

/** No less than a value of the type takes of the longest row there can be. */
export function bytesOf(type: string): number {
  const [, name = "", length = "0"] = /^(\w+)(?:\((\d+))?/.exec(type) ?? [];
  return /^(var)?(char|binary)$/.test(name) ? Number(length) * 4 + 2 : 40;
}
