import type { Dialect, Server } from "./dialect.js";
import { mysql } from "./mysql/index.js";
import { session as mysqlSession } from "./mysql/session.js";
import { postgres } from "./postgres/index.js";
import { session as postgresSession } from "./postgres/session.js";
import type { Session } from "./session.js";
import { sqlite } from "./sqlite/index.js";
import { session as sqliteSession } from "./sqlite/session.js";

const DIALECTS = {
  postgres: (server) => ({ ...postgres(server), ...postgresSession }),
  mysql: (server) => ({ ...mysql(server), ...mysqlSession }),
  mariadb: (server) => ({ ...mysql(server), ...mysqlSession }),
  sqlite: (server) => ({ ...sqlite(server), ...sqliteSession }),
} satisfies Record<Server["flavor"], (server: Server) => Dialect & Session>;

/** The dialect of a server: the only place that knows them all. */
export const dialectFor = (server: Server): Dialect & Session => DIALECTS[server.flavor](server);
