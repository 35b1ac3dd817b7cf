import type { EntityMetadata } from "typeorm";
import { MigError } from "../errors.js";
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
        onDelete: action(key.onDelete, key),
        onUpdate: action(key.onUpdate, key),
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

/** TypeORM's type has no SET DEFAULT, but a DEFAULT that no server knows. Nothing checks what JavaScript says. */
function action(
  given: ForeignKeyMetadata["onDelete"] = "NO ACTION",
  { entityMetadata, columns }: ForeignKeyMetadata,
): ReferentialAction {
  const meant = given === "DEFAULT" ? "SET DEFAULT" : given;
  if (ACTIONS.includes(meant)) return meant;
  throw new MigError(
    "MIG507",
    `The foreign key of ${entityMetadata.name} on ${columnNames(columns).join(", ")} says ${JSON.stringify(given)} for an action.`,
    `Write one of ${ACTIONS.join(", ")}.`,
  );
}

const ACTIONS: readonly ReferentialAction[] = [
  ...(["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"] as const),
];
