import fc from "fast-check";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { written } from "../support/same.js";
import type { Edit } from "./edit.js";
import { addTable, EDITS } from "./edits.js";
import { pickBy } from "./pick.js";
import { sound } from "./sound.js";
import type { Words } from "./words/index.js";

/** Two schemas of one server: what a database has, and what it is to become. */
export interface SchemaPair {
  readonly before: Schema;
  readonly after: Schema;
}

/**
 * Pairs of schemas within what a server can do. The second is most often the first after some edits, so that most
 * differences are alterations; sometimes the two have nothing to do with each other. A schema is itself a list of
 * edits of nothing, so a failing pair shrinks by leaving edits out and by choosing what stands first.
 */
export const arbitraryPair = (words: Words): fc.Arbitrary<SchemaPair> =>
  fc
    .record({
      before: creations,
      related: fc.integer({ min: 0, max: 9 }).map((tenth) => tenth < 9),
      after: fc.oneof(
        { weight: 3, arbitrary: fc.array(edit, { minLength: 1, maxLength: 3 }) },
        { weight: 2, arbitrary: fc.array(edit, { maxLength: 14, size: "max" }) },
      ),
      other: creations,
    })
    .map(({ before, related, after, other }) => {
      const schema = make(before, EMPTY_SCHEMA, words);
      return printable({
        before: schema,
        after: related ? make(after, schema, words) : make(other, EMPTY_SCHEMA, words),
      });
    });

/** Schemas of one server. */
export const arbitrarySchema = (words: Words): fc.Arbitrary<Schema> =>
  creations.map((steps) => make(steps, EMPTY_SCHEMA, words));

/** As it is shown when it is the smallest pair that breaks a law. */
const printable = ({ before, after }: SchemaPair): SchemaPair =>
  Object.assign(
    { before, after },
    {
      [fc.toStringMethod]: () => `\n  before ${written(before)}\n  after  ${written(after)}\n`,
    },
  );

interface Step {
  readonly edit: Edit;
  readonly choices: readonly number[];
}

const choices = fc.array(fc.nat(999), { maxLength: 48, size: "max" });
const edit: fc.Arbitrary<Step> = fc.record({
  edit: fc.constantFrom(...EDITS),
  choices,
});
const creation: fc.Arbitrary<Step> = fc.record({ edit: fc.constant(addTable), choices });

/** A few tables, then all kinds of edits. */
const creations: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(creation, { minLength: 1, maxLength: 4 }),
    fc.array(edit, { maxLength: 30, size: "max" }),
  )
  .map((lists) => lists.flat());

const make = (steps: readonly Step[], schema: Schema, words: Words): Schema =>
  steps.reduce(
    (before, { edit, choices }) => sound(edit(before, pickBy(choices), words), words),
    schema,
  );
