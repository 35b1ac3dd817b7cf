import type { DataSource, DataSourceOptions } from "typeorm";
import type { Comparator } from "../autogenerate/comparator.js";
import type { ProcessRevisionDirectives } from "../autogenerate/directive.js";
import type { Query } from "../dialects/dialect.js";
import type { TenantPlace } from "../dialects/tenant.js";
import type { CompareFacet, Policy, SchemaObject } from "../autogenerate/policy.js";
import type { RenderItem } from "../autogenerate/rendered-item.js";

/** What a mig.config file may say. Paths are relative to that file. Strings are taken as they are: nothing is put in for `${…}`. */
export interface Config extends DatabaseConfig {
  /** Several databases by name, in the order in which commands take them; each has what stands beside this, unless it says otherwise. */
  readonly databases?: Readonly<Record<string, DatabaseConfig>>;
}

/** What may be said of one database. */
export interface DatabaseConfig {
  /** Where the connection settings and the entities come from. */
  readonly dataSource?: DataSourceSetting;
  /** Files with entities beside those of the data source. */
  readonly entities?: string | readonly string[];
  /** The folders of the revision files; a new file goes into the one in which it follows a revision. */
  readonly versionLocations?: string | readonly string[];
  /** Whether folders in those folders have revision files, too. */
  readonly recursiveVersionLocations?: boolean;
  /** The name of a new file without its extension, with Alembic's tokens: `%(year)d-%(month).2d-%(day).2d_%(rev)s_%(slug)s`. */
  readonly fileTemplate?: string;
  /** The time zone of dates in file names and files, such as `Europe/Berlin`. */
  readonly timezone?: string;
  /** How many characters of the message the name of a file has at most. */
  readonly truncateSlugLength?: number;
  /** The labels of the branches that stay apart: then one head of each is as it should be. */
  readonly branches?: readonly string[];
  /** The version of the server that scripts (`--sql`) are written for, as it writes it itself: `16.2`, `10.11.6-MariaDB`. */
  readonly serverVersion?: string | null;
  readonly versionTable?: string;
  /** The schema of the version table; null is the one the connection is in. */
  readonly versionTableSchema?: string | null;
  /** How runs on the same database keep each other out, and how long one waits for another. */
  readonly lock?: LockSetting;
  /** How long a statement waits for a lock, in seconds; null leaves that to the database. */
  readonly lockTimeout?: number | null;
  /** How often what could not get its lock is tried. */
  readonly lockTries?: number;
  /** How long a statement may take, in seconds; null leaves that to the database. */
  readonly statementTimeout?: number | null;
  /** What to do with each file mig has written. */
  readonly postWriteHooks?: readonly PostWriteHook[];
  /** The file that a new revision is made from; null is the one mig brings. */
  readonly template?: string | null;
  /** Whether an object takes part in comparing; it is given what is known of it. */
  readonly includeObject?: ((object: SchemaObject) => boolean) | null;
  /** The same by name alone: `audit.log`, `users.email`, and what it is. */
  readonly includeName?: ((name: string, kind: SchemaObject["kind"]) => boolean) | null;
  /** The schemas that are compared, besides that of the connection; null is all of them. */
  readonly includeSchemas?: readonly string[] | null;
  /** Names that another tool owns, such as `pgboss.*`; a star stands for anything. */
  readonly ignore?: string | readonly string[];
  /** Whether the types of columns are compared, or of which. */
  readonly compareType?: CompareFacet;
  /** Whether the defaults of columns are compared, or of which. */
  readonly compareServerDefault?: CompareFacet;
  /** What becomes of tables, views, enum types and sequences that no entity asks for; "own" drops those of the project's revisions. */
  readonly unknownTables?: Policy["unknown"];
  /** What finds differences that mig does not look for, such as those of triggers. */
  readonly comparators?: readonly Comparator[];
  /** What changes a revision before it is written, or keeps it from being written. */
  readonly processRevisionDirectives?: ProcessRevisionDirectives | null;
  /** How operations stand in a revision, where that is not to be as mig writes them. */
  readonly renderItem?: RenderItem | null;
  /** The tenants, each of which has all that the revisions make: `--tenants` runs a command for each. */
  readonly tenants?: TenantsSetting | null;
}

/** A path of a module that exports one, or the thing itself, or what gives it. */
export type DataSourceSetting = DataSourceValue | Promise<DataSourceValue> | DataSourceFunction;
export type DataSourceValue = string | DataSource | DataSourceOptions;
export type DataSourceFunction = () => DataSourceValue | Promise<DataSourceValue>;

/** A name: the schema of the tenant on PostgreSQL, its database elsewhere; or where else it is. */
export type TenantSetting = string | TenantPlace;
export type TenantsSetting =
  | readonly TenantSetting[]
  | ((asking: {
      readonly query: Query;
    }) => readonly TenantSetting[] | Promise<readonly TenantSetting[]>);

/**
 * `advisory`: the server's own lock, which ends with its session (on SQLite, a file beside the database). `table`: a row with a lease, for
 * where a session can hold none. `none`: somebody else sees to it that one runs at a time.
 */
export type LockKind = "advisory" | "table" | "none";

/** A kind, or more of it. */
export type LockSetting =
  LockKind | { readonly kind?: LockKind; /** Seconds. */ readonly timeout?: number };

export type PostWriteHook = "prettier" | Exec | ((file: string) => void | Promise<void>);

export interface Exec {
  /** A program and its arguments. `{file}` stands for the file, which otherwise comes last. */
  readonly exec: string | readonly string[];
  readonly cwd?: string;
}

/** Gives a configuration back as it is; an editor then knows its keys. */
export function defineConfig(config: Config): Config {
  return config;
}
