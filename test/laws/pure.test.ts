import { expect } from "chai";
import fc from "fast-check";
import { compare } from "../../src/autogenerate/compare.js";
import { undo } from "../../src/autogenerate/render.js";
import { sharing } from "../../src/autogenerate/sharing.js";
import { dialectFor } from "../../src/dialects/index.js";
import type { Dialect } from "../../src/dialects/dialect.js";
import {
  apply,
  applyAll,
  args,
  hazards,
  inverse,
  summary,
  type Operation,
} from "../../src/operations/index.js";
import type { Schema } from "../../src/schema/model.js";
import { table, tableSpec } from "../../src/schema/spec.js";
import { casesFor } from "../support/cases.js";
import type { ServerName } from "../support/databases.js";
import { IMAGINED } from "../support/imagined-servers.js";
import { frozen, withoutOrder } from "../support/same.js";
import { arbitraryPair, type SchemaPair } from "./arbitrary-schema.js";
import { reloaded } from "./reloaded.js";
import { PURE_RUNS, REPLAY } from "./runs.js";
import { WORDS } from "./words/index.js";

/** What holds for every two schemas of a dialect in normal form. */
const LAWS: Readonly<Record<string, (dialect: Dialect, pair: SchemaPair) => void | Promise<void>>> =
  {
    "normal form: there is but one": (dialect, { before }) => {
      expect(dialect.normalize(before)).to.deep.equal(before);
    },
    "normal form: every table is what its shorthand says": (_dialect, { before }) => {
      for (const one of before.tables) expect(table(tableSpec(one))).to.deep.equal(one);
    },
    "difference: applied, it arrives": ({ traits }, { before, after }) => {
      const arrived = applyAll(compare(before, after, traits), before);
      expect(withoutOrder(arrived)).to.deep.equal(withoutOrder(after));
    },
    "difference: there is none to itself": ({ traits }, { after }) => {
      expect(compare(structuredClone(after), after, traits)).to.deep.equal([]);
      expect(compare(backwards(after), after, traits)).to.deep.equal([]);
    },
    "difference: it is the same to the letter, in whatever order things are read": (
      { traits, normalize },
      { before, after },
    ) => {
      const read = (schema: Schema) => normalize(readBackwards(schema));
      const otherwise = compare(read(before), read(after), traits);
      expect(otherwise.map(call)).to.deep.equal(compare(before, after, traits).map(call));
    },
    "difference: nothing is missed where tables that are the same are one object": (
      { traits },
      { before, after },
    ) => {
      const shared = sharing(before, structuredClone(after));
      const all = compare(before, structuredClone(after), traits);
      expect(compare(before, shared, traits).map(call)).to.deep.equal(all.map(call));
      expect(
        sharing(before, structuredClone(before)).tables.map(
          (table, at) => table === before.tables[at],
        ),
      ).to.not.include(false);
    },
    "undo: each operation is undone by its inverse, and that by it": ({ traits }, pair) => {
      const ops = compare(pair.before, pair.after, traits);
      ops.reduce((before, op) => {
        const after = apply(op, before);
        const back = undo([op])[0] as Operation;
        expect(withoutOrder(apply(back, after)), op.kind).to.deep.equal(withoutOrder(before));
        expect(inverse(back)).to.deep.equal(op);
        return after;
      }, pair.before);
    },
    "undo: all of them backwards return": ({ traits }, { before, after }) => {
      const ops = compare(before, after, traits);
      const returned = applyAll(undo(ops), applyAll(ops, before));
      expect(withoutOrder(returned)).to.deep.equal(withoutOrder(before));
    },
    "print: the file does what it was made of": async ({ traits }, { before, after }) => {
      const ops = compare(before, after, traits);
      const file = await reloaded(ops, traits);
      for (const { written, read } of [file.upgrade, file.downgrade])
        expect(read.map(call)).to.deep.equal(written.map(call));
      const arrived = applyAll(file.upgrade.read, before);
      expect(arrived).to.deep.equal(applyAll(ops, before));
      expect(applyAll(file.downgrade.read, arrived)).to.deep.equal(applyAll(undo(ops), arrived));
    },
    "words: every operation says what it does, and its risks, in whole lines": (
      { traits },
      { before, after },
    ) => {
      for (const op of compare(before, after, traits)) {
        expect(summary(op)).to.match(/^[-+~] \S.*$/);
        for (const { message } of hazards(op, traits)) expect(message).to.match(/^\S/);
      }
    },
  };

for (const name of Object.keys(IMAGINED) as readonly ServerName[]) {
  const dialect = await dialectFor(IMAGINED[name]);
  const cases = await casesFor(name);
  const normal = ({ before, after }: SchemaPair): SchemaPair =>
    frozen({ before: dialect.normalize(before), after: dialect.normalize(after) });

  describe(`laws without a database: ${name}`, function () {
    for (const [law, hold] of Object.entries(LAWS))
      describe(law, () => {
        it(`${PURE_RUNS} random pairs`, async function () {
          this.timeout(60_000 + PURE_RUNS * 200);
          await fc.assert(
            fc.asyncProperty(arbitraryPair(WORDS[name]).map(normal), async (pair) =>
              hold(dialect, pair),
            ),
            { numRuns: PURE_RUNS, ...REPLAY },
          );
        });
        it(`${cases.length} cases`, async () => {
          for (const one of cases) await named(one.name, async () => hold(dialect, normal(one)));
        });
      });
  });
}

/** What goes wrong in the work says of which case it is. */
async function named(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

/** An operation as a file has it. */
const call = (op: Operation) => ({ kind: op.kind, args: args(op) });

/** The same schema with all objects the other way round, columns as they stand. */
const readBackwards = (schema: Schema): Schema => ({
  ...backwards(schema),
  tables: backwards(schema).tables.map((one) => ({ ...one, columns: one.columns.toReversed() })),
});

/** The same schema with all that has no order the other way round. */
function backwards(schema: Schema): Schema {
  return {
    namespaces: schema.namespaces.toReversed(),
    extensions: schema.extensions.toReversed(),
    enums: schema.enums.toReversed(),
    sequences: schema.sequences.toReversed(),
    views: schema.views.toReversed(),
    tables: schema.tables.toReversed().map((one) => ({
      ...one,
      columns: one.columns.toReversed(),
      uniques: one.uniques.toReversed(),
      checks: one.checks.toReversed(),
      exclusions: one.exclusions.toReversed(),
      foreignKeys: one.foreignKeys.toReversed(),
      indexes: one.indexes.toReversed(),
    })),
  };
}
