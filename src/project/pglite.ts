import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Package from "@electric-sql/pglite";
import { refusedUrl } from "./scratch-refusals.js";

/** What is given as `--scratch-url` for PostgreSQL in this process, which the package `@electric-sql/pglite` is. */
export const PGLITE = "pglite:";

/** Where such a database is, for messages and for TypeORM. */
export const PGLITE_URL = new URL("postgres://pglite/postgres");

/** An empty database in memory. */
export interface Pglite extends AsyncDisposable {
  /** What TypeORM takes for the package `pg`: all of its connections lead there. */
  readonly driver: object;
}

/** Makes it, with the package that the project has. Throws MIG527 where it has none. */
export async function openPglite(root: string): Promise<Pglite> {
  const load = loadingFrom(root);
  const { PGlite } = (await load("")) as unknown as typeof Package;
  const extensions = Object.fromEntries(
    await Promise.all(
      EXTENSIONS.map(async (name) => [name, (await load(`/contrib/${name}`))[name]] as const),
    ),
  );
  const database = await PGlite.create({
    extensions: extensions as Record<string, never>,
    parsers: { [INT8]: (text) => text }, // as the package pg gives it
  });
  return {
    driver: { Pool: poolOf(database) },
    [Symbol.asyncDispose]: () => database.close(),
  };
}

/** The extensions that entities and migrations ask for most. */
const EXTENSIONS = [
  ...["btree_gin", "btree_gist", "citext", "hstore", "ltree"],
  ...["pg_trgm", "pgcrypto", "unaccent", "uuid_ossp"],
];

const INT8 = 20;

/** Loads the package, or a part of it, as a file of the project would. */
function loadingFrom(root: string): (part: string) => Promise<Record<string, unknown>> {
  const { resolve } = createRequire(join(root, "package.json"));
  return async (part) => {
    let path: string;
    try {
      path = resolve(`@electric-sql/pglite${part}`);
    } catch {
      throw refusedUrl(
        "PGlite, which --scratch-url names, is not installed in this project.",
        "Install it: `npm install --save-dev @electric-sql/pglite`.",
      );
    }
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  };
}

/** As much of the class of pg as TypeORM uses. All connections are the one session that PGlite has. */
const poolOf = (database: Package.PGlite) =>
  class extends EventEmitter {
    connect(taken: (error: null, connection: object, release: () => void) => void): void {
      taken(null, new Connection(database), () => undefined);
    }
    end(ended?: (error?: Error) => void): void {
      ended?.();
    }
  };

class Connection extends EventEmitter {
  readonly #database: Package.PGlite;

  constructor(database: Package.PGlite) {
    super();
    this.#database = database;
  }

  /** Several statements in one text have several results, as with pg. */
  async query(sql: string, parameters: readonly unknown[] = []): Promise<object> {
    if (parameters.length > 0) return resultOf(await this.#database.query(sql, [...parameters]));
    const results = (await this.#database.exec(sql)).map(resultOf);
    return results.length === 1 ? results[0]! : results;
  }
}

/** As pg has it, which counts the rows that are read as well. */
const resultOf = (found: Package.Results): object => ({
  ...found,
  rowCount: found.rows.length > 0 ? found.rows.length : (found.affectedRows ?? 0),
});
