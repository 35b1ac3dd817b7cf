import { existsSync } from "node:fs";
import type { DataSource, DataSourceOptions } from "typeorm";
import type * as TypeOrm from "typeorm";
import { dialectFor, sessionFor, sourceType } from "../dialects/index.js";
import type { Query, Server } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import { telling } from "../dialects/telling.js";
import type { Database } from "../runtime/database.js";
import { connectionError, databaseTitle } from "./connection-error.js";
import { openWire, shareWire, type Wire } from "./wire.js";

/** A connection, over which to ask where the database is. */
export interface Link extends Omit<Database, "dialect">, Wire {
  readonly server: Server;
  readonly session: Session;
  /** What it was opened with. */
  readonly options: DataSourceOptions;
  /** Another connection; one that is left open is closed with this one. */
  beside(options: DataSourceOptions): Promise<Wire>;
  /** It stands in for a file that does not exist: an empty database in memory. */
  readonly standsIn: boolean;
  /** Whether the file has been made since. */
  hasCome(): boolean;
}

/** A connection, over which to do everything. */
export interface Connection extends Link, Database {}

/** Connects and loads the dialect. */
export async function connect(...given: Parameters<typeof link>): Promise<Connection> {
  return withDialect(await link(...given));
}

/** The same connection, with all that is known of its database. */
export async function withDialect(link: Link): Promise<Connection> {
  return { ...link, dialect: await dialectFor(link.server) };
}

/**
 * Connects and asks the server what it is. To read a file that does not exist is to read an empty database. The application's own data
 * source is only used where its connection alone sees the database.
 */
export async function link(
  typeorm: typeof TypeOrm,
  options: DataSourceOptions,
  mode: "read" | "write",
  application: DataSource | null = null,
): Promise<Link> {
  const { identify, isPath, isUnshared } = sourceType(options.type);
  const { database } = options;
  const standsIn =
    mode === "read" && typeof database === "string" && isPath(database) && !existsSync(database);
  const used = standsIn ? ({ ...options, database: IN_MEMORY } as DataSourceOptions) : options;
  const title = databaseTitle(options);
  try {
    const isItsOwn = typeof database === "string" && isUnshared(database);
    const wire =
      isItsOwn && application?.isInitialized
        ? shareWire(typeorm, used, application)
        : await openWire(typeorm, used);
    try {
      const asking = telling(wire.query, `Asking the ${title} what it is`);
      const server = await identify(asking);
      const session = await sessionFor(server);
      const id = await session.connectionId(asking);
      const others = new Set<Wire>();
      // The pool may have no second connection to give.
      const beside = async (options: DataSourceOptions): Promise<Wire> => {
        const other = await openWire(typeorm, options);
        others.add(other);
        const close = () => (others.delete(other) ? other.close() : Promise.resolve());
        return { ...other, close };
      };
      const fromOutside = async <T>(work: (query: Query, id: number) => Promise<T>) => {
        if (id === null) return null;
        const other = await beside(used);
        return work(other.query, id).finally(() => other.close());
      };
      return {
        ...wire,
        makeRunner: async (through) =>
          (await import("./old-runner.js")).oldRunner(wire, server, through),
        options: used,
        beside,
        async close() {
          for (const other of others) await other.close().catch(() => undefined);
          await wire.close();
        },
        server,
        session,
        title,
        standsIn,
        hasCome: () => standsIn && existsSync(database),
        // What fails is left: then the statement simply runs to its end,
        cancel: async () => void (await fromOutside(session.cancel).catch(() => null)),
        // and nobody is known.
        blockers: () => fromOutside(session.waits.blockers).catch(() => []),
      };
    } catch (error) {
      // The first error is the one to report.
      await wire.close().catch(() => undefined);
      throw error;
    }
  } catch (error) {
    throw connectionError(error, title);
  }
}

const IN_MEMORY = ":memory:";
