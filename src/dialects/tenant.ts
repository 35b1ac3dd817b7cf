import { dirname, extname, join } from "node:path";
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

/** A tenant as a connection: what its data source is given, and what it has of its own. */
export interface TenantOptions {
  readonly options: object;
  /** The schema that names are looked for in first; null where it has none of its own. */
  readonly schema: string | null;
  /** What `CREATE SCHEMA` makes for it, over a connection with these options; null where that makes nothing. */
  readonly made: { readonly schema: string; readonly from: object } | null;
}

/** A tenant of PostgreSQL: a schema, or a database if that is what is said of it. */
export function postgresTenant(options: object, place: TenantPlace): TenantOptions {
  const { database, schema = isNameAlone(place) ? place.name : undefined } = place;
  for (const name of [database, schema]) if (name !== undefined) refuseTooLong(name, place);
  const given: Given = { ...options, ...place.options };
  const from = database === undefined ? given : withDatabase(given, database, place, urlOf);
  if (schema === undefined) return { options: from, schema: null, made: null };
  return { options: withSchema(from, schema, place), schema, made: { schema, from } };
}

/** A tenant of MySQL or MariaDB: a database, which is what they call a schema. */
export function mysqlTenant(options: object, place: TenantPlace): TenantOptions {
  refuseSchema(place);
  const database = place.database ?? (isNameAlone(place) ? place.name : undefined);
  const given: Given = { ...options, ...place.options };
  if (database === undefined) return { options: given, schema: null, made: null };
  // TypeORM reads a URL by itself, and what stands in it as it is: the name stands beside it.
  const named = withDatabase(given, database, place, (url) => withPath(url, "/"));
  return { options: named, schema: null, made: { schema: database, from: given } };
}

/** A tenant of SQLite: a file; by its name alone one beside that of the data source. */
export function sqliteTenant(options: object, place: TenantPlace): TenantOptions {
  refuseSchema(place);
  const given: Given = { ...options, ...place.options };
  const database = place.database ?? (isNameAlone(place) ? besideFile(given, place) : undefined);
  return {
    options: database === undefined ? given : { ...given, database },
    schema: null,
    made: null,
  };
}

/** What is read here of the options of a data source. */
interface Given {
  readonly url?: unknown;
  readonly database?: unknown;
  readonly replication?: { readonly master?: Given };
  readonly extra?: { readonly options?: string };
}

const isNameAlone = ({ schema, database, options }: TenantPlace) =>
  schema === undefined && database === undefined && options === undefined;

type Renaming = (url: URL, database: string, place: TenantPlace) => string;

/** The options with another database; one of several servers is written to. */
function withDatabase(
  given: Given,
  database: string,
  place: TenantPlace,
  renamed: Renaming,
): Given {
  const master = given.replication?.master;
  const inMaster = master && {
    replication: { ...given.replication, master: withDatabase(master, database, place, renamed) },
  };
  const url = parsedUrl(given);
  return { ...given, database, ...(url && { url: renamed(url, database, place) }), ...inMaster };
}

/** The driver of PostgreSQL takes the database from the URL, where not every name can be said. */
function urlOf(url: URL, database: string, place: TenantPlace): string {
  const changed = withPath(url, `/${encodeURI(database).replaceAll(/[?#]/g, encodeURIComponent)}`);
  if (decodeURI(new URL(changed).pathname.slice(1)) === database) return changed;
  throw wrongPlace(
    place,
    `its database ${JSON.stringify(database)} cannot be said in a URL`,
    "Give the data source `host`, `port`, `username` and `password` instead of `url`.",
  );
}

function withPath(url: URL, pathname: string): string {
  const changed = new URL(url);
  changed.pathname = pathname;
  return changed.href;
}

const parsedUrl = ({ url }: Given): URL | undefined =>
  typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;

/** Each connection begins with it: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS */
function withSchema(given: Given, schema: string, { searchPath = ["public"] }: TenantPlace) {
  const path = [schema, ...searchPath].map(quoted).join(",");
  const setting = `-c search_path=${path.replaceAll(/[\\\s]/g, "\\$&")}`;
  return { ...withStartup(given, setting), schema };
}

/** The last of several settings is the one that holds; what a URL says goes before what stands beside it. */
function withStartup(given: Given, setting: string): Given {
  const { extra = {}, replication } = given;
  const { master } = replication ?? {};
  const inMaster = master && { replication: { ...replication, master: inUrl(master, setting) } };
  const options = [extra.options, setting].filter(Boolean).join(" ");
  return { ...inUrl(given, setting), extra: { ...extra, options }, ...inMaster };
}

function inUrl(given: Given, setting: string): Given {
  const url = parsedUrl(given);
  const before = url?.searchParams.get("options");
  if (url === undefined || before === null || before === undefined) return given;
  url.searchParams.set("options", `${before} ${setting}`);
  return { ...given, url: url.href };
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The server would cut it off, and take it for another. */
function refuseTooLong(name: string, place: TenantPlace): void {
  if (Buffer.byteLength(name) < POSTGRES_NAME_BYTES) return;
  throw wrongPlace(
    place,
    `${JSON.stringify(name)} has more than ${POSTGRES_NAME_BYTES - 1} bytes`,
    "PostgreSQL would cut it off: say a shorter `schema` or `database`.",
  );
}

const POSTGRES_NAME_BYTES = 64;

function refuseSchema(place: TenantPlace): void {
  if (place.schema === undefined && place.searchPath === undefined) return;
  throw wrongPlace(
    place,
    "it has a schema, and the database of the data source has none",
    "Say `database` instead, or the name alone.",
  );
}

/** With the folder and the extension of the file of the data source. A name that leads elsewhere has to be said as a path. */
function besideFile({ database }: Given, place: TenantPlace): string {
  const { name } = place;
  const isFile = typeof database === "string" && !/^(:memory:|file:.*)?$/.test(database);
  if (isFile && !/[/\\]|^\.\.?$/.test(name))
    return join(dirname(database), `${name}${extname(database)}`);
  throw wrongPlace(
    place,
    isFile
      ? "its name is no name of a file"
      : "there is no file of the data source that its file could be beside",
    "Say its file as `database`.",
  );
}

const wrongPlace = ({ name }: TenantPlace, fact: string, hint: string) =>
  new MigError("MIG504", `The tenant ${JSON.stringify(name)} cannot be: ${fact}.`, hint);
