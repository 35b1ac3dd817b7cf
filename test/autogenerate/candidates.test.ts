import { expect } from "chai";
import fc from "fast-check";
import { candidates, type Candidate } from "../../src/autogenerate/candidates.js";
import { saidRenames, saidValues } from "../../src/autogenerate/said-renames.js";
import { formerName, renameText, type Rename } from "../../src/autogenerate/renames.js";
import { Undecided } from "../../src/autogenerate/undecided.js";
import { EMPTY_SCHEMA, type EnumType, type Schema } from "../../src/schema/model.js";
import { table, type ColumnSpec, type TableSpec } from "../../src/schema/spec.js";
import { PURE_RUNS, REPLAY } from "../laws/runs.js";

const schema = (tables: readonly TableSpec[], enums: readonly EnumType[] = []): Schema => ({
  ...EMPTY_SCHEMA,
  tables: tables.map(table),
  enums,
});
const withColumns = (...columns: readonly ColumnSpec[]) =>
  schema([{ name: "cat", columns: [{ name: "id", type: "integer" }, ...columns] }]);

const all = () => false;

/** What the texts of `--rename` mean. */
function said(texts: readonly string[], from: Schema, to: Schema): readonly Rename[] {
  const { renames, others } = saidRenames(texts, from, to);
  return [...renames, ...saidValues(others, from, to, renames)];
}
const texts = (found: readonly Candidate[]) => found.map(({ rename }) => renameText(rename));

const NAMES = ["cat", "cats", "audit.log", 'audit."a.b"', "x:y", "id", "name"] as const;
const tables: fc.Arbitrary<Schema> = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...NAMES),
      columns: fc.uniqueArray(
        fc.record({
          name: fc.constantFrom("id", "name", "full name", "a.b", 'a"b', "x:y"),
          type: fc.constantFrom("integer", "text"),
        }),
        { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
      ),
    }),
    { selector: ({ name }) => name, maxLength: 4 },
  )
  .map((specs) => schema(specs));

describe("what may have been renamed", () => {
  it("law: nothing is, where both sides are the same", () => {
    fc.assert(
      fc.property(tables, (one) => {
        expect(candidates(one, one, all)).to.deep.equal([]);
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  it("law: each goes and comes, has a reason, and can be said with --rename", () => {
    fc.assert(
      fc.property(tables, tables, (from, to) => {
        for (const { rename, reasons } of candidates(from, to, all)) {
          expect(reasons).to.not.deep.equal([]);
          expect(said([renameText(rename)], from, to)).to.deep.equal([rename]);
        }
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  it("law: the flags that are printed can be said together", () => {
    fc.assert(
      fc.property(tables, tables, (from, to) => {
        const found = candidates(from, to, all);
        if (found.length === 0) return;
        const { hint = "" } = new Undecided(found);
        const flags = [...hint.matchAll(/--rename (?:'((?:[^']|'\\'')*)'|([\w.:@+-]+?))(?=[ ;])/g)];
        const typed = flags.map(
          ([, quoted, plain]) => quoted?.replaceAll("'\\''", "'") ?? plain ?? "",
        );
        expect(typed.length).to.be.at.least(1);
        expect(said(typed, from, to)).to.have.length(typed.length);
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  it("law: what is said to be dropped is asked no more", () => {
    fc.assert(
      fc.property(tables, tables, (from, to) => {
        const [first] = candidates(from, to, all);
        if (!first) return;
        const gone = formerName(first.rename);
        const left = candidates(from, to, (rename) => formerName(rename) === gone);
        expect(left.map(({ rename }) => formerName(rename))).to.not.include(gone);
        expect(candidates(from, to, () => true)).to.deep.equal([]);
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  const name = { name: "name", type: "text" };
  /** A column that goes, those that come, and the renames that are likely, the likeliest first. */
  const told: Readonly<Record<string, readonly [ColumnSpec, ColumnSpec[], string[]]>> = {
    "the same type": [name, [{ name: "label", type: "text" }], ["cat.name:label"]],
    "a type of the same kind": [name, [{ name: "label", type: "varchar(9)" }], ["cat.name:label"]],
    "another type, and a name that is alike": [
      name,
      [{ name: "names", type: "jsonb" }],
      ["cat.name:names"],
    ],
    "another type and name": [name, [{ name: "born", type: "date" }], []],
    "the one whose name is alike before the other": [
      name,
      [
        { name: "born_in", type: "text", nullable: true },
        { name: "full_name", type: "text" },
      ],
      ["cat.name:full_name", "cat.name:born_in"],
    ],
    "a name in the other way of writing": [
      { name: "owner_id", type: "integer" },
      [{ name: "ownerId", type: "integer" }],
      ["cat.owner_id:ownerId"],
    ],
    "a name with a dot": [
      { name: "a.b", type: "text" },
      [{ name: "ab", type: "text" }],
      ['cat."a.b":ab'],
    ],
  };
  for (const [what, [was, now, likely]] of Object.entries(told))
    it(`columns: ${what}`, () => {
      const found = candidates(withColumns(was), withColumns(...now), all);
      expect(texts(found)).to.deep.equal(likely);
    });

  it("says what speaks for a column", () => {
    const column = { type: "text", nullable: true, default: "'x'" };
    const spec = (of: string): Schema =>
      schema([
        {
          name: "cat",
          columns: [{ name: of, ...column }],
          uniques: [{ name: `u_${of}`, columns: [of] }],
        },
      ]);
    expect(candidates(spec("name"), spec("full_name"), all)[0]?.reasons).to.deep.equal([
      "same type text",
      "both may be null",
      "same default 'x'",
      "same place",
      "same keys and indexes",
      "names are alike",
    ]);
  });

  const columns = [
    { name: "id", type: "integer" },
    { name: "a", type: "text" },
    { name: "b", type: "text" },
  ];
  const tablesTold: Readonly<Record<string, readonly [TableSpec[], TableSpec[], string[]]>> = {
    "half of the columns are the same": [
      [{ name: "owner", columns }],
      [{ name: "keeper", columns: columns.slice(0, 2) }],
      ["owner:keeper"],
    ],
    "a third, and names that are alike": [
      [{ name: "owner", columns }],
      [{ name: "owners", columns: columns.slice(0, 1) }],
      ["owner:owners"],
    ],
    "a third, and other names": [
      [{ name: "owner", columns }],
      [{ name: "keeper", columns: columns.slice(0, 1) }],
      [],
    ],
    "another schema": [
      [{ name: "owner", columns }],
      [{ name: "audit.owner", columns }],
      ["owner:audit.owner"],
    ],
    "tables first, as columns are asked of tables that are known": [
      [
        { name: "owner", columns },
        { name: "cat", columns },
      ],
      [
        { name: "keeper", columns },
        {
          name: "cat",
          columns: [
            { name: "id", type: "integer" },
            { name: "aa", type: "text" },
          ],
        },
      ],
      ["owner:keeper"],
    ],
  };
  for (const [what, [from, to, likely]] of Object.entries(tablesTold))
    it(`tables: ${what}`, () => {
      expect(texts(candidates(schema(from), schema(to), all))).to.deep.equal(likely);
    });

  const columnsOf = (at: number) =>
    ["id", "name", `c${at % 7}`].map((name) => ({ name, type: "text" }));
  const many = (prefix: string, count: number, columns: (at: number) => ColumnSpec[] = columnsOf) =>
    schema(
      Array.from({ length: count }, (_, at) => ({
        name: `${prefix}table_${at}`,
        columns: columns(at),
      })),
    );

  it("tables under a new prefix: three of each at most, the right one first, and the rest is counted", () => {
    const found = candidates(many("", 300), many("app_", 300), all);
    expect(found).to.have.length(900);
    for (const [at, { rename, others }] of found.entries()) {
      expect(others).to.equal(297);
      expect(rename.from).to.equal(`table_${Math.floor(at / 3)}`);
      if (at % 3 === 0) expect(rename.to).to.equal(`app_${rename.from}`);
    }
    const { message } = new Undecided(found);
    expect(message.split("\n")).to.have.length(1 + 300 * 4);
    expect(message).to.contain("\n  table_7 → 297 others, less likely\n");
  });

  it("thousands of tables that share nothing take no time", function () {
    this.timeout(10_000);
    const own = (prefix: string) => (at: number) =>
      Array.from({ length: 10 }, (_, of) => ({ name: `${prefix}${at}_${of}`, type: "text" }));
    const found = candidates(many("a", 4_000, own("a")), many("b", 4_000, own("b")), all);
    expect(found).to.deep.equal([]);
  });

  it("columns of enum types: the values count, and not the name of the type", () => {
    const cat = (column: string, values: readonly string[], list = "") =>
      schema(
        [{ name: "cat", columns: [{ name: column, type: `cat_${column}_enum${list}` }] }],
        [{ name: `cat_${column}_enum`, values }],
      );
    const [same] = candidates(cat("mood", ["sad", "ok"]), cat("temper", ["sad", "ok"]), all);
    expect(texts(same ? [same] : [])).to.deep.equal(["cat.mood:temper"]);
    expect(same?.reasons).to.include("same type enum (sad, ok)");
    const [more] = candidates(cat("mood", ["sad"]), cat("temper", ["sad", "ok"]), all);
    expect(texts(more ? [more] : [])).to.deep.equal(["cat.mood:temper"]);
    expect(
      candidates(cat("mood", ["sad"]), withColumns({ name: "born", type: "date" }), all),
    ).to.deep.equal([]);
    expect(
      texts(candidates(cat("mood", ["a"], "[]"), cat("temper", ["a"], "[]"), all)),
    ).to.deep.equal(["cat.mood:temper"]);
  });

  it("values of an enum type: one that stands where another stood", () => {
    const type = (...values: string[]) => schema([], [{ name: "mood", values }]);
    const found = (from: Schema, to: Schema) => texts(candidates(from, to, all));
    expect(found(type("sad", "ok"), type("unhappy", "ok"))).to.deep.equal(["mood.sad:unhappy"]);
    expect(found(type("sad", "ok"), type("ok", "great"))).to.deep.equal([]);
    expect(found(type("sad", "ok"), type("ok", "sad"))).to.deep.equal([]);
  });
});
