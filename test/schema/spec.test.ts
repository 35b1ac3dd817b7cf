import { expect } from "chai";
import fc from "fast-check";
import { MigError } from "../../src/errors.js";
import { alterColumn } from "../../src/operations/column.js";
import type { Column, Index, IndexKey, Table } from "../../src/schema/model.js";
import * as spec from "../../src/schema/spec.js";

/** What is written, all that it means, and how it is written again. */
const PAIRS = {
  column: [spec.column, spec.columnSpec],
  primaryKey: [spec.primaryKey, spec.primaryKeySpec],
  unique: [spec.unique, spec.uniqueSpec],
  check: [spec.check, spec.checkSpec],
  exclusion: [spec.exclusion, spec.exclusionSpec],
  foreignKey: [spec.foreignKey, spec.foreignKeySpec],
  index: [spec.index, spec.indexSpec],
  table: [spec.table, spec.tableSpec],
} as unknown as Readonly<
  Record<string, readonly [full: (given: unknown) => unknown, spec: (full: unknown) => unknown]>
>;

/** The shortest of each kind. */
const SHORTEST: Readonly<Record<string, unknown>> = {
  column: { name: "a", type: "integer" },
  primaryKey: ["a"],
  // A name that is not said is to be made; null says that there is none.
  unique: { name: null, columns: ["a"] },
  check: { name: null, expression: "a > 0" },
  exclusion: { name: "a", expression: "USING gist (a WITH &&)" },
  foreignKey: { name: null, columns: ["a"], references: { table: "b", columns: [] } },
  index: { name: "a", columns: ["a", { expression: "lower(a)" }] },
  table: { name: "a", columns: [{ name: "a", type: "integer" }] },
};

describe("what people write of a definition", () => {
  for (const [kind, [full, short]] of Object.entries(PAIRS)) {
    it(`${kind}: the shortest is completed, and shortened to itself`, () => {
      const complete = full(SHORTEST[kind]);
      expect(short(complete)).to.deep.equal(SHORTEST[kind]);
      expect(full(complete)).to.deep.equal(complete);
      expect(JSON.stringify(complete)).not.to.contain("undefined");
    });

    it(`${kind}: what is given as undefined is left out`, () => {
      if (Array.isArray(SHORTEST[kind])) return;
      const given = { ...(SHORTEST[kind] as object), comment: undefined, deferrable: undefined };
      expect(full(given)).to.deep.equal(full(SHORTEST[kind]));
    });

    it(`${kind}: is refused without each facet that has to be said`, () => {
      if (Array.isArray(SHORTEST[kind])) return;
      for (const [key, value] of Object.entries(SHORTEST[kind] as object)) {
        if (value === null) continue;
        const { code, message } = refusal(() =>
          full({ ...(SHORTEST[kind] as object), [key]: undefined }),
        );
        expect(code).to.equal("MIG409");
        expect(message).to.contain(`has no "${key}"`);
      }
    });

    for (const wrong of [null, undefined, "a", 7, () => 1])
      it(`${kind}: is refused where ${String(wrong)} is given`, () => {
        expect(refusal(() => full(wrong)).code).to.equal("MIG409");
      });
  }

  const name = fc.string();
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const column: fc.Arbitrary<Column> = fc
    .record<Column>({
      name,
      type: name,
      nullable: fc.boolean(),
      default: maybe(name),
      generated: fc.constantFrom(null, "increment", "identity always", "stored", "virtual"),
      expression: maybe(name),
      onUpdate: maybe(name),
      charset: maybe(name),
      collation: maybe(name),
      comment: maybe(name),
    })
    .filter(
      ({ generated, expression }) => !/stored|virtual/.test(String(generated)) || !!expression,
    );
  const key: fc.Arbitrary<IndexKey> = fc
    .record({
      column: maybe(name),
      expression: maybe(name),
      order: fc.constantFrom("ASC" as const, "DESC" as const),
      nulls: fc.constantFrom(null, "FIRST" as const, "LAST" as const),
      collation: maybe(name),
      opclass: maybe(name),
      length: maybe(fc.integer({ min: 1 })),
    })
    .filter(({ column, expression }) => (column === null) !== (expression === null));
  const index: fc.Arbitrary<Index> = fc.record({
    name,
    columns: fc.array(key),
    unique: fc.boolean(),
    method: maybe(name),
    where: maybe(name),
    include: fc.array(name),
    nullsNotDistinct: fc.boolean(),
    parser: maybe(name),
  });
  const table: fc.Arbitrary<Table> = fc.record({
    name,
    columns: fc.array(column),
    primaryKey: maybe(fc.record({ name: maybe(name), columns: fc.array(name) })),
    uniques: fc.constant([]),
    checks: fc.array(fc.record({ name: maybe(name), expression: name })),
    exclusions: fc.constant([]),
    foreignKeys: fc.constant([]),
    indexes: fc.array(index),
    triggers: fc.array(fc.record({ name, statement: name })),
    comment: maybe(name),
    engine: maybe(name),
    collation: maybe(name),
    withoutRowid: fc.boolean(),
    strict: fc.boolean(),
    definition: maybe(name),
  });

  it("a complete table is what its shorthand says", () => {
    fc.assert(
      fc.property(table, (full) => {
        expect(spec.table(spec.tableSpec(full))).to.deep.equal(full);
        expect(spec.table(full)).to.deep.equal(full);
      }),
    );
  });

  it("a change says what it was given, and no more", () => {
    fc.assert(
      fc.property(fc.subarray(["type", "nullable", "default", "comment"] as const), (keys) => {
        const full = spec.column({ name: "a", type: "integer" });
        const change = Object.fromEntries(keys.map((facet) => [facet, full[facet]]));
        expect(spec.columnChange(change)).to.deep.equal(change);
      }),
    );
  });
});

describe("what is refused in a definition", () => {
  const { table, column, columnChange, index, foreignKey, unique, primaryKey, check } = untyped();
  const id = { name: "id", type: "integer" };
  const refused: Readonly<Record<string, readonly [() => unknown, message: string, hint: string]>> =
    {
      "a key with a slip": [
        () => column({ name: "a", typ: "int" }),
        'The column a has the key "typ", which mig does not know.',
        'Did you mean "type"? It knows ',
      ],
      "a flag with a slip": [
        () => column({ ...id, nulable: true }),
        'The column id has the key "nulable", which mig does not know.',
        'Did you mean "nullable"? It knows ',
      ],
      "an action with a slip": [
        () => foreignKey({ columns: [], references: { table: "b", columns: [] }, onDelet: "" }),
        'The foreign key has the key "onDelet", which mig does not know.',
        'Did you mean "onDelete"? It knows ',
      ],
      "a key that every object has": [
        () => check({ expression: "a", constructor: "b" }),
        'The check has the key "constructor", which mig does not know.',
        "It knows name, ",
      ],
      "a text for a flag": [
        () => column({ ...id, nullable: "yes" }),
        '"nullable" of the column id is "yes".',
        "It takes true or false.",
      ],
      "a value for an expression": [
        () => column({ ...id, default: 7 }),
        '"default" of the column id is 7.',
        "It takes SQL of the database, as a text, or null.",
      ],
      "null where it says nothing": [
        () => column({ name: "a", type: null }),
        '"type" of the column a is null.',
        'It takes a type of the database, as a text such as "varchar(255)".',
      ],
      "another word": [
        () => column({ ...id, generated: "uuid" }),
        '"generated" of the column id is "uuid".',
        'It takes "increment", "identity always", "identity by default", "stored", "virtual", or null.',
      ],
      "a word in another case": [
        () =>
          foreignKey({
            columns: ["a"],
            references: { table: "b", columns: ["c"] },
            onDelete: "cascade",
          }),
        '"onDelete" of the foreign key is "cascade".',
        'It takes "NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT".',
      ],
      "one name for a list": [
        () => unique({ name: "u", columns: "a" }),
        '"columns" of the unique constraint u is "a".',
        "It takes a list of names of columns.",
      ],
      "a list of other things": [
        () => primaryKey([{ name: "a" }]),
        '"columns" of the primary key is [{"name":"a"}].',
        "It takes a list of names of columns.",
      ],
      "a slip in a reference": [
        () => foreignKey({ name: "f", columns: ["a"], references: { tabel: "b", columns: ["c"] } }),
        'The reference of the foreign key f has the key "tabel", which mig does not know.',
        'Did you mean "table"? It knows ',
      ],
      "a slip in a column of a table": [
        () => table({ name: "t", columns: [id, { name: "a", type: "text", lenght: 3 }] }),
        'The column a of the table t has the key "lenght", which mig does not know.',
        "It knows name, ",
      ],
      "a slip in a key of an index of a table": [
        () =>
          table({
            name: "t",
            columns: [id],
            indexes: [{ name: "i", columns: [{ column: "id", odrer: "DESC" }] }],
          }),
        'The key of the index i of the table t has the key "odrer", which mig does not know.',
        'Did you mean "order"? It knows ',
      ],
      "a name of a table for its columns": [
        () => table("t"),
        'The table is "t".',
        "It takes an object: { name, columns, primaryKey, uniques, checks, exclusions, foreignKeys, indexes, triggers, comment, engine, collation, withoutRowid, strict, definition }.",
      ],
      "a name in a change": [
        () => columnChange({ name: "b" }),
        'The change of a column b has the key "name", which mig does not know.',
        "It knows type, ",
      ],
      "a wrong value in a change": [
        () => columnChange({ nullable: 1 }),
        '"nullable" of the change of a column is 1.',
        "It takes true or false.",
      ],
    };
  for (const [what, [given, message, hint]] of Object.entries(refused))
    it(what, () => {
      const error = refusal(given);
      expect(error.code).to.equal("MIG409");
      expect(error.message).to.equal(message);
      expect(error.hint).to.satisfy((text: string) => text.startsWith(hint));
    });

  const together: Readonly<Record<string, readonly [() => unknown, message: string]>> = {
    "a computed column without an expression": [
      () => column({ ...id, generated: "stored" }),
      "The column id is computed, and has no expression that says from what.",
    ],
    "a change that makes a column computed, without an expression": [
      () => alterColumn.of("t", id, { generated: "stored" }),
      "The column id is computed, and has no expression that says from what.",
    ],
    "a number of 64 bits that is no text": [
      () => spec.sequence({ name: "s", start: 1n } as never),
      '"start" of the sequence s is 1n.',
    ],
    "a number with more than digits in it": [
      () => spec.sequence({ name: "s", start: "1; DROP TABLE t" }),
      '"start" of the sequence s is "1; DROP TABLE t".',
    ],
    "a length below one": [
      () => index({ name: "i", columns: [{ column: "a", length: 0 }] }),
      '"length" of the key of the index i is 0.',
    ],
    "a key of nothing": [
      () => index({ name: "i", columns: [{ order: "DESC" }] }),
      "The key of the index i has to name either a column or an expression.",
    ],
    "a key of two things": [
      () => index({ name: "i", columns: [{ column: "a", expression: "b" }] }),
      "The key of the index i has to name either a column or an expression.",
    ],
  };
  for (const [what, [given, message]] of Object.entries(together))
    it(what, () => {
      expect(refusal(given).message).to.equal(message);
    });
});

/** The functions as JavaScript sees them, where anything can be given. */
function untyped() {
  return spec as unknown as Readonly<Record<keyof typeof spec, (given: unknown) => unknown>>;
}

function refusal(work: () => unknown): MigError {
  try {
    work();
  } catch (error) {
    expect(error).to.be.instanceOf(MigError);
    return error as MigError;
  }
  throw new Error("it was taken");
}
