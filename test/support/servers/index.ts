import type { OwnServer, RunningServer } from "./keep.js";
import { mariadb } from "./mariadb.js";
import { mysql } from "./mysql.js";
import { postgres } from "./postgres.js";
import { sqlite } from "./sqlite.js";
import { startBy, type Way } from "./way.js";

export type { OwnServer, RunningServer } from "./keep.js";

export type ServerName = "postgres" | "mysql" | "mariadb" | "sqlite";

const WAYS: { readonly [Name in ServerName]: readonly Way[] } = {
  postgres,
  mysql,
  mariadb,
  sqlite,
};

export const SERVER_NAMES = Object.keys(WAYS) as readonly ServerName[];

/** The variable that says where a server runs already, for instance MIG_TEST_POSTGRES_URL. */
export function urlVariable(name: ServerName): string {
  return `MIG_TEST_${name.toUpperCase()}_URL`;
}

/** The server that the environment names, else one of our own, started now and stopped when this process ends. */
export async function startServer(name: ServerName): Promise<RunningServer> {
  const url = process.env[urlVariable(name)];
  return url ? { url, stop: async () => undefined } : await startBy(name, WAYS[name]);
}

/** One more, for a test that stops it; it is started whatever runs already. */
export const startOwnServer = (name: ServerName): Promise<OwnServer> => startBy(name, WAYS[name]);
