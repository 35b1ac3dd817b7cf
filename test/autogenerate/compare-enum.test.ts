import { expect } from "chai";
import fc from "fast-check";
import { compareEnum, withRewrites } from "../../src/autogenerate/compare-enum.js";
import { applyAll, operations, type Operation } from "../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { table } from "../../src/schema/spec.js";
import { PURE_RUNS, REPLAY } from "../laws/runs.js";

const WORDS = ["sad", "ok", "happy", "it's", "a,b"] as const;

/** A schema with one table whose column is of the type, and starts as that. */
const using = (values: readonly string[], initial: string | null, type = "mood"): Schema => ({
  ...EMPTY_SCHEMA,
  enums: [{ name: "mood", values }],
  tables: [table({ name: "cat", columns: [{ name: "mood", type, default: initial }] })],
});

const compared = (from: Schema, to: readonly string[]) =>
  from.enums.flatMap((type) => compareEnum(type, { name: "mood", values: to }, from));

const values = fc.shuffledSubarray([...WORDS], { minLength: 1 });

describe("enum values compared", () => {
  it("law: it arrives, and there is nothing where nothing differs", () => {
    fc.assert(
      fc.property(values, values, fc.nat(), (from, to, at) => {
        const start = from[at % from.length] ?? "";
        const before = using(from, `'${start.replaceAll("'", "''")}'`);
        const ops = compared(before, to);
        expect(applyAll(ops, before).enums).to.deep.equal([{ name: "mood", values: to }]);
        expect(ops.length === 0).to.equal(JSON.stringify(from) === JSON.stringify(to));
        expect(ops.length).to.be.at.most(2);
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  it("law: between two steps the old and the new default are values", () => {
    fc.assert(
      fc.property(values, values, fc.nat(), (from, to, at) => {
        const start = from[at % from.length] ?? "";
        const ops = compared(using(from, `'${start.replaceAll("'", "''")}'`), to);
        const [first] = ops;
        if (ops.length < 2 || first?.kind !== "alterEnum") return;
        expect(first.to).to.include.members([...from, ...to]);
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  /** A default, the type of its column, and in how many steps `ok` is replaced. */
  const told: readonly (readonly [initial: string | null, type: string, steps: number])[] = [
    ["'ok'", "mood", 2],
    ["'{sad,ok}'", "mood[]", 2],
    ["ARRAY['ok'::mood]", "mood[]", 2],
    ["'ok'::mood", "mood", 2],
    ["'sad'", "mood", 1],
    [null, "mood", 1],
    ["'ok'", "text", 1],
    ["'okay'", "mood", 1],
  ];
  for (const [initial, type, steps] of told)
    it(`a ${type} that starts as ${initial}: a value that goes takes ${steps}`, () => {
      expect(compared(using(["sad", "ok"], initial, type), ["sad", "fine"])).to.have.length(steps);
    });

  it("a value that only goes takes one step", () => {
    expect(compared(using(["sad", "ok"], "'ok'"), ["sad"])).to.have.length(1);
  });
});

describe("enum types made anew", () => {
  const grows = operations.alterEnum.of("mood", ["sad"], ["sad", "ok"]);
  const shrinks = operations.alterEnum.of("mood", ["sad", "ok"], ["sad"]);
  const column = { name: "mood", type: "mood" };
  const told: readonly (readonly [string, Operation, Operation, boolean])[] = [
    [
      "a value that comes is a default",
      grows,
      operations.alterColumn.of("cat", column, { default: "'ok'" }),
      true,
    ],
    [
      "a value that comes is in a check",
      grows,
      operations.addCheck.of("cat", { name: "c", expression: "mood <> 'ok'::mood" }),
      true,
    ],
    [
      "a value that comes is in a predicate",
      grows,
      operations.createIndex.of("cat", { name: "i", columns: ["id"], where: "mood = 'ok'" }),
      true,
    ],
    [
      "a value that goes was a default",
      shrinks,
      operations.alterColumn.of("cat", { ...column, default: "'ok'" }, { default: null }),
      true,
    ],
    [
      "only a value that stays is used",
      grows,
      operations.alterColumn.of("cat", column, { default: "'sad'" }),
      false,
    ],
    ["a table has the name of the value", grows, operations.dropTable.of("ok"), false],
    ["another type has the value", grows, operations.alterEnum.of("other", ["ok"], ["no"]), false],
  ];
  for (const [name, op, other, rewrite] of told)
    it(`${rewrite ? "where" : "not where"} ${name}`, () => {
      for (const ops of [
        [op, other],
        [other, op],
      ]) {
        const done = withRewrites(ops);
        expect(
          done.find((each) => each.kind === "alterEnum" && each.name === "mood"),
        ).to.deep.equal({
          ...op,
          rewrite,
        });
        expect(done[ops.indexOf(other)]).to.deep.equal(other);
      }
    });
});
