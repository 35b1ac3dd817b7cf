import { randomBytes } from "node:crypto";
import type { TestDatabase } from "./databases.js";

/** A user of the server who may do little. */
export interface LimitedUser extends AsyncDisposable {
  readonly name: string;
  readonly options: object;
  /** Gives a right on something: `INSERT` on `mig_version`. On PostgreSQL a schema, `SCHEMA public`, can be named, too. */
  grant(right: string, on: string): Promise<void>;
  revoke(right: string, on: string): Promise<void>;
}

/**
 * A user who may connect to the database and no more, but for what is given: on PostgreSQL to use the schema, on MySQL and MariaDB
 * the right to read all of the database, if it is not said otherwise.
 */
export async function limitedUser(database: TestDatabase, rights = "SELECT"): Promise<LimitedUser> {
  const name = `reader_${randomBytes(4).toString("hex")}`;
  const isPostgres = database.server === "postgres";
  const user = isPostgres ? name : `${name}@'%'`;
  const schema = `\`${database.name}\``;
  await database.run(
    isPostgres
      ? `CREATE ROLE ${name} LOGIN PASSWORD 'reader'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;`
      : `CREATE USER ${user} IDENTIFIED BY 'reader'; GRANT ${rights} ON ${schema}.* TO ${user};`,
  );
  return {
    name,
    options: { ...database.options, username: name, password: "reader" },
    grant: (right, on) => database.run(`GRANT ${right} ON ${on} TO ${user}`),
    revoke: (right, on) => database.run(`REVOKE ${right} ON ${on} FROM ${user}`),
    [Symbol.asyncDispose]: () =>
      database.run(isPostgres ? `DROP OWNED BY ${user}; DROP ROLE ${user}` : `DROP USER ${user}`),
  };
}
