import type { DataSourceOptions } from "typeorm";
import { driverError } from "../dialects/driver-error.js";
import { MigError, type Code } from "../errors.js";

/** The error of a driver as a refusal that says which database, what is wrong and what to look at. */
export function connectionError(error: unknown, title: string): unknown {
  if (error instanceof MigError || !(error instanceof Error)) return error;
  const { code, errno, message } = driverError(error);
  const known = CAUSES.find(({ codes }) => codes.includes(code) || codes.includes(errno));
  if (!known && error.name !== "DriverPackageNotInstalledError") return error;
  return known
    ? new MigError(known.as, `${title}: ${message || code}`, known.hint, { cause: error })
    : new MigError("MIG509", message, "Install the database driver beside TypeORM.", {
        cause: error,
      });
}

/** For messages: the kind of database, its name and where it is; never a user or a password. */
export function databaseTitle(options: DataSourceOptions): string {
  const master = (options as { replication?: { master?: object } }).replication?.master;
  const given = { ...options, ...master } as Partial<Record<string, unknown>>;
  const url = parseUrl(given["url"]);
  const name = given["database"] ?? url?.pathname.slice(1);
  const host = given["socketPath"] ?? given["host"] ?? url?.hostname;
  const port = given["port"] ?? url?.port;
  const place = host ? ` at ${String(host)}${port ? `:${String(port)}` : ""}` : "";
  return `${options.type} database ${JSON.stringify(name ?? "(default)")}${place}`;
}

interface Cause {
  readonly as: Code;
  readonly codes: readonly (string | number)[];
  readonly hint: string;
}

const CAUSES: readonly Cause[] = [
  {
    as: "MIG509",
    codes: ["ERR_DLOPEN_FAILED"],
    hint: "The driver was built for another Node: `npm rebuild` builds it for this one.",
  },
  {
    as: "MIG203",
    codes: [
      "ECONNREFUSED",
      "ENOTFOUND",
      "EAI_AGAIN",
      "ETIMEDOUT",
      "ENOENT",
      "ECONNRESET",
      "EHOSTUNREACH",
      "SQLITE_CANTOPEN",
      "SQLITE_NOTADB",
      "57P03",
    ],
    hint: "Is it running, and are host, port or path of the data source right?",
  },
  {
    as: "MIG204",
    codes: ["28P01", "28000", "ER_ACCESS_DENIED_ERROR", "ER_DBACCESS_DENIED_ERROR", 1045, 1044],
    hint: "Check user and password of the data source, and the user's rights on this database.",
  },
  {
    as: "MIG205",
    codes: ["3D000", "ER_BAD_DB_ERROR", 1049],
    hint: "Create it, or correct the name in the data source.",
  },
];

function parseUrl(url: unknown): URL | undefined {
  return typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
}
