import { randomUUID } from "node:crypto";
import { pid } from "node:process";
import type { DataSourceOptions } from "typeorm";
import { driverError } from "../dialects/driver-error.js";
import { lockingFor } from "../dialects/index.js";
import type { Claim, Locking, LockKey } from "../dialects/lock.js";
import { MigError } from "../errors.js";
import { takeLock, type LockWait, type TakenLock } from "../runtime/lock.js";
import { ensureLockTable, lockOf, tableLocking } from "../runtime/table-lock.js";
import { author } from "./author.js";
import { connectionError } from "./connection-error.js";
import type { Project } from "./open.js";

/** How what writes waits for others that write. */
export interface LockOptions extends Pick<LockWait, "signal" | "waiting"> {
  /** How many seconds it waits at most; as the configuration says if left out. */
  readonly waitTimeout?: number | undefined;
}

/** Keeps all others from writing to the database of the project until it is given back; waits for one that does. */
export async function lockDatabase(
  project: Project,
  { waitTimeout, signal, waiting }: LockOptions = {},
): Promise<TakenLock> {
  const { kind, timeout } = project.settings.lock;
  if (kind === "none") return OPEN;
  const { query: main, server, options, title, beside } = await project.link("write");
  const locking = await lockingOf(project);
  const { name, schema } = lockOf(project.versionTable);
  const key: LockKey = { schema: schema ?? server.schema ?? "", table: name };
  const claim = claimed();
  const given = await locking.connection(main, options, key, claim);
  if (given === null) return OPEN;
  // Not in the log of the application's own statements, as it asks again and again.
  const quiet = { ...given, logging: false } as DataSourceOptions;
  const file = (quiet.database !== options.database && quiet.database) || null;
  const wire = await beside(quiet).catch((error: unknown) => {
    throw file === null
      ? connectionError(error, `The lock of the ${title}`)
      : noFile(title, String(file), error);
  });
  try {
    const asked = { locking, own: wire.query, main, key, claim, title };
    const lock = await takeLock(asked, { timeout: waitTimeout ?? timeout, signal, waiting });
    return {
      ...lock,
      async [Symbol.asyncDispose]() {
        await lock[Symbol.asyncDispose]();
        await wire.close().catch(() => undefined); // the server ends what is left of it
      },
    };
  } catch (error) {
    await wire.close().catch(() => undefined);
    throw error;
  }
}

async function lockingOf(project: Project): Promise<Locking> {
  const { server } = await project.link("write");
  const locking = await lockingFor(server);
  if (project.settings.lock.kind !== "table") return locking;
  const connection = await project.connection("write");
  await ensureLockTable(connection, project.versionTable);
  return tableLocking(connection.dialect, project.versionTable, locking);
}

/** A lock that is a file of its own, which cannot be opened. */
const noFile = (title: string, file: string, cause: unknown) =>
  new MigError(
    "MIG216",
    `The ${title} gives no lock: ${file} cannot be opened: ${driverError(cause).message || String(cause)}`,
    'Let the user of mig write into that folder, or say `lock: "table"` in the configuration.',
    { cause },
  );

function claimed(): Claim {
  const { host, user, program } = author();
  return {
    token: randomUUID(),
    program: `mig ${program}`,
    who: `${user}@${host} ${pid}`,
  };
}

/** Where nobody else is kept out. */
const OPEN: TakenLock = {
  refuseLost: () => undefined,
  check: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};
