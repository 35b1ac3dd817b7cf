import { expect } from "chai";
import { MigError } from "../../src/errors.js";
import {
  apply,
  args,
  inverse,
  operations,
  runsOutsideTransaction,
  type Kind,
  type Operation,
} from "../../src/operations/index.js";
import { withoutOrder } from "../support/same.js";
import { SAMPLE_SCHEMA, SAMPLES } from "../support/samples.js";

/** The operation that each kind gives when it is called with one more argument. */
const called = (kind: Kind, ...list: readonly unknown[]) =>
  (operations[kind].of as (...args: readonly unknown[]) => Operation)(...list);

const MAKING = [
  "createSchema",
  "createSequence",
  "createTable",
  "addColumn",
  "createIndex",
  "createView",
] as const satisfies readonly Kind[];
const DROPPING = [
  "dropSchema",
  "dropExtension",
  "dropEnum",
  "dropSequence",
  "dropTable",
  "dropColumn",
  "dropPrimaryKey",
  "dropUnique",
  "dropCheck",
  "dropExclusion",
  "dropForeignKey",
  "dropIndex",
  "dropView",
] as const satisfies readonly Kind[];

/** What makes the thing again that it drops, and says so. */
const UNDONE: ReadonlySet<Kind> = new Set([
  "dropSchema",
  "dropSequence",
  "dropTable",
  "dropColumn",
  "dropIndex",
  "dropView",
]);

for (const [kinds, option, back] of [
  [MAKING, "ifNotExists", "ifExists"],
  [DROPPING, "ifExists", "ifNotExists"],
] as const)
  for (const kind of kinds)
    describe(`${kind} with ${option}`, () => {
      const sample = SAMPLES[kind];
      const op = { ...called(kind, ...args(sample), { [option]: true }), ...wasOf(sample) };

      it("is built again from its arguments", () => {
        expect(args(op).at(-1)).to.deep.equal({ [option]: true });
        expect({ ...called(kind, ...args(op)), ...wasOf(sample) }).to.deep.equal(op);
      });

      it("says nothing of it where it is false", () => {
        const plain = called(kind, ...args(sample), { [option]: false });
        expect(args(plain)).to.deep.equal(args(sample));
      });

      it("does once what is done twice", () => {
        const once = apply(op, SAMPLE_SCHEMA);
        expect(withoutOrder(once)).to.deep.equal(withoutOrder(apply(sample, SAMPLE_SCHEMA)));
        expect(apply(op, once)).to.deep.equal(once);
      });

      it("has an inverse that bears the same", () => {
        const undone = inverse(op) as unknown as Readonly<Record<string, unknown>>;
        const bears = UNDONE.has(kind) || option === "ifNotExists";
        expect(undone[back]).to.equal(bears ? true : undefined);
      });

      it("knows no other option", () => {
        expect(() => called(kind, ...args(sample), { [option]: true, ifExist: true }))
          .to.throw(MigError, '"ifExist"')
          .with.property("code", "MIG409");
      });
    });

describe("an index made or dropped concurrently", () => {
  const index = { name: "ix", columns: ["age"] };
  const create = operations.createIndex.of("users", index, { concurrently: true });
  const drop = { ...operations.dropIndex.of("users", "ix", { concurrently: true }) };

  it("is so out of a transaction, and also when it is undone", () => {
    for (const op of [create, { ...drop, was: create.index }]) {
      expect(runsOutsideTransaction(op)).to.equal(true);
      const back = inverse(op);
      if (!back) throw new Error("there is no inverse");
      expect(runsOutsideTransaction(back)).to.equal(true);
      expect(inverse(back)).to.deep.equal(op);
    }
    expect(runsOutsideTransaction(operations.createIndex.of("users", index))).to.equal(false);
    expect(runsOutsideTransaction(operations.dropIndex.of("users", "ix"))).to.equal(false);
  });
});

/** What mig knows of the thing besides the arguments. */
function wasOf(op: Operation): object {
  return "was" in op && op.was !== undefined ? { was: op.was } : {};
}
