import type { DataSource, EntityMetadata } from "typeorm";
import type { Flavor, Server } from "../dialects/dialect.js";
import type { Generated } from "../schema/model.js";
import { standardLiteral } from "../sql.js";

export type ColumnMetadata = EntityMetadata["columns"][number];
export type IndexMetadata = EntityMetadata["indices"][number];

/** How messages name what a column comes from: `User.address.zip`. */
export const propertyOf = ({ entityMetadata, propertyPath }: ColumnMetadata): string =>
  `${entityMetadata.name}.${propertyPath}`;

/** Where the entities come from, and what their metadata means for the database at hand. */
export interface Source {
  readonly dataSource: DataSource;
  readonly server: Server;
  readonly habits: Habits;
}

/** What TypeORM makes of the same metadata on each database; asked instead of the database's name. */
export interface Habits {
  /** The part of an entity's address that qualifies its table. */
  readonly namespace: (metadata: EntityMetadata) => string | undefined;
  /** mig keeps tables in other namespaces than the connection's own: not in files that SQLite attaches. */
  readonly keepsNamespaces: boolean;
  /** A string as a literal. */
  readonly literal: (text: string) => string;
  readonly generated: (column: ColumnMetadata) => Generated | null;
  /** Enums are types of their own, column types with a list of values, or text with a check. */
  readonly enums: "objects" | "lists" | "checks";
  /** A type followed by brackets, or by the word: SQLite takes any word for a type. */
  readonly arrays: boolean;
  readonly primaryKeyNames: boolean;
  /** `@Unique` and `unique: true` are constraints; where not, unique indexes. */
  readonly uniqueConstraints: boolean;
  /** CREATE TABLE makes one of two keys on the same columns. */
  readonly keysOnce: boolean;
  /** Of the marks on an index, the one that says how it is built; null is a B-tree. */
  readonly indexMethod: (index: IndexMetadata) => string | null;
  readonly partialIndexes: boolean;
  readonly onUpdate: boolean;
  readonly extensions: boolean;
  /** A foreign key may refer to a table in another namespace. */
  readonly foreignKeysAcross: boolean;
  /** A double-quoted word is a string and no identifier. */
  readonly doubleQuotesAreStrings: boolean;
}

/** The source for a server, from a data source whose entities are built. */
export const sourceOf = (dataSource: DataSource, server: Server): Source => ({
  dataSource,
  server,
  habits: HABITS[server.flavor],
});

/** What TypeORM makes of metadata on this kind of server. */
export const habitsOf = (flavor: Flavor): Habits => HABITS[flavor];

const increment = (column: ColumnMetadata): Generated | null =>
  column.isGenerated && column.generationStrategy === "increment" ? "increment" : null;

const POSTGRES: Habits = {
  namespace: (metadata) => metadata.schema,
  keepsNamespaces: true,
  literal: standardLiteral,
  generated(column) {
    if (!column.isGenerated || column.generationStrategy === "uuid") return null;
    // The decorators take "identity", which the type of the metadata does not know.
    if ((column.generationStrategy as string) !== "identity") return "increment";
    return column.generatedIdentity === "ALWAYS" ? "identity always" : "identity by default";
  },
  enums: "objects",
  arrays: true,
  primaryKeyNames: true,
  uniqueConstraints: true,
  keysOnce: true,
  indexMethod: (index) => (index.isSpatial ? "gist" : (index.type ?? null)),
  partialIndexes: true,
  onUpdate: false,
  extensions: true,
  foreignKeysAcross: true,
  doubleQuotesAreStrings: false,
};

const MYSQL: Habits = {
  namespace: (metadata) => metadata.database,
  keepsNamespaces: true,
  // A backslash escapes in MySQL, too: https://dev.mysql.com/doc/refman/8.4/en/string-literals.html
  literal: (text) => standardLiteral(text.replaceAll("\\", "\\\\")),
  generated: increment,
  enums: "lists",
  arrays: false,
  primaryKeyNames: false,
  uniqueConstraints: false,
  keysOnce: false,
  indexMethod: (index) => (index.isSpatial ? "spatial" : index.isFulltext ? "fulltext" : null),
  partialIndexes: false,
  onUpdate: true,
  extensions: false,
  foreignKeysAcross: true,
  doubleQuotesAreStrings: true,
};

const SQLITE: Habits = {
  // Another database is attached under a name that only the driver knows.
  namespace: ({ tablePath, tableName }) =>
    tablePath.endsWith(`.${tableName}`) ? tablePath.slice(0, -tableName.length - 1) : undefined,
  keepsNamespaces: false,
  literal: standardLiteral,
  generated: increment,
  enums: "checks",
  arrays: true,
  primaryKeyNames: false,
  uniqueConstraints: true,
  keysOnce: false,
  indexMethod: () => null,
  partialIndexes: true,
  onUpdate: false,
  extensions: false,
  foreignKeysAcross: false,
  doubleQuotesAreStrings: false,
};

const HABITS: { readonly [F in Flavor]: Habits } = {
  postgres: POSTGRES,
  mysql: MYSQL,
  mariadb: MYSQL,
  sqlite: SQLITE,
};
