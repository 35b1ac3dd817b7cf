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

/** What the entities ask for, in normal form, with what they do not say of a type as the column has it that is there. */
export function typesAsFound(wanted: Schema, actual: Schema, { traits }: Dialect): Schema {
  const { typeAsFound } = traits;
  if (typeAsFound === null) return wanted;
  const found = new Map(actual.tables.map((table) => [table.name, table.columns]));
  return {
    ...wanted,
    tables: wanted.tables.map((table) => {
      const types = new Map((found.get(table.name) ?? []).map(({ name, type }) => [name, type]));
      const columns = table.columns.map((column) => {
        const type = typeAsFound(column.type, types.get(column.name) ?? column.type);
        return type === column.type ? column : { ...column, type };
      });
      return columns.every((column, at) => column === table.columns[at])
        ? table
        : { ...table, columns };
    }),
  };
}

const normalName = (name: TableName, dialect: Dialect): TableName =>
  dialect.normalize({ ...EMPTY_SCHEMA, tables: [table({ name, columns: [] })] }).tables[0]?.name ??
  name;
