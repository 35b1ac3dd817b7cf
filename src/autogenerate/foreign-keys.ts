import type { Traits } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import { equal } from "../schema/equal.js";
import type { ForeignKey, Table } from "../schema/model.js";
import { changed, changedFacets, keptAs } from "./compare-table.js";
import { pair } from "./pair.js";

type Kept = readonly (readonly [from: Table, to: Table])[];

/**
 * Foreign keys that stay, but must step aside while what they rest on changes: the key they reference and, when
 * they become something else, the types of their columns everywhere; all of their types and indexes where the
 * database holds on to those (MySQL errors 1553, 1832 and 1833).
 */
export function disturbedForeignKeys(tables: Kept, traits: Traits): readonly Operation[] {
  if (traits.rebuildsTables) return [];
  const changes = new Map(
    tables.flatMap(([from, to]) =>
      from === to ? [] : [[to.name, changesOf(from, to, traits)] as const],
    ),
  );
  if (changes.size === 0) return [];
  return tables.flatMap(([from, to]) =>
    pair(from.foreignKeys, to.foreignKeys)
      .kept.filter(([was, key]) => equal(was, key) && isDisturbed(to.name, key))
      .flatMap(([was, constraint]): readonly Operation[] => [
        { kind: "dropForeignKey", table: to.name, name: was.name, was },
        { kind: "addForeignKey", table: to.name, constraint },
      ]),
  );

  function isDisturbed(table: string, key: ForeignKey): boolean {
    const own = changes.get(table);
    const other = changes.get(key.references.table);
    if (other?.lostKeys.some((columns) => isSameSet(columns, key.references.columns))) return true;
    return (
      key.columns.some((column) => own?.transformed.has(column)) ||
      key.references.columns.some((column) => other?.transformed.has(column)) ||
      (traits.foreignKeysHoldColumns &&
        (key.columns.some((column) => own?.retyped.has(column)) ||
          key.references.columns.some((column) => other?.retyped.has(column)) ||
          (own?.lostIndexes.some((columns) => leads(columns, key.columns)) ?? false) ||
          (other?.lostIndexes.some((columns) => leads(columns, key.references.columns)) ?? false)))
    );
  }
}

interface Changes {
  readonly retyped: ReadonlySet<string>;
  /** Those of them whose values cannot be compared any more with values of the former type. */
  readonly transformed: ReadonlySet<string>;
  /** The columns of each primary key, unique constraint and unique index that goes. */
  readonly lostKeys: readonly (readonly string[])[];
  /** The same, and those of every other index. */
  readonly lostIndexes: readonly (readonly (string | null)[])[];
}

function changesOf(from: Table, to: Table, { comparable }: Traits): Changes {
  const retyped = pair(keptAs(from, to).columns, to.columns).kept.flatMap(([was, column]) =>
    changedFacets(was, column).some((facet) => RETYPING.has(facet)) ? [column.name] : [],
  );
  const transformed = pair(from.columns, to.columns).kept.flatMap(
    ([{ type: was }, { name, type }]) => (comparable(was, type) ? [] : [name]),
  );
  const indexes = changed(from.indexes, to.indexes).removed;
  const columnsOf = (index: (typeof indexes)[number]) => index.columns.map((key) => key.column);
  const lostKeys = [
    ...(from.primaryKey && !equal(from.primaryKey, to.primaryKey) ? [from.primaryKey.columns] : []),
    ...changed(from.uniques, to.uniques).removed.map(({ columns }) => columns),
    ...indexes
      .filter(({ unique }) => unique)
      .map((index) => columnsOf(index).filter((name) => name !== null)),
  ];
  return {
    retyped: new Set(retyped),
    transformed: new Set(transformed),
    lostKeys,
    lostIndexes: [...lostKeys, ...indexes.map(columnsOf)],
  };
}

const RETYPING: ReadonlySet<string> = new Set([
  "type",
  "nullable",
  "charset",
  "collation",
  "generated",
]);

/** A foreign key may name the columns of a key in any order. */
const isSameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name) => b.includes(name));

const leads = (index: readonly (string | null)[], columns: readonly string[]) =>
  columns.every((column, at) => index[at] === column);
