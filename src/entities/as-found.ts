import type { Dialect } from "../dialects/dialect.js";
import { EMPTY_SCHEMA, type Schema, type TableName } from "../schema/model.js";
import { table } from "../schema/spec.js";

/**
 * What the entities ask for, in normal form, and with what no entity can say as the database has it: whether a table
 * is strict, and its collation.
 */
export function asFound(written: Schema, actual: Schema, dialect: Dialect): Schema {
  const unusual = new Map(
    actual.tables
      .filter(({ strict, collation }) => strict || collation !== null)
      .map(({ name, strict, collation }) => [name, { strict, collation }]),
  );
  if (unusual.size === 0) return dialect.normalize(written);
  return dialect.normalize({
    ...written,
    tables: written.tables.map((each) => ({
      ...each,
      ...unusual.get(normalName(each.name, dialect)),
    })),
  });
}

const normalName = (name: TableName, dialect: Dialect): TableName =>
  dialect.normalize({ ...EMPTY_SCHEMA, tables: [table({ name, columns: [] })] }).tables[0]?.name ??
  name;
