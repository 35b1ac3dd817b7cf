import type { Dialect } from "../dialects/dialect.js";
import {
  EMPTY_SCHEMA,
  type Column,
  type Schema,
  type Table,
  type TableName,
} from "../schema/model.js";
import { table } from "../schema/spec.js";

/**
 * What the entities ask for, in normal form, and with what no entity can say, or does not, as the database has it: whether a
 * table is strict, its collation, and the width of a number that says something.
 */
export function asFound(written: Schema, actual: Schema, dialect: Dialect): Schema {
  const { typeAsFound } = dialect.traits;
  const unusual = new Map(
    actual.tables
      .filter(({ strict, collation }) => strict || collation !== null)
      .map((table) => [table.name, table]),
  );
  if (unusual.size === 0) return dialect.normalize(written);
  return dialect.normalize({
    ...written,
    tables: written.tables.map((each) => {
      const found = unusual.get(normalName(each.name, dialect));
      if (found === undefined) return each;
      const { strict, collation } = found;
      const columns = typeAsFound ? withTypes(each.columns, found, typeAsFound) : each.columns;
      return { ...each, strict, collation, columns };
    }),
  });
}

function withTypes(
  asked: readonly Column[],
  { columns }: Table,
  typeAsFound: (asked: string, found: string) => string,
): readonly Column[] {
  const found = new Map(columns.map(({ name, type }) => [name, type]));
  return asked.map((column) => {
    const type = found.get(column.name);
    return type === undefined ? column : { ...column, type: typeAsFound(column.type, type) };
  });
}

const normalName = (name: TableName, dialect: Dialect): TableName =>
  dialect.normalize({ ...EMPTY_SCHEMA, tables: [table({ name, columns: [] })] }).tables[0]?.name ??
  name;
