import { MigError } from "../errors.js";

/** Where a tenant is, beside what the data source says. */
export interface TenantPlace {
  readonly name: string;
  readonly schema?: string | undefined;
  /** The schemas that names are looked for in after its own; `public` if left out. */
  readonly searchPath?: readonly string[] | undefined;
  readonly database?: string | undefined;
  /** Other options of the data source. */
  readonly options?: object | undefined;
}

/** The options of the data source of a tenant, and the schema that is its own where it has one. */
export interface TenantOptions {
  readonly options: object;
  readonly schema: string | null;
}

/** A tenant that is a schema, or a database if that is what is said of it. */
export function schemaOf(options: object, place: TenantPlace): TenantOptions {
  const { schema = isNameAlone(place) ? place.name : undefined } = place;
  const { options: given } = databaseOf(options, { ...place, database: place.database });
  if (schema === undefined) return { options: given, schema: null };
  const { extra = {} } = given as { readonly extra?: { readonly options?: string } };
  const path = [schema, ...(place.searchPath ?? ["public"])].map(quoted).join(",");
  // Each connection begins with it: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS
  const setting = `-c search_path=${path.replaceAll(/[\\\s]/g, "\\$&")}`;
  const startup = [extra.options, setting].filter(Boolean).join(" ");
  return { options: { ...given, schema, extra: { ...extra, options: startup } }, schema };
}

/** A tenant that is a database of its own; a schema cannot be said of it (MIG504). */
export function databaseAlone(options: object, place: TenantPlace): TenantOptions {
  if (place.schema !== undefined || place.searchPath !== undefined)
    throw new MigError(
      "MIG504",
      `The tenant ${place.name} has a schema, and the database of the data source has none.`,
      "Say `database` instead, or the name alone.",
    );
  const database = place.database ?? (isNameAlone(place) ? place.name : undefined);
  return databaseOf(options, { ...place, database });
}

const isNameAlone = ({ schema, database, options }: TenantPlace) =>
  schema === undefined && database === undefined && options === undefined;

function databaseOf(options: object, { database, options: others }: TenantPlace): TenantOptions {
  const given = { ...options, ...others };
  if (database === undefined) return { options: given, schema: null };
  const { replication } = given as { readonly replication?: { readonly master?: object } };
  const inMaster = replication?.master && {
    replication: { ...replication, master: named(replication.master, database) },
  };
  return { options: { ...named(given, database), ...inMaster }, schema: null };
}

/** What a URL says goes before what stands beside it. */
function named(options: object, database: string): object {
  const { url } = options as { readonly url?: unknown };
  const changed = typeof url === "string" && URL.canParse(url) ? new URL(url) : null;
  if (changed === null) return { ...options, database };
  changed.pathname = `/${encodeURIComponent(database)}`;
  return { ...options, database, url: changed.href };
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
