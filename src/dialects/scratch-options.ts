/** A database in memory, which can be written to, whatever is said of the file. */
export function inMemory(options: object): object {
  const { readonly: _, fileMustExist: __, flags: ___, ...rest } = options as Given;
  return { ...rest, database: ":memory:" };
}

/**
 * The database of a URL. What the data source says of TLS and of the driver holds on its own server only: of another one the
 * URL says all.
 */
export function atUrl(
  options: object,
  url: URL,
  protocols: readonly string[],
  usualPort: number,
): object | null {
  const database = decoded(url.pathname.slice(1));
  if (!protocols.includes(url.protocol) || database === "") return null;
  const given = options as Given;
  const place = { host: url.hostname, port: Number(url.port || usualPort), database };
  const isSame = samePlace(place, placeOf(given, usualPort));
  const rest = Object.fromEntries(
    Object.entries(given).filter(([key]) => !WHERE.has(key) && (isSame || !HOW.has(key))),
  );
  // TypeORM's driver for PostgreSQL reads what stands after the question mark; that for MySQL does not decode a URL.
  if (protocols.includes("postgres:")) return { ...rest, database, url: url.href };
  const user = { username: decoded(url.username), password: decoded(url.password) };
  return { ...rest, ...place, ...user };
}

type Given = Readonly<Record<string, unknown>>;

/** What says where a server is, and who asks. */
const WHERE: ReadonlySet<string> = new Set([
  ...["url", "host", "port", "username", "password", "database", "replication"],
  ...["socketPath", "connectString"],
]);
/** What says how to talk to it. */
const HOW: ReadonlySet<string> = new Set(["ssl", "extra", "applicationName"]);

interface ServerPlace {
  readonly host: string;
  readonly port: number;
}

const samePlace = (a: ServerPlace, b: ServerPlace) => a.host === b.host && a.port === b.port;

function placeOf(given: Given, usualPort: number): ServerPlace {
  const { replication } = given as { readonly replication?: { readonly master?: Given } };
  const { url, host = "localhost", port = usualPort } = replication?.master ?? given;
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : null;
  return parsed
    ? { host: parsed.hostname, port: Number(parsed.port || usualPort) }
    : { host: String(host), port: Number(port) };
}

/** As it stands where it cannot be decoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
