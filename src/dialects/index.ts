import type { Dialect, Flavor, Server } from "./dialect.js";
import type { Session } from "./session.js";

interface Parts {
  readonly session: () => Promise<Session>;
  readonly dialect: (server: Server) => Promise<Dialect>;
}

const MYSQL: Parts = {
  session: async () => (await import("./mysql/session.js")).session,
  dialect: async (server) => (await import("./mysql/index.js")).mysql(server),
};

/** Loads only what is asked for. */
const DIALECTS: { readonly [F in Flavor]: Parts } = {
  postgres: {
    session: async () => (await import("./postgres/session.js")).session,
    dialect: async (server) => (await import("./postgres/index.js")).postgres(server),
  },
  mysql: MYSQL,
  mariadb: MYSQL,
  sqlite: {
    session: async () => (await import("./sqlite/session.js")).session,
    dialect: async (server) => (await import("./sqlite/index.js")).sqlite(server),
  },
};

/** The dialect of a server: the only place that knows them all. */
export async function dialectFor(server: Server): Promise<Dialect & Session> {
  const { dialect } = DIALECTS[server.flavor];
  return { ...(await dialect(server)), ...(await sessionFor(server)) };
}

/** The small part of a dialect that talks to a database without knowing what is in it. */
export const sessionFor = ({ flavor }: Server): Promise<Session> => DIALECTS[flavor].session();
