import { expect } from "chai";
import { inTransaction } from "../../../src/dialects/session.js";
import fc from "fast-check";
import { compare } from "../../../src/autogenerate/compare.js";
import { createStatement } from "../../../src/dialects/sqlite/definition.js";
import { session } from "../../../src/dialects/sqlite/session.js";
import { sqliteGrammar as sql } from "../../../src/dialects/sqlite/grammar.js";
import { normalize, normalTable } from "../../../src/dialects/sqlite/normalize.js";
import { parseTable } from "../../../src/dialects/sqlite/parse.js";
import { othersIn, tableOf } from "../../../src/dialects/sqlite/read.js";
import { applyAll, inverse, type Operation } from "../../../src/operations/index.js";
import type { Schema } from "../../../src/schema/model.js";
import { anySchema } from "./arbitraries.js";
import { REPLAY, RUNS } from "../../laws/runs.js";
import { onBoth, open, type Driver, type Opened, type Row } from "./database.js";
import { inColumns, numbers, respell } from "./respell.js";

describe("the schemas that SQLite can hold", () => {
  it("parsing what was written gives the table again", () => {
    fc.assert(
      fc.property(anySchema, ({ tables }) => {
        for (const table of tables) {
          const text = createStatement(table, { others: othersIn(tables) });
          const read = tableOf(table.name, parseTable(text), {
            indexes: table.indexes,
            triggers: [],
          });
          expect({ ...read, definition: null }).to.deep.equal(normalTable(table));
        }
      }),
      { numRuns: RUNS * 5, ...REPLAY },
    );
  });

  it("a table written again from its own definition is the same text", () => {
    fc.assert(
      fc.property(anySchema, ({ tables }) => {
        for (const table of tables) {
          const others = othersIn(tables);
          const text = createStatement(table, { others });
          expect(createStatement({ ...table, definition: text }, { others })).to.equal(text);
        }
      }),
      { numRuns: RUNS * 5, ...REPLAY },
    );
  });

  it("and so it is however the definition was written", () => {
    fc.assert(
      fc.property(anySchema, fc.integer(), ({ tables }, seed) => {
        const next = numbers(seed);
        const others = othersIn(tables);
        for (const table of tables) {
          const text = respell(createStatement(table, { others }), next);
          const written = parseTable(text);
          const { indexes, triggers } = table;
          const read = tableOf(table.name, written, { indexes, triggers });
          const name = text.slice(written.name.start, written.name.end);
          const again = createStatement(read, { others }).replace(
            /^CREATE TABLE "(?:[^"]|"")*"/,
            "",
          );
          expect(again).to.equal(text.slice(text.indexOf(name) + name.length));
        }
      }),
      { numRuns: RUNS * 5, ...REPLAY },
    );
  });

  it("normal form is a fixed point", () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        const normal = normalize(schema);
        expect(normalize(normal)).to.deep.equal(normal);
      }),
      { numRuns: RUNS * 5, ...REPLAY },
    );
  });

  onBoth((driver) => {
    it("is read back as it was asked for", async () => {
      await fc.assert(
        fc.asyncProperty(anySchema, async (schema) => {
          await using database = await open(driver);
          await database.run(...making(schema));
          expect(await normalForm(database)).to.deep.equal(normalize(schema));
        }),
        { numRuns: RUNS * 3, ...REPLAY },
      );
    });

    it("any of them becomes any other without reading the database", async () => {
      await fc.assert(
        fc.asyncProperty(anySchema, anySchema, (from, to) =>
          offline(driver, from, possible(from, to)),
        ),
        { numRuns: RUNS * 3, ...REPLAY },
      );
    });

    it("any of them becomes any other, and goes back", async () => {
      await fc.assert(
        fc.asyncProperty(anySchema, anySchema, fc.integer(), async (from, to, seed) =>
          changes(driver, from, possible(from, to), numbers(seed)),
        ),
        { numRuns: RUNS * 3, ...REPLAY },
      );
    });
  });
});

/** From the schema that was folded from operations, as where nothing is connected. */
async function offline(driver: Driver, from: Schema, to: Schema): Promise<void> {
  await using database = await open(driver);
  await database.run(...making(from));
  const [before, wanted] = [normalize(from), normalize(to)];
  const ops = compare(before, wanted, database.dialect.traits);
  await inTransaction(session, database.query, async () => {
    for (const statement of database.dialect.compile(ops, before)) await database.query(statement);
  });
  expect(await normalForm(database)).to.deep.equal(normalize(applyAll(ops, before)));
}

const making = ({ tables }: Schema): readonly Operation[] =>
  tables.map((table) => ({ kind: "createTable", table }));

/** Without the tables that would have to become strict, or lose their rowid: there is no operation for that. */
const possible = (from: Schema, to: Schema): Schema => ({
  ...to,
  tables: to.tables.filter((table) =>
    from.tables.every(
      ({ name, strict, withoutRowid }) =>
        name !== table.name || (strict === table.strict && withoutRowid === table.withoutRowid),
    ),
  ),
});

const normalForm = async ({ dialect, reflect }: Opened): Promise<Schema> =>
  dialect.normalize(await reflect());

/** There and back, from tables written in any way and with rows in them. */
async function changes(
  driver: Driver,
  from: Schema,
  to: Schema,
  next: (below: number) => number,
): Promise<void> {
  await using database = await open(driver);
  const { traits } = database.dialect;
  await database.query("PRAGMA foreign_keys = OFF");
  for (const table of from.tables) {
    const made = database.dialect.compile(making({ ...from, tables: [table] }), from);
    const [create = "", ...rest] = made;
    const statements = [next(2) === 0 ? create : inColumns(table), ...rest];
    for (const statement of statements) await database.query(respell(statement, next));
  }
  await fill(database, from);
  const before = await normalForm(database);
  const wanted = normalize(to);
  const [rows, catalog] = [await rowsOf(database, before), await database.catalog()];
  const forth = compare(before, wanted, traits);
  const refused = await database.run(...forth).then(
    () => null,
    (error: unknown) => String(error),
  );
  if (refused !== null) {
    expect(refused).to.match(
      /constraint failed|cannot store|datatype mismatch|Cannot add a NOT NULL column/,
    );
    expect(await database.catalog()).to.deep.equal(catalog);
    expect(await rowsOf(database, before)).to.deep.equal(rows);
    return;
  }
  expect(compare(await normalForm(database), wanted, traits), "forth").to.deep.equal([]);
  expectKept(rows, await rowsOf(database, wanted), before, wanted);
  for (const { name } of to.tables) await database.query(`DELETE FROM ${sql.table(name)}`);
  const back = forth.toReversed().map((op) => inverse(op) ?? expect.fail(`${op.kind} has no undo`));
  await database.run(...back);
  expect(compare(await normalForm(database), before, traits), "back").to.deep.equal([]);
}

/** Up to two rows in each table, as far as its constraints let them in. */
async function fill({ query }: Opened, { tables }: Schema): Promise<void> {
  for (const { name, columns } of tables) {
    const plain = columns.filter(({ expression }) => expression === null);
    for (const at of [1, 2]) {
      const values = plain.map(({ type }) =>
        /int|real|decimal|boolean/.test(type) ? String(at) : /blob/.test(type) ? "x'61'" : "'a'",
      );
      const into = sql.names(plain.map((column) => column.name));
      // A strict table also refuses types, and says so whatever it is told to ignore.
      await query(
        `INSERT OR IGNORE INTO ${sql.table(name)} (${into}) VALUES (${values.join(", ")})`,
      ).catch((error: unknown) => expect(String(error)).to.include("cannot store"));
    }
  }
}

type Rows = Readonly<Record<string, readonly Row[]>>;

async function rowsOf({ query }: Opened, { tables }: Schema): Promise<Rows> {
  const rows: Record<string, readonly Row[]> = {};
  for (const { name } of tables) rows[name] = await query(`SELECT * FROM ${sql.table(name)}`);
  return rows;
}

/** No row is lost, and no value of a column that has the same type before and after. */
function expectKept(before: Rows, after: Rows, from: Schema, to: Schema): void {
  for (const table of to.tables) {
    const was = from.tables.find(({ name }) => name === table.name);
    if (!was) continue;
    const same = table.columns.filter(({ name, type, expression }) =>
      was.columns.some(
        (column) =>
          column.name === name && column.type === type && column.expression === expression,
      ),
    );
    const values = (rows: readonly Row[] = []) =>
      rows.map((row) => JSON.stringify(same.map(({ name }) => row[name]))).toSorted();
    expect(values(after[table.name]), table.name).to.deep.equal(values(before[table.name]));
  }
}
