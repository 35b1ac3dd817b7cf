import { expect } from "chai";
import fc from "fast-check";
import { mergeTables } from "../../src/entities/merge.js";
import type { MigError } from "../../src/errors.js";
import { table, type ColumnSpec, type TableSpec } from "../../src/schema/spec.js";
import { entity, read, readTable } from "./data-source.js";

const wish = (entity: string, spec: Partial<TableSpec>) => ({
  entity,
  table: table({ name: "thing", columns: [], ...spec }),
});

const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"));
const wholes = fc.record({
  columns: names.map((list) => list.map((name): ColumnSpec => ({ name, type: "int" }))),
  uniques: names.map((list) => list.map((name) => ({ name, columns: [name] }))),
  checks: names.map((list) => list.map((name) => ({ name, expression: name }))),
  indexes: names.map((list) => list.map((name) => ({ name, columns: [name] }))),
  primaryKey: fc.constantFrom(null, ["a"]),
  comment: fc.constantFrom(null, "a thing"),
});

describe("entities/merge", () => {
  it("gives each table once, in the order of first mention", () => {
    const tables = mergeTables(
      ["b", "a", "b"].map((name) => ({ entity: name, table: table({ name, columns: [] }) })),
    );
    expect(tables.map(({ name }) => name)).to.deep.equal(["b", "a"]);
  });

  it("leaves a table of one entity as it is, and so one of twins", () => {
    fc.assert(
      fc.property(wholes, fc.integer({ min: 1, max: 3 }), (whole, times) => {
        const wishes = Array.from({ length: times }, (_, at) => wish(`E${at}`, whole));
        expect(mergeTables(wishes)).to.deep.equal([wish("E", whole).table]);
      }),
    );
  });

  it("puts a divided table together again", () => {
    fc.assert(
      fc.property(wholes, fc.nat(5), (whole, at) => {
        const head = halved(whole, (list) => list.slice(0, at));
        const tail = halved(whole, (list) => list.slice(at));
        const divided = [wish("Head", head), wish("Tail", { ...tail, comment: null })];
        const merged = mergeTables([wish("Tail", { ...tail, comment: null }), ...divided]);
        expect(sorted(merged)).to.deep.equal(sorted([wish("E", whole).table]));
      }),
    );
  });

  it("takes from one entity what the other does not say", () => {
    const [merged] = mergeTables([
      wish("Full", { columns: [{ name: "id", type: "int", generated: "increment" }] }),
      wish("Short", {
        columns: [{ name: "id", type: "int", comment: "an id" }],
        comment: "things",
      }),
    ]);
    expect(merged).to.deep.equal(
      table({
        name: "thing",
        columns: [{ name: "id", type: "int", generated: "increment", comment: "an id" }],
        comment: "things",
      }),
    );
  });

  const conflicts: Readonly<Record<string, readonly [Partial<TableSpec>, Partial<TableSpec>]>> = {
    "the column a": [
      { columns: [{ name: "a", type: "int" }] },
      { columns: [{ name: "a", type: "bigint" }] },
    ],
    "the primary key": [{ primaryKey: ["a"] }, { primaryKey: ["a", "b"] }],
    "the unique constraint a": [
      { uniques: [{ name: "a", columns: ["a"] }] },
      { uniques: [{ name: "a", columns: ["b"] }] },
    ],
    "the check a": [
      { checks: [{ name: "a", expression: "a" }] },
      { checks: [{ name: "a", expression: "b" }] },
    ],
    "the index a": [
      { indexes: [{ name: "a", columns: ["a"] }] },
      { indexes: [{ name: "a", columns: ["a"], unique: true }] },
    ],
    "the comment": [{ comment: "a" }, { comment: "b" }],
  };
  for (const [what, [one, other]] of Object.entries(conflicts))
    it(`refuses two entities that differ in ${what}`, () => {
      const refused = thrown(() => mergeTables([wish("One", one), wish("Other", other)]));
      expect(refused).to.include({
        code: "MIG507",
        message: `One and Other are both stored in the table thing, but differ in ${what}.`,
      });
    });

  it("joins entities that TypeORM would let drop each other's columns", async () => {
    const columns = { name: { type: "varchar" } } as const;
    const merged = await readTable("postgres", [
      entity("Account", columns, { tableName: "account" }),
      entity("Profile", { bio: { type: "text" } }, { tableName: "account" }),
    ]);
    expect(merged.columns.map(({ name }) => name)).to.deep.equal(["id", "name", "bio"]);
  });

  it("names the entities that cannot share a table", async () => {
    const options = { tableName: "account" };
    const error = await read("postgres", [
      entity("Account", { name: { type: "varchar" } }, options),
      entity("Profile", { name: { type: "text" } }, options),
    ]).catch((error: unknown) => error as MigError);
    expect(error).to.include({ code: "MIG507" });
    expect((error as MigError).message).to.equal(
      "Account and Profile are both stored in the table account, but differ in the column name.",
    );
  });
});

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

type Whole = typeof wholes extends fc.Arbitrary<infer T> ? T : never;

const halved = (whole: Whole, half: <T>(list: readonly T[]) => T[]): Whole => ({
  ...whole,
  columns: half(whole.columns),
  uniques: half(whole.uniques),
  checks: half(whole.checks),
  indexes: half(whole.indexes),
});

/** The lists by name: a table that was divided may list its parts in another order. */
const sorted = (tables: readonly object[]) =>
  tables.map((table) =>
    Object.fromEntries(
      Object.entries(table).map(([key, value]) => [
        key,
        Array.isArray(value)
          ? value.toSorted((a: object, b: object) =>
              JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
            )
          : (value as unknown),
      ]),
    ),
  );
