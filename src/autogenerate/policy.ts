import type { Column, Schema, TableName } from "../schema/model.js";

/** An object of a schema, as a filter of the configuration sees it. */
export interface SchemaObject {
  readonly kind:
    | "schema"
    | "table"
    | "view"
    | "sequence"
    | "enum"
    | "column"
    | "index"
    | "primary key"
    | "unique"
    | "check"
    | "exclusion"
    | "foreign key";
  readonly name: string;
  /** The schema it is in; null is that of the connection. */
  readonly schema: string | null;
  /** The table or view it belongs to; null for what stands alone. */
  readonly table: TableName | null;
  /** Where it was found. */
  readonly from: "database" | "entities";
  /** Everything that is known of it. */
  readonly definition: unknown;
}

/** A column of which the two sides differ in one facet. */
export interface ColumnDifference {
  readonly table: TableName;
  readonly column: string;
  readonly database: Column;
  readonly entities: Column;
}
export type CompareFacet = boolean | ((difference: ColumnDifference) => boolean);

/** What a configuration says of comparing. */
export interface Policy {
  /** Whether an object takes part; one that is left out on either side is left out on both. Null where all do. */
  readonly includes: ((object: SchemaObject) => boolean) | null;
  readonly compareType: CompareFacet;
  readonly compareServerDefault: CompareFacet;
  /** What becomes of what no entity asks for: it goes where the project's revisions made it, always, or never. */
  readonly unknown: "own" | "drop" | "ignore";
}

/** Everything, compared in everything; what nobody here has made is left alone. */
export const COMPARE_ALL: Policy = {
  includes: null,
  compareType: true,
  compareServerDefault: true,
  unknown: "own",
};

/** The wanted schema with those facets spelt as the actual ones that the policy does not compare. */
export function withUncompared(
  actual: Schema,
  wanted: Schema,
  { compareType, compareServerDefault }: Policy,
): Schema {
  if (compareType === true && compareServerDefault === true) return wanted;
  const before = new Map(actual.tables.map((table) => [table.name, table]));
  return {
    ...wanted,
    tables: wanted.tables.map((table) => {
      const columns = new Map(
        before.get(table.name)?.columns.map((column) => [column.name, column]),
      );
      return {
        ...table,
        columns: table.columns.map((entities) => {
          const database = columns.get(entities.name);
          if (!database) return entities;
          const given = { table: table.name, column: entities.name, database, entities };
          const type = isCompared(compareType, given) ? {} : { type: database.type };
          const initial = isCompared(compareServerDefault, given)
            ? {}
            : { default: database.default };
          return { ...entities, ...type, ...initial };
        }),
      };
    }),
  };
}

const isCompared = (compare: CompareFacet, given: ColumnDifference) =>
  typeof compare === "function" ? compare(given) : compare;
