import type { Dialect, Flavor, Server } from "./dialect.js";
import type { Session } from "./session.js";

/** Loads only the dialect that is asked for. */
const DIALECTS: { readonly [F in Flavor]: (server: Server) => Promise<Dialect & Session> } = {
  postgres: async (server) => ({
    ...(await import("./postgres/index.js")).postgres(server),
    ...(await import("./postgres/session.js")).session,
  }),
  mysql: async (server) => ({
    ...(await import("./mysql/index.js")).mysql(server),
    ...(await import("./mysql/session.js")).session,
  }),
  mariadb: (server) => DIALECTS.mysql(server),
  sqlite: async (server) => ({
    ...(await import("./sqlite/index.js")).sqlite(server),
    ...(await import("./sqlite/session.js")).session,
  }),
};

/** The dialect of a server: the only place that knows them all. */
export const dialectFor = (server: Server): Promise<Dialect & Session> =>
  DIALECTS[server.flavor](server);
