import type { EntityMetadata } from "typeorm";
import type { ForeignKey, ReferentialAction } from "../schema/model.js";
import { columnNames } from "./keys.js";
import { namespaceOf, tableName } from "./place.js";
import type { ColumnMetadata, Source } from "./source.js";

type ForeignKeyMetadata = EntityMetadata["foreignKeys"][number];

/** The foreign keys of an entity's table, also to tables that mig leaves alone. */
export const foreignKeysOf = (metadata: EntityMetadata, source: Source): readonly ForeignKey[] =>
  metadata.foreignKeys
    .filter((key) => source.habits.foreignKeysAcross || staysWithin(key, source))
    .map((key) => {
      const columns = keyColumns(key);
      return {
        name: key.columns.length === columns.length ? key.name : nameFor(key, columns, source),
        columns: columnNames(columns),
        references: {
          table: tableName(key.referencedEntityMetadata, source),
          columns: columnNames(key.referencedColumns),
        },
        onDelete: action(key.onDelete),
        onUpdate: action(key.onUpdate),
        deferrable: key.deferrable ?? null,
      };
    });

function staysWithin(key: ForeignKeyMetadata, source: Source): boolean {
  const [from, to] = [key.entityMetadata, key.referencedEntityMetadata];
  return namespaceOf(from, source) === namespaceOf(to, source);
}

/**
 * The columns of the key. TypeORM gives a closure table's keys only one, also where the tree's primary key has
 * more and no server would take it.
 */
function keyColumns({ columns, referencedColumns, entityMetadata }: ForeignKeyMetadata) {
  if (columns.length === referencedColumns.length) return columns;
  const side = columns[0]?.closureType;
  return entityMetadata.columns.filter(({ closureType }) => closureType === side);
}

const nameFor = (
  { entityMetadata, referencedEntityMetadata, referencedColumns }: ForeignKeyMetadata,
  columns: readonly ColumnMetadata[],
  { dataSource: { namingStrategy } }: Source,
) =>
  namingStrategy.foreignKeyName(
    entityMetadata.tableName,
    [...columnNames(columns)],
    referencedEntityMetadata.tableName,
    [...columnNames(referencedColumns)],
  );

/** TypeORM's type has no SET DEFAULT, but a DEFAULT that no server knows. */
const action = (given: ForeignKeyMetadata["onDelete"] = "NO ACTION"): ReferentialAction =>
  given === "DEFAULT" ? "SET DEFAULT" : given;
