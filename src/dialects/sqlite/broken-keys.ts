import { MigError } from "../../errors.js";
import type { Query } from "../dialect.js";

/**
 * Looks at the foreign keys now, and gives what looks again and refuses (MIG408) if more rows refer to nothing than
 * before. Those that did before are no one's fault.
 */
export async function watchKeys(query: Query): Promise<() => Promise<void>> {
  const before = await find(query);
  return async () => refuseBroken(before, await find(query));
}

/** How many rows refer to nothing, by foreign key. */
type Counts = ReadonlyMap<string, number>;

/** How the foreign keys of a database stand. */
interface Found {
  /** All of them, by what a rebuild leaves alone, which may number keys and rows anew. */
  readonly broken: Counts;
  /** What SQLite says of those it cannot check, since they refer to no unique key. */
  readonly mismatches: ReadonlySet<string>;
}

/** Looks at every foreign key and at every row that has one. */
async function find(query: Query): Promise<Found> {
  const keys = await allKeys(query);
  try {
    return { broken: await broken(query, keys), mismatches: new Set() };
  } catch (error) {
    mismatchOf(error);
  }
  // One that cannot be checked stops the check: those of other tables are counted table by table.
  const counts = new Map<string, number>();
  const mismatches = new Set<string>();
  for (const table of new Set(keys.map((key) => key.table)))
    try {
      const ofTable = keys.filter((key) => key.table === table);
      for (const [key, rows] of await broken(query, ofTable, table)) counts.set(key, rows);
    } catch (error) {
      mismatches.add(mismatchOf(error));
    }
  return { broken: counts, mismatches };
}

function refuseBroken(before: Found, after: Found): void {
  const mismatch = [...after.mismatches].find((text) => !before.mismatches.has(text));
  if (mismatch !== undefined && after.mismatches.size > before.mismatches.size)
    throw new MigError(
      "MIG408",
      `SQLite would no longer know what a foreign key refers to: ${mismatch}.`,
      "Keep a primary or unique key on the columns it refers to, or drop the foreign key first.",
    );
  const more = (key: string) => (after.broken.get(key) ?? 0) - (before.broken.get(key) ?? 0);
  const grown = [...after.broken.keys()].filter((key) => more(key) > 0);
  const fresh = grown.filter((key) => !before.broken.has(key));
  const gone = [...before.broken.keys()].filter((key) => !after.broken.has(key));
  // Foreign keys that were not there may be those that are gone, under other names.
  const isRenamed = sum(fresh.map(more)) + sum(gone.map(more)) <= 0;
  const refused = isRenamed ? grown.filter((key) => before.broken.has(key)) : grown;
  if (refused.length === 0) return;
  throw new MigError(
    "MIG408",
    `Rows would point at nothing: ${refused.map((key) => `${more(key)} of ${key}`).join(", ")}.`,
    "Remove or repair those rows in the migration, before the change that breaks them.",
  );
}

interface Key {
  readonly table: string;
  /** Its number in the table. */
  readonly id: number;
  readonly name: string;
}

const KEYS = `
SELECT m.name AS child, k.id, m.name || ' (' || (
  SELECT group_concat(name, ', ')
  FROM (SELECT "from" AS name FROM pragma_foreign_key_list(m.name) WHERE id = k.id ORDER BY seq)
) || ') → ' || k."table" AS name
FROM sqlite_master m, pragma_foreign_key_list(m.name) k
WHERE m.type = 'table' AND k.seq = 0`;

async function allKeys(query: Query): Promise<readonly Key[]> {
  const rows = await query(KEYS);
  return rows.map(({ child, id, name }) => ({
    table: String(child),
    id: Number(id),
    name: String(name),
  }));
}

/** How many rows refer to nothing by each of these foreign keys, which are all there are or those of one table. */
async function broken(query: Query, keys: readonly Key[], table?: string): Promise<Counts> {
  const [which, parameters] = table === undefined ? ["", []] : ["(?)", [table]];
  const rows = await query(
    `SELECT "table" AS child, fkid, count(*) AS broken FROM pragma_foreign_key_check${which} GROUP BY 1, 2`,
    parameters,
  );
  return new Map(
    keys.map((key) => {
      const row = rows.find(({ child, fkid }) => child === key.table && Number(fkid) === key.id);
      return [key.name, Number(row?.["broken"] ?? 0)];
    }),
  );
}

/** The words of SQLite for a foreign key that refers to no unique key; any other error is thrown on. */
function mismatchOf(error: unknown): string {
  const [text] = /foreign key mismatch - .*/.exec(String(error)) ?? [];
  if (text === undefined) throw error;
  return text;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
