import { expect } from "chai";
import { compare } from "../../src/autogenerate/compare.js";
import { undo } from "../../src/autogenerate/render.js";
import type { Operation } from "../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { expectSame, withoutOrder } from "../support/same.js";
import type { SchemaDatabase } from "../support/schema-database.js";
import type { SchemaPair } from "./arbitrary-schema.js";
import { rowsFor, type Rows } from "./rows.js";
import { deleteRows, insertRows, readRows } from "./table-rows.js";

/**
 * Takes an empty database to the first schema, with rows to the second, back, there again, and to nothing. On the
 * way stand the laws: what was asked for is there (reality), nothing is left to do (rest), going back and again
 * arrives where it was before (return), and no value is lost on the way (keep).
 */
export async function journey(database: SchemaDatabase, pair: SchemaPair): Promise<void> {
  const { normalize } = database.connection.dialect;
  const [before, after] = [normalize(pair.before), normalize(pair.after)];
  const first = await take(database, before, "first", inOrder);
  const rows = rowsFor(before, after, database.server);
  await law("rows", () => insertRows(database, rows));
  const inserted = await readRows(database, rows);

  const ops = await law("difference", () => database.difference(after));
  const second = await law("reality: up", () => go(database, ops, after, withoutOrder));
  await law("rest: up", () => isAtRest(database, after));
  await law("keep: up", async () => {
    expect(await readRows(database, rows)).to.deep.equal(inserted);
  });

  const stay = isSame(rows, rowsFor(after, before, database.server));
  if (!stay) await deleteRows(database, rows);
  await law("return: down", () => go(database, undo(ops), first, withoutOrder));
  if (stay)
    await law("keep: down", async () => {
      expect(await readRows(database, rows)).to.deep.equal(inserted);
    });
  if (!stay) await deleteRows(database, rows);
  await law("return: up again", () => go(database, ops, second, withoutOrder));
  await law("return: to nothing", async () => {
    const { traits } = database.connection.dialect;
    await go(
      database,
      compare(await database.reflect(), EMPTY_SCHEMA, traits),
      EMPTY_SCHEMA,
      inOrder,
    );
  });
}

/** Makes the first schema where there is nothing. */
async function take(
  database: SchemaDatabase,
  wanted: Schema,
  name: string,
  seen: (schema: Schema) => Schema,
): Promise<Schema> {
  const ops = await law("difference", () => database.difference(wanted));
  const actual = await law(`reality: ${name}`, () => go(database, ops, wanted, seen));
  await law(`rest: ${name}`, () => isAtRest(database, wanted));
  return actual;
}

/** Runs operations, after which the database is as it was to be. */
async function go(
  database: SchemaDatabase,
  ops: readonly Operation[],
  wanted: Schema,
  seen: (schema: Schema) => Schema,
): Promise<Schema> {
  await database.run(ops);
  const actual = await database.reflect();
  const settled = await database.settled(actual, wanted);
  expectSame(seen(actual), seen(settled), database.connection.dialect.traits);
  return actual;
}

async function isAtRest(database: SchemaDatabase, wanted: Schema): Promise<void> {
  expect(await database.difference(wanted)).to.deep.equal([]);
}

const inOrder = (schema: Schema) => schema;

const isSame = (a: readonly Rows[], b: readonly Rows[]) =>
  JSON.stringify(a.map(({ table, rows }) => [table, rows.length])) ===
  JSON.stringify(b.map(({ table, rows }) => [table, rows.length]));

/** What goes wrong in the work says which law it breaks. */
export async function law<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) {
      const { statement } = error as { readonly statement?: string };
      error.message = `${name}: ${error.message}${statement ? `\n  in ${statement}` : ""}`;
    }
    throw error;
  }
}
