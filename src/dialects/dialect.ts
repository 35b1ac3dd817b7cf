import {
  operations,
  type Kind,
  type Operation,
  type OperationOf,
  type Operations,
} from "../operations/index.js";
import type { ValueRules } from "../operations/operation.js";
import type { Recreate } from "../schema/batch-options.js";
import type { EnumType, Schema, Table, TableName } from "../schema/model.js";
import type { Composed, Grammar, Statement } from "../sql.js";

/** Runs one statement and gives its rows. Placeholders are those of the database's driver. */
export type Query = (
  sql: string,
  parameters?: readonly unknown[],
) => Promise<readonly Record<string, unknown>[]>;

/** What is known of the server once connected; everything about a dialect follows from it. */
export interface Server {
  readonly flavor: Flavor;
  /** Major, minor and so on, as numbers: `[16, 2]`. */
  readonly version: readonly number[];
  /** The schema (PostgreSQL) or database (MySQL) in which unqualified names live; null on SQLite. */
  readonly schema: string | null;
  /** The default collation of each database, without which a column's own cannot be told from it; null where none has one. */
  readonly collations: Readonly<Record<string, string>> | null;
  /** The server keeps the names of tables in lower case, whatever is written (MySQL). */
  readonly lowerCaseTables: boolean;
  /** A timestamp that cannot be null and says nothing of its value has one made up (MariaDB before 10.10, MySQL by choice). */
  readonly implicitTimes: boolean;
}
export type Flavor = "postgres" | "mysql" | "mariadb" | "sqlite";

/** What a database can do; asked instead of its name. */
export interface Traits extends ValueRules {
  /** DDL is rolled back with its transaction. */
  readonly transactionalDdl: boolean;
  /** Most changes of a table copy it into a new one, so changes of one table are best made together. */
  readonly rebuildsTables: boolean;
  /** A foreign key may name a table that does not exist yet, so CREATE TABLE can carry it. */
  readonly forwardReferences: boolean;
  /** Dropping an index fails while a foreign key needs it, and so does retyping a referenced column. */
  readonly foreignKeysHoldColumns: boolean;
  /** A view that reads a table or view has to go before what it reads can, or stands in the way of other changes until that is back. */
  readonly viewsHold: boolean;
  /** A view cannot be dropped while another one reads it. */
  readonly viewsStopDrops: boolean;
  /** An index can get another name without being made again. */
  readonly renamesIndexes: boolean;
  /** A constraint can get another name without being made again. */
  readonly renamesConstraints: boolean;
  /** The type of a column of entities, with what they do not say of it as the database has it; null where they say all. */
  readonly typeAsFound: ((asked: string, found: string) => string) | null;
  /** Whether a foreign key can stand between columns of the two types, while one of them changes into the other. */
  readonly comparable: (a: string, b: string) => boolean;
  /** Whether the names of indexes, and of primary keys, uniques and exclusions, are one space with those of tables. */
  readonly sharesNames: { readonly indexes: boolean; readonly keys: boolean };
  /** Names of columns that differ only in the case of letters are one name. */
  readonly columnsFold: boolean;
  /** An expression that does not suit the types of the columns in it is refused. */
  readonly strictTypes: boolean;
  /** A foreign key refuses at once in any case, so that RESTRICT and NO ACTION differ in the catalog only. */
  readonly restrictIsNoAction: boolean;
  /** Comparing several columns at once, `(a, b) > (1, 2)`, uses an index of them. */
  readonly comparesRows: boolean;
  /** A namespace is another database of the server, which may be anybody's. */
  readonly namespacesAreDatabases: boolean;
}

/** Which part of the database to read. */
export interface Scope {
  /** The schemas besides the server's own one, or every one that is not the server's. */
  readonly namespaces: readonly string[] | "all";
  /** Tables of mig itself and of TypeORM's bookkeeping, which are not part of the schema. */
  readonly except: readonly string[];
}

/** An expression of the schema and where it stands: what the server needs to print it its own way. */
export interface Expression {
  readonly table: Table;
  readonly place:
    "default" | "on update" | "generated" | "check" | "exclusion" | "index key" | "index predicate";
  /** The column it belongs to: its default, or what it computes. */
  readonly column: string | null;
  readonly text: string;
}

/** What the server makes of an expression. */
export interface Print {
  /** As the server itself prints it, so that two texts that mean the same become one; null where it does not. */
  readonly text: string | null;
  readonly problem: Problem | null;
}

/** Why an expression is not one that the server takes, in its own words. */
export interface Problem {
  /**
   * It refuses the text, or it knows no such name, or it could not be asked; or the text is a moment that it reads once and
   * keeps, so that any constant may have come from it.
   */
  readonly kind: "refused" | "unknown name" | "not asked" | "moment";
  readonly words: string;
}

/** Something that may be in the database and that the user has no right to see. */
export interface Unseen {
  /** A table or view as a whole, or all checks or foreign keys of a table. */
  readonly kind: "table" | "view" | "check" | "foreign key";
  readonly name: TableName;
  /** The right that shows it. */
  readonly right: string;
}

/** What there is to know of a database; most say all they say in plain statements. */
export interface Dialect<S extends Statement | Composed = Statement | Composed> {
  readonly name: "postgres" | "mysql" | "sqlite";
  readonly server: Server;
  readonly traits: Traits;
  readonly grammar: Grammar;
  readonly ddl: Ddl<S>;
  /** Whether the spelling of the operation reads the schema it starts from. */
  readsSchema(op: Operation): boolean;
  /** A name as the server keeps it, which may be shorter; null where it takes none so long. */
  keptName(name: string): string | null;
  /** The name that a schema in normal form has for a table or a view: without the schema that is the server's own. */
  keptTable(name: TableName): TableName;
  /** The one form of a schema in which equal means `===`. Idempotent. Sorts all but columns and values. */
  normalize(schema: Schema): Schema;
  /**
   * What the server makes of each expression, once the enum types are as given. Evaluates nothing and leaves nothing
   * behind. Throws what is no answer, such as a lost connection.
   */
  canonical(
    query: Query,
    expressions: readonly Expression[],
    enums: readonly EnumType[],
  ): Promise<readonly Print[]>;
  /**
   * What the server makes of each query of a view, once the tables are as wanted. Runs none of them, though a server may
   * look up rows by their keys, and leaves nothing behind.
   */
  canonicalViews(
    query: Query,
    queries: readonly string[],
    schemas: { readonly actual: Schema; readonly wanted: Schema },
  ): Promise<readonly Print[]>;
  /**
   * Reads the catalog, in normal form and with what is carried along of tables and views, in a number of queries that does not grow with that of the tables, but for the few of which only
   * the statement that makes them tells all.
   */
  reflect(query: Query, scope: Scope): Promise<Schema>;
  /** What of both schemas, in normal form, differs only as the catalog does not show it to this user. */
  unseen(query: Query, actual: Schema, wanted: Schema): Promise<readonly Unseen[]>;
  /** The schema after the operation, with what the server changes beside what it says. */
  applied(op: Operation, schema: Schema): Schema;
  /**
   * The operations as statements; given the schema before them where one of them reads it, or where a table is made anew.
   * Those on one table may be said to be made together, which counts where tables are rebuilt.
   */
  compile(ops: readonly Operation[], schema: Schema, together?: Together): readonly S[];
}

/** The table whose changes are made together, and whether it is made anew for them. */
export interface Together {
  readonly table: TableName;
  readonly recreate: Recreate;
}

/** What a spelling may look at: the words of the dialect and the schema before the operation. */
export interface DdlContext {
  readonly grammar: Grammar;
  readonly schema: Schema;
}

/** How a dialect spells every operation. Leaving one out is a compile error. */
export type Ddl<S = Statement> = {
  readonly [K in Kind]: (op: OperationOf<K>, context: DdlContext) => readonly S[];
};

type StandardKind = {
  [K in Kind]: Operations[K] extends { readonly ddl: unknown } ? K : never;
}[Kind];

/** The spellings the operation modules already carry. */
export const standardDdl = Object.fromEntries(
  Object.entries(operations).flatMap(([kind, module]) =>
    "ddl" in module
      ? [
          [
            kind,
            (op: never, { grammar }: DdlContext) =>
              (module.ddl as (op: never, sql: Grammar) => readonly Statement[])(op, grammar),
          ],
        ]
      : [],
  ),
) as Pick<Ddl, StandardKind>;

/** One operation in the words of a dialect. */
export function spell<S>(ddl: Ddl<S>, op: Operation, context: DdlContext): readonly S[] {
  const spelling = ddl[op.kind] as (op: Operation, context: DdlContext) => readonly S[];
  return spelling(op, context);
}
