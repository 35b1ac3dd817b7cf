import { setTimeout } from "node:timers/promises";
import type { DataSource, DataSourceOptions, QueryResult, QueryRunner } from "typeorm";
import type * as TypeOrm from "typeorm";
import type { Query } from "../dialects/dialect.js";

/** One connection to a database, by TypeORM's driver. */
export interface Wire {
  /** Never initialized: its driver is connected and nothing else. */
  readonly dataSource: DataSource;
  readonly query: Query;
  /** The query runner that runs all of that. */
  readonly runner: QueryRunner;
  close(): Promise<void>;
}

/**
 * Connects with the user's own options, through TypeORM's driver, so that passwords as functions, TLS, sockets
 * and replication work as in the application. Only the driver connects: `DataSource.initialize` would create
 * extensions. Leaves nothing open when it fails.
 */
export async function openWire(typeorm: typeof TypeOrm, options: DataSourceOptions): Promise<Wire> {
  const dataSource = new typeorm.DataSource(withoutReplicas(options));
  try {
    await dataSource.driver.connect();
  } catch (error) {
    // A driver that has not come far enough to have anything to close refuses to.
    await dataSource.driver.disconnect().catch(() => undefined);
    throw error;
  }
  // The query runner of TypeORM 0.3 for sqlite3 asks for this before each statement.
  Object.assign(dataSource, { isInitialized: true });
  const runner = dataSource.createQueryRunner("master");
  return {
    dataSource,
    runner,
    query: asked(runner),
    async close() {
      await runner.release();
      await dataSource.driver.disconnect();
    },
  };
}

/** All that TypeORM knows of the statement that has given these rows; undefined for rows from elsewhere. */
export const resultOf = (rows: object): QueryResult | undefined => results.get(rows);

const results = new WeakMap<object, QueryResult>();

/**
 * The connection that a data source of the application has, for a database that no other connection sees. It stays open, and the data source as it is:
 * what mig makes of entities it makes of another.
 */
export function shareWire(
  typeorm: typeof TypeOrm,
  options: DataSourceOptions,
  open: DataSource,
): Wire {
  const runner = open.createQueryRunner("master");
  return {
    dataSource: new typeorm.DataSource(options),
    runner,
    query: asked(runner),
    close: () => runner.release(),
  };
}

/** Milliseconds. */
const LONG = 20;

const asked =
  (runner: QueryRunner): Query =>
  async (sql, parameters) => {
    const start = performance.now();
    const result = await runner.query(sql, parameters && [...parameters], true);
    // A driver that keeps the whole process waiting lets no signal through, such as that of Ctrl-C.
    if (performance.now() - start > LONG) await setTimeout(0);
    const rows = (result.records ?? []) as readonly Record<string, unknown>[];
    results.set(rows, result);
    return rows;
  };

/** Nothing is asked of a replica, so none has to be there. */
function withoutReplicas(options: DataSourceOptions): DataSourceOptions {
  const { replication } = options as { readonly replication?: object };
  return replication
    ? Object.assign({}, options, { replication: { ...replication, slaves: [] } })
    : options;
}
