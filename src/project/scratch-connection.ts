import { scratchingFor } from "../dialects/index.js";
import type { Place, Supposed } from "../dialects/scratch.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import type { Link } from "./connect.js";
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

/** Makes what migrations take for granted. */
export async function makeSupposed({ server, ...link }: Link, supposed: Supposed): Promise<void> {
  const { onServer } = await scratchingFor(server);
  const query = telling(link.query, `Making in the ${link.title} what the real one has`);
  await onServer?.make(query, supposed);
}
