import type { DataSourceOptions } from "typeorm";
import { driverError } from "../dialects/driver-error.js";
import { isLost } from "../dialects/lost.js";
import { remedy } from "../dialects/remedy.js";
import { StatementError } from "../dialects/telling.js";
import { MigError, type Code } from "../errors.js";
import { isNoDriver } from "./without-driver.js";

/** What connecting, or asking the server what it is, has thrown, as a refusal that says what is wrong and what to look at. */
export function connectionError(error: unknown, title: string): MigError {
  if (error instanceof MigError && !(error instanceof StatementError)) return error;
  const { code, errno, message } = driverError(error);
  const text = message || code || String(error);
  const known = CAUSES.find(
    ({ codes, says }) => codes?.includes(code) || codes?.includes(errno) || says?.test(text),
  );
  if (known) return new MigError(known.as, `${title}: ${text}`, known.hint, { cause: error });
  if (error instanceof StatementError) return error;
  if (isNoDriver(error)) return noDriver(text, error);
  const hint = (!isLost(error) && remedy(error)) || IS_IT_THERE; // none was there yet to be lost
  return new MigError("MIG203", `${title}: ${text}`, hint, { cause: error });
}

export const noDriver = (text: string, cause: unknown): MigError =>
  new MigError(
    "MIG509",
    text,
    `${/npm install [\w@/-]+/.exec(text)?.[0] ?? "Install the database driver"}, beside TypeORM. Commands that connect to nothing do without.`,
    { cause },
  );

/** For messages: the kind of database, its name and where it is; never a user or a password. */
export function databaseTitle(options: DataSourceOptions): string {
  const { replication } = options as { readonly replication?: { readonly master?: object } };
  const given = (replication?.master ?? options) as Readonly<Record<string, unknown>>;
  // What a URL says goes before what stands beside it, as in TypeORM.
  const url = parseUrl(given["url"]);
  const name = url?.pathname.slice(1) || given["database"];
  const host = given["socketPath"] || url?.hostname || given["host"];
  const port = url?.port || given["port"];
  const place = host ? ` at ${String(host)}${port ? `:${String(port)}` : ""}` : "";
  return `${options.type} database ${JSON.stringify(name ?? "(default)")}${place}`;
}

interface Cause {
  readonly as: Code;
  readonly codes?: readonly (string | number)[];
  /** The words of an error that has no code. */
  readonly says?: RegExp;
  readonly hint: string;
}

const IS_IT_THERE = "Is it running, and are host, port or path of the data source right?";

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
    hint: IS_IT_THERE,
  },
  {
    as: "MIG203",
    codes: ["53300", 1040, 1203, 1226],
    hint: "It has no connection left: try again later, or raise its limit.",
  },
  {
    as: "MIG204",
    // 1698 is MariaDB's for a user that logs in without a password, 1130 is for the user's machine.
    codes: ["28P01", "28000", 1044, 1045, 1130, 1698],
    says: /^SASL: .*password/,
    hint: "Check user and password of the data source, and the user's rights on this database.",
  },
  {
    as: "MIG205",
    codes: ["3D000", 1049],
    hint: "Create it, or correct the name in the data source.",
  },
  {
    as: "MIG203",
    codes: ["HANDSHAKE_NO_SSL_SUPPORT", "HANDSHAKE_SSL_ERROR"],
    says: /\b(SSL|TLS|certificate)\b/i,
    hint: "Look at `ssl` of the data source: server and data source have to agree on it, and on who signed the certificate.",
  },
];

function parseUrl(url: unknown): URL | undefined {
  return typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
}
