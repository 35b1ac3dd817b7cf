import { expect } from "chai";
import { postgres } from "../../src/dialects/postgres/index.js";
import type { Code } from "../../src/errors.js";
import {
  apply,
  args,
  hazards,
  inverse,
  operations,
  summary,
  type Kind,
  type Operation,
} from "../../src/operations/index.js";
import type { Schema } from "../../src/schema/model.js";
import { frozen, withoutOrder } from "../support/same.js";
import { SAMPLE_SCHEMA, SAMPLES } from "../support/samples.js";

frozen(SAMPLE_SCHEMA);
frozen(SAMPLES);

/** The kinds that carry what they dropped, unprinted. */
const FORGETS: ReadonlySet<Kind> = new Set([
  "dropEnum",
  "dropSequence",
  "dropView",
  "dropTable",
  "dropColumn",
  "dropPrimaryKey",
  "dropUnique",
  "dropCheck",
  "dropExclusion",
  "dropForeignKey",
  "dropIndex",
]);

/** The kinds after which the schema is what it was. */
const LEAVES_ALL: ReadonlySet<Kind> = new Set([
  "execute",
  "bulkInsert",
  "backfill",
  "validateConstraint",
  "refreshView",
]);

/** The kinds that nothing undoes. */
const ENDS: ReadonlySet<Kind> = new Set(["execute", "bulkInsert", "backfill", "addEnumValue"]);

/** The kinds of things that are nothing but a name. */
const NAMES_ARE_ALL: ReadonlySet<Kind> = new Set(["dropSchema", "dropExtension"]);

const { traits: RULES } = postgres({
  flavor: "postgres",
  version: [18, 0],
  schema: "public",
  collations: null,
  lowerCaseTables: false,
  implicitTimes: false,
});

/** The hazards of each sample. */
const AT_RISK: { readonly [K in Kind]: readonly Code[] } = {
  createSchema: [],
  dropSchema: [],
  createExtension: [],
  dropExtension: [],
  createEnum: [],
  dropEnum: [],
  alterEnum: [],
  renameEnum: [],
  renameEnumValue: [],
  renameIndex: [],
  renameConstraint: [],
  addEnumValue: [],
  createSequence: [],
  dropSequence: [],
  alterSequence: [],
  createView: [],
  dropView: [],
  replaceView: [],
  refreshView: [],
  createTable: [],
  dropTable: ["MIG301"],
  renameTable: [],
  alterTable: ["MIG314", "MIG314"],
  setTableComment: [],
  addColumn: [],
  dropColumn: ["MIG302"],
  alterColumn: ["MIG304"],
  renameColumn: [],
  orderColumns: [],
  addPrimaryKey: ["MIG306"],
  dropPrimaryKey: [],
  addUnique: ["MIG306"],
  dropUnique: [],
  addCheck: ["MIG311"],
  dropCheck: [],
  addExclusion: ["MIG311"],
  dropExclusion: [],
  addForeignKey: ["MIG312"],
  dropForeignKey: [],
  validateConstraint: ["MIG311"],
  createIndex: ["MIG306"],
  dropIndex: [],
  execute: [],
  bulkInsert: [],
  backfill: [],
  run: ["MIG315"],
};

/** The kinds that leave the schema as it is, and that nothing undoes. */
const KINDS = Object.keys(operations) as readonly Kind[];
const of = (kind: Kind, list: readonly unknown[]) =>
  (operations[kind].of as (...args: readonly unknown[]) => Operation)(...list);

for (const kind of KINDS)
  describe(`operations: ${kind}`, () => {
    const op = SAMPLES[kind];
    const after = apply(op, SAMPLE_SCHEMA);
    // One operation is about nothing but the order.
    const known = (schema: Schema) => (kind === "orderColumns" ? schema : withoutOrder(schema));

    it("is of its own kind", () => {
      expect(op.kind).to.equal(kind);
    });

    it("is built again from its arguments, but for what it was", () => {
      const again = of(kind, args(op));
      expect(withoutWas(again)).to.deep.equal(withoutWas(op));
      expect(args(again)).to.deep.equal(args(op));
    });

    // One of a project's own is printed as the call of what the file imports.
    if (kind !== "run")
      it("has arguments that survive being printed", () => {
        expect(JSON.parse(JSON.stringify(args(op)))).to.deep.equal(args(op));
      });

    it("changes the schema, and nothing that it was given", () => {
      if (LEAVES_ALL.has(kind)) expect(after).to.equal(SAMPLE_SCHEMA);
      else expect(known(after)).not.to.deep.equal(known(SAMPLE_SCHEMA));
    });

    it("is undone by its inverse, which it undoes in turn", () => {
      const back = inverse(op);
      if (ENDS.has(kind)) return expect(back).to.equal(undefined);
      if (!back) throw new Error("there is no inverse");
      expect(known(apply(back, after))).to.deep.equal(known(SAMPLE_SCHEMA));
      expect(inverse(back)).to.deep.equal(op);
      return undefined;
    });

    if (FORGETS.has(kind))
      it("cannot be undone once it has forgotten what it was", () => {
        expect(inverse(withoutWas(op))).to.equal(undefined);
      });

    it("says in a line what it does, and to what", () => {
      expect(summary(op)).to.match(/^[-+~] \S[^\n]*$/);
      expect(summary(op)).to.contain(subject(op));
    });

    it("knows what it puts at risk", () => {
      const found = hazards(op, RULES);
      expect(found.map(({ code }) => code)).to.deep.equal(AT_RISK[kind]);
      for (const { message } of found) expect(message).to.contain(subject(op));
    });
  });

describe("operations", () => {
  it("the inverse of every operation that drops needs what was dropped", () => {
    const dropping = KINDS.filter((kind) => kind.startsWith("drop"));
    expect([...FORGETS]).to.have.members(dropping.filter((kind) => !NAMES_ARE_ALL.has(kind)));
  });

  it("what is dropped by all that it is has its name, and can come back", () => {
    const { addUnique, dropUnique } = operations;
    const spec = { name: "uq_users_age", columns: ["age"] };
    const drop = dropUnique.of("users", spec);
    expect(drop.name).to.equal("uq_users_age");
    expect(inverse(drop)).to.deep.equal(addUnique.of("users", spec));
  });

  it("a summary is one line also where its texts are not", () => {
    const statement = "UPDATE users\n  SET age = 18";
    expect(summary(operations.execute.of(statement))).to.equal("~ UPDATE users SET age = 18");
    const comment = operations.setTableComment.of("users", "one\r\ntwo", null);
    expect(summary(comment)).to.equal("~ users comment: one two");
  });
});

/** The operation as a file has it: the old definition rides along unprinted. */
function withoutWas(op: Operation): Operation {
  if (op.kind === "setTableComment" || op.kind === "replaceView") return op;
  return Object.fromEntries(
    Object.entries(op).filter(([facet]) => facet !== "was"),
  ) as unknown as Operation;
}

/** A word that its summary cannot do without. */
function subject(op: Operation): string {
  if (op.kind === "execute") return String(op.statements);
  if (op.kind === "bulkInsert") return op.into;
  if (op.kind === "backfill") return op.of;
  if (op.kind === "run") return String(op.args[0]);
  if (op.kind === "createTable") return op.table.name;
  if (op.kind === "createEnum") return op.type.name;
  if (op.kind === "createSequence") return op.sequence.name;
  if (op.kind === "createView" || op.kind === "replaceView") return op.view.name;
  if (op.kind === "renameTable" || op.kind === "renameEnum") return op.from;
  return "table" in op ? op.table : op.name;
}
