import { expect } from "chai";
import fc from "fast-check";
import { compare } from "../../../src/autogenerate/compare.js";
import { createStatement } from "../../../src/dialects/sqlite/definition.js";
import { normalize, normalTable } from "../../../src/dialects/sqlite/normalize.js";
import { parseTable } from "../../../src/dialects/sqlite/parse.js";
import { othersIn, tableOf } from "../../../src/dialects/sqlite/read.js";
import { inverse, type Operation } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { anySchema } from "./arbitraries.js";
import { onBoth, open, type Driver, type Opened } from "./database.js";

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
      { numRuns: 300 },
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
      { numRuns: 300 },
    );
  });

  it("normal form is a fixed point", () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        const normal = normalize(schema);
        expect(normalize(normal)).to.deep.equal(normal);
      }),
      { numRuns: 300 },
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
        { numRuns: 150 },
      );
    });

    it("any of them becomes any other, and goes back", async () => {
      await fc.assert(
        fc.asyncProperty(anySchema, anySchema, async (from, to) =>
          changes(driver, from, possible(from, to)),
        ),
        { numRuns: 150 },
      );
    });
  });
});

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

async function changes(driver: Driver, from: Schema, to: Schema): Promise<void> {
  await using database = await open(driver);
  await database.run(...making(from));
  const { traits } = database.dialect;
  const [before, wanted] = [normalize(from), normalize(to)];
  const forth = compare(before, wanted, traits);
  await database.run(...forth);
  expect(compare(await normalForm(database), wanted, traits), "forth").to.deep.equal([]);
  const back = forth.toReversed().map((op) => inverse(op) ?? expect.fail(`${op.kind} has no undo`));
  await database.run(...back);
  expect(compare(await normalForm(database), before, traits), "back").to.deep.equal([]);
  expect(compare(EMPTY_SCHEMA, before, traits)).to.have.length(before.tables.length);
}
