import { scratchingFor } from "../dialects/index.js";
import type { Place, Supposed } from "../dialects/scratch.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import type { Connection, Link } from "./connect.js";
import { notThere } from "./scratch-refusals.js";

/** The same connection, which refuses what would reach out of its database. */
export async function watched(link: Link, place: Place): Promise<Link> {
  const { query, title, server } = link;
  const watch = await (await scratchingFor(server)).watch(query, place);
  return {
    ...link,
    async query(sql, parameters) {
      const reached = await watch(sql, parameters);
      if (reached === null) return query(sql, parameters);
      throw new MigError(
        "MIG528",
        `This statement reaches out of the scratch ${title}: ${reached}.`,
        "It was not run, and nothing but the scratch database was touched. What belongs to another database or to the whole server can be proved on a server of its own: `--scratch-url`.",
      );
    },
  };
}

/** What else a data source says, such as `extra`, may lead to another database than was named. */
export async function refuseElsewhere({ server, query, title }: Link, name: string): Promise<void> {
  const { onServer } = await scratchingFor(server);
  const found = await onServer?.current(query);
  if (found !== name) throw notThere(title, found ?? null);
}

/** Makes these schemas and extensions. */
export async function makeSupposed(
  { dialect, title, ...connection }: Connection,
  { schemas, extensions }: Supposed,
): Promise<void> {
  const { name } = dialect.grammar;
  const query = telling(connection.query, `Making in the ${title} what the real one has`);
  for (const schema of schemas) await query(`CREATE SCHEMA IF NOT EXISTS ${name(schema)}`);
  for (const extension of extensions) {
    if (!extension.schema.startsWith("pg_"))
      await query(`CREATE SCHEMA IF NOT EXISTS ${name(extension.schema)}`);
    await query(
      `CREATE EXTENSION IF NOT EXISTS ${name(extension.name)} WITH SCHEMA ${name(extension.schema)}`,
    );
  }
}
