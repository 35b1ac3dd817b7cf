import { expect } from "chai";
import { MigError } from "../../src/errors.js";
import { defineOperation, type OwnOperation } from "../../src/operations/define.js";
import {
  apply,
  hazards,
  inverse,
  operations,
  runsOutsideTransaction,
  summary,
  type Operation,
} from "../../src/operations/index.js";
import { definitionOf, type Words } from "../../src/operations/run.js";
import { EMPTY_SCHEMA } from "../../src/schema/model.js";

type Own = OwnOperation<readonly unknown[], unknown>;
type Key = "sql" | "inverse" | "apply" | "summary" | "hazards" | "outsideTransaction";

/** Each function of a definition: how it is asked, and what it may not give. */
const KEYS: Readonly<
  Record<Key, { readonly ask: (op: Operation) => unknown; readonly wrong: readonly unknown[] }>
> = {
  sql: {
    ask: (op) =>
      op.kind === "run" && definitionOf(op).sql(op.args, "sqlite", {} as unknown as Words),
    wrong: [undefined, null, 1, ["SELECT 1", 2], [["SELECT 1"]], Promise.resolve("SELECT 1")],
  },
  inverse: {
    ask: inverse,
    wrong: ["DROP TABLE a", 1, {}, { kind: "unknown" }, [], Promise.resolve(null)],
  },
  apply: {
    ask: (op) => apply(op, EMPTY_SCHEMA),
    wrong: [undefined, null, 1, {}, Promise.resolve(EMPTY_SCHEMA)],
  },
  summary: { ask: summary, wrong: ["refreshes", "", 1, Promise.resolve("~ a")] },
  hazards: {
    ask: (op) => hazards(op, {} as never),
    wrong: ["a hazard", [1], {}, Promise.resolve([])],
  },
  outsideTransaction: { ask: runsOutsideTransaction, wrong: [1, "yes", Promise.resolve(true)] },
};

const defined = (own: Partial<Record<Key | "of", unknown>>) =>
  defineOperation({ name: "mine", of: () => ({}), sql: {}, ...own } as Own);
const giving = (key: Key, given: () => unknown) =>
  defined({ [key]: key === "sql" ? { sqlite: given } : given })();

describe("operations of a project", () => {
  for (const [key, { ask, wrong }] of Object.entries(KEYS) as [Key, (typeof KEYS)[Key]][]) {
    for (const value of wrong)
      it(`${key} may not give ${String(JSON.stringify(value))}${value instanceof Promise ? " by and by" : ""}`, () => {
        const error = refusal(() => ask(giving(key, () => value)));
        expect(error.message).to.match(new RegExp(`^\`${key}\` of the operation mine gave `));
        expect(error.hint).to.match(/^It has to give /);
      });

    for (const thrown of [new Error("broken"), "broken"])
      it(`${key} that throws ${typeof thrown === "string" ? "a text" : "an error"} is named`, () => {
        const op = giving(key, () => {
          throw thrown as Error;
        });
        const error = refusal(() => ask(op));
        expect(error.message).to.equal(`\`${key}\` of the operation mine failed: broken`);
        expect(error.cause).to.equal(thrown);
      });

    it(`what ${key} refuses by a code of mig's keeps it`, () => {
      const own = new MigError("MIG404", "not here", "elsewhere");
      const op = giving(key, () => {
        throw own;
      });
      expect(() => ask(op)).to.throw(own);
    });
  }

  for (const value of [
    NaN,
    Infinity,
    1n,
    () => 1,
    Symbol("a"),
    new Date(0),
    new Map(),
    [{ a: 1n }],
  ])
    it(`is not called with ${String(value)}, which no file can hold`, () => {
      expect(refusal(() => defined({})(value)).message).to.contain("no plain data");
    });

  it("is not called with an object of which not even a text can be had", () => {
    const value = Object.assign(Object.create(null) as object, { at: new Date(0) });
    expect(refusal(() => defined({})(value)).message).to.contain("no plain data");
  });

  for (const value of [null, undefined, "", 0, -1.5, true, [], {}, [{ a: [null] }]])
    it(`is called with ${String(JSON.stringify(value))}`, () => {
      expect(defined({})(value).args).to.deep.equal([value]);
    });

  it("`of` answers at once", () => {
    const error = refusal(() => defined({ of: async () => ({}) })());
    expect(error.message).to.contain("`of` of the operation mine gave a promise");
  });

  it("what `of` throws comes out of the call", () => {
    const mine = defined({
      of: () => {
        throw new Error("no such table");
      },
    });
    expect(() => mine()).to.throw("no such table");
  });

  for (const name of ["", "two words", "a-b", "1st", "a.b"])
    it(`is not called ${JSON.stringify(name)}, under which nothing can be imported`, () => {
      expect(refusal(() => defineOperation({ name, of: () => ({}), sql: {} })).message).to.contain(
        JSON.stringify(name),
      );
    });

  it("is not run without its definition", () => {
    const read = JSON.parse(JSON.stringify(defined({})())) as Operation;
    for (const { ask } of Object.values(KEYS))
      expect(refusal(() => ask(read)).code).to.equal("MIG411");
  });

  it("its inverse may be any operation", () => {
    const back = operations.dropTable.of("a");
    expect(inverse(giving("inverse", () => back))).to.equal(back);
  });
});

function refusal(work: () => unknown): MigError {
  try {
    work();
  } catch (error) {
    if (error instanceof MigError && error.code === "MIG411") return error;
    throw error;
  }
  return expect.fail("it was not refused");
}
