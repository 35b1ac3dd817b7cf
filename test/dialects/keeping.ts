import { expect } from "chai";
import { operations, type Operation } from "../../src/operations/index.js";
import { column } from "../../src/schema/spec.js";
import type { ServerName } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

/** Types of a server, with the literals of their values that are the hardest to keep. */
export type Extremes = Readonly<Record<string, readonly string[]>>;

/** A type may be said to keep the values of another only if they come back from it. */
export function keepsWhatItSays(server: ServerName, extremes: Extremes): void {
  describe(`what types of ${server} keep`, function () {
    this.timeout(120_000);
    let database: SchemaDatabase;
    before(async () => (database = await createSchemaDatabase(server)));
    after(() => database[Symbol.asyncDispose]());

    for (const from of Object.keys(extremes))
      it(from, async () => {
        const { keeps } = database.connection.dialect.traits;
        const kept = Object.keys(extremes).filter((to) => keeps(from, to));
        expect(kept).to.include(from);
        for (const to of kept) await comesBack(database, from, to, extremes[from] ?? []);
      });
  });
}

async function comesBack(
  database: SchemaDatabase,
  from: string,
  to: string,
  values: readonly string[],
): Promise<void> {
  const { query } = database.connection;
  const before = column({ name: "a", type: from, nullable: true });
  const change = operations.alterColumn.of("kept", before, { type: to });
  const read = async () =>
    (await query("SELECT a FROM kept ORDER BY id")).map(({ a }) => JSON.stringify(a));
  const run = async (...ops: readonly Operation[]) => database.run(ops);
  await run(
    operations.createTable.of({
      name: "kept",
      columns: [{ name: "id", type: "integer" }, before],
      primaryKey: ["id"],
    }),
  );
  for (const [id, value] of values.entries())
    await query(`INSERT INTO kept (id, a) VALUES (${id}, ${value})`);
  const was = await read();
  try {
    await run(change);
    await run(operations.alterColumn.of("kept", { ...before, type: to }, { type: from }));
    expect(await read(), `${from} by way of ${to}`).to.deep.equal(was);
  } finally {
    await run(operations.dropTable.of("kept"));
  }
}
