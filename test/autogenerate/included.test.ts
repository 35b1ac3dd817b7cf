import { expect } from "chai";
import { included } from "../../src/autogenerate/included.js";
import { COMPARE_ALL, withUncompared, type SchemaObject } from "../../src/autogenerate/policy.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { sequence, table, view, type ColumnSpec } from "../../src/schema/spec.js";

/** One of everything that has a name. */
const WHOLE: Schema = {
  ...EMPTY_SCHEMA,
  namespaces: [{ name: "audit" }],
  enums: [{ name: "audit.mood", values: ["ok"] }],
  sequences: [sequence({ name: "audit.numbers" })],
  tables: [
    table({
      name: "cat",
      columns: [{ name: "id", type: "integer" }],
      primaryKey: { name: "cat_key", columns: ["id"] },
      uniques: [{ name: "cat_unique", columns: ["id"] }],
      checks: [
        { name: "cat_check", expression: "id > 0" },
        { name: null, expression: "id < 9" },
      ],
      exclusions: [{ name: "cat_exclusion", expression: "USING gist (id WITH =)" }],
      foreignKeys: [
        { name: "cat_cat", columns: ["id"], references: { table: "cat", columns: ["id"] } },
      ],
      indexes: [{ name: "cat_index", columns: ["id"] }],
    }),
    table({ name: 'audit."a.b"', columns: [{ name: "at", type: "date" }] }),
  ],
  views: [
    view({
      name: "cats",
      query: "SELECT 1",
      materialized: true,
      indexes: [{ name: "cats_index", columns: ["id"] }],
    }),
  ],
};

/** Every object that is asked about, as `kind schema.table.name`. */
const asked = (schema: Schema): readonly SchemaObject[] => {
  const objects: SchemaObject[] = [];
  included(schema, EMPTY_SCHEMA, {
    ...COMPARE_ALL,
    includes: (object) => objects.push(object) > 0,
  });
  return objects;
};

const called = ({ kind, schema, table: of, name }: SchemaObject) =>
  `${kind} ${JSON.stringify([schema, of, name])}`;

describe("what takes part in comparing", () => {
  it("everything is asked about, where it is", () => {
    expect(asked(WHOLE).map(called)).to.have.members([
      'schema ["audit",null,"audit"]',
      'table [null,null,"cat"]',
      'table ["audit",null,"a.b"]',
      'view [null,null,"cats"]',
      'sequence ["audit",null,"numbers"]',
      'enum ["audit",null,"mood"]',
      'column [null,"cat","id"]',
      'primary key [null,"cat","cat_key"]',
      'unique [null,"cat","cat_unique"]',
      'check [null,"cat","cat_check"]',
      'check [null,"cat",""]',
      'exclusion [null,"cat","cat_exclusion"]',
      'foreign key [null,"cat","cat_cat"]',
      'index [null,"cat","cat_index"]',
      'column ["audit","audit.\\"a.b\\"","at"]',
      'index [null,"cats","cats_index"]',
    ]);
  });

  it("law: where everything takes part, nothing changes", () => {
    const [actual, wanted] = included(WHOLE, WHOLE, COMPARE_ALL);
    expect([actual, wanted]).to.deep.equal([WHOLE, WHOLE]);
  });

  for (const object of asked(WHOLE))
    for (const from of ["database", "entities"] as const)
      it(`law: ${called(object)} left out of the ${from} is out on both sides`, () => {
        const policy = {
          ...COMPARE_ALL,
          includes: (other: SchemaObject) =>
            other.from !== from || called(other) !== called(object),
        };
        for (const side of included(WHOLE, WHOLE, policy)) {
          const left = asked(side).map(called);
          expect(left).to.not.include(called(object));
          const isBelow = (other: SchemaObject) =>
            object.kind === "schema"
              ? other.schema === object.name
              : object.table === null &&
                other.table !== null &&
                other.schema === object.schema &&
                other.table.includes(object.name);
          const stay = asked(WHOLE).filter(
            (other) => called(other) !== called(object) && !isBelow(other),
          );
          expect(left).to.include.members(stay.map(called));
        }
      });

  it("the whole definition is given, and from which side", () => {
    const seen: SchemaObject[] = [];
    included(WHOLE, EMPTY_SCHEMA, {
      ...COMPARE_ALL,
      includes: (object) => {
        if (object.kind === "index") seen.push(object);
        return true;
      },
    });
    expect(seen.map(({ from, definition }) => [from, definition])).to.deep.equal([
      ["database", WHOLE.tables[0]?.indexes[0]],
      ["database", WHOLE.views[0]?.indexes[0]],
    ]);
  });
});

describe("what of a column is not compared", () => {
  const cat = (...columns: readonly ColumnSpec[]): Schema => ({
    ...EMPTY_SCHEMA,
    tables: [table({ name: "cat", columns })],
  });
  const actual = cat(
    { name: "id", type: "integer", default: "1" },
    { name: "old", type: "integer" },
  );
  const wanted = cat({ name: "id", type: "bigint", default: "2" }, { name: "new", type: "text" });
  const first = (schema: Schema) => schema.tables[0]?.columns[0];

  it("law: compared in everything, it is as wanted", () => {
    expect(withUncompared(actual, wanted, COMPARE_ALL)).to.equal(wanted);
    const asks = { ...COMPARE_ALL, compareType: () => true, compareServerDefault: () => true };
    expect(withUncompared(actual, wanted, asks)).to.deep.equal(wanted);
  });

  it("its type or its default are as they are, and all else as wanted", () => {
    const types = withUncompared(actual, wanted, { ...COMPARE_ALL, compareType: false });
    expect(first(types)).to.include({ type: "integer", default: "2" });
    const starts = withUncompared(actual, wanted, { ...COMPARE_ALL, compareServerDefault: false });
    expect(first(starts)).to.include({ type: "bigint", default: "1" });
    expect(types.tables[0]?.columns[1]).to.deep.equal(wanted.tables[0]?.columns[1]);
  });

  it("a function is asked with both sides, for columns that both have", () => {
    const seen: unknown[] = [];
    const compareType = (difference: unknown) => seen.push(difference) > 1;
    withUncompared(actual, wanted, { ...COMPARE_ALL, compareType });
    expect(seen).to.deep.equal([
      { table: "cat", column: "id", database: first(actual), entities: first(wanted) },
    ]);
  });
});
