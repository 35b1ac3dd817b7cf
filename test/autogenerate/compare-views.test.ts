import { expect } from "chai";
import { compareViews } from "../../src/autogenerate/compare-views.js";
import { dialectFor } from "../../src/dialects/index.js";
import type { Dialect } from "../../src/dialects/dialect.js";
import { applyAll, summary } from "../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { view, type ViewSpec } from "../../src/schema/spec.js";
import { IMAGINED } from "../support/imagined-servers.js";

const HOLDING = await dialectFor(IMAGINED.postgres);
const LOOSE = await dialectFor(IMAGINED.mysql);

const schema = (...views: readonly ViewSpec[]): Schema => ({
  ...EMPTY_SCHEMA,
  views: views.map(view),
});

const adults = { name: "adults", query: "SELECT id, age FROM account WHERE age > 17" };
const younger = { name: "adults", query: "SELECT id, age FROM account WHERE age > 15" };
const elders = { name: "elders", query: "SELECT id FROM adults WHERE age > 70" };
const oldest = { name: "a_oldest", query: "SELECT max(id) FROM elders" };
const totals = { name: "totals", query: "SELECT 1 AS id FROM account", materialized: true };
const indexed = { ...totals, indexes: [{ name: "totals_id", columns: ["id"] }] };

/** From, to, and what is done where views hold on to what they read; `loose` where they do not, if that is other. */
interface Told {
  readonly from: Schema;
  readonly to: Schema;
  readonly does: readonly string[];
  readonly loose?: readonly string[];
}

const TOLD: Readonly<Record<string, Told>> = {
  "nothing where nothing differs": {
    from: schema(adults, elders, indexed),
    to: schema(indexed, elders, adults),
    does: [],
  },
  "new ones in the order in which they are read": {
    from: schema(),
    to: schema(oldest, elders, adults),
    does: ["+ view adults", "+ view elders", "+ view a_oldest"],
  },
  "those that go the other way round": {
    from: schema(oldest, elders, adults),
    to: schema(),
    does: ["- view a_oldest", "- view elders", "- view adults"],
  },
  "one that changes with all that reads it": {
    from: schema(oldest, elders, adults),
    to: schema(oldest, elders, younger),
    does: [
      "- view a_oldest",
      "- view elders",
      "- view adults",
      "+ view adults",
      "+ view elders",
      "+ view a_oldest",
    ],
    loose: ["- view adults", "+ view adults"],
  },
  "one that changes, and nothing below it": {
    from: schema(elders, adults),
    to: schema({ ...elders, query: "SELECT id FROM adults WHERE age > 80" }, adults),
    does: ["- view elders", "+ view elders"],
  },
  "another kind of view": {
    from: schema({ ...totals, materialized: false }),
    to: schema(totals),
    does: ["- view totals", "+ materialized view totals"],
  },
  "an index alone": {
    from: schema(totals),
    to: schema(indexed),
    does: ["+ totals index totals_id (id)"],
  },
  "an index that comes with its view is no operation of its own": {
    from: schema(totals),
    to: schema({ ...indexed, query: "SELECT 2 AS id FROM account" }),
    does: ["- materialized view totals", "+ materialized view totals"],
  },
};

describe("views compared", () => {
  for (const [name, { from, to, does, loose }] of Object.entries(TOLD))
    it(name, () => {
      expect(operations(HOLDING, from, to).map(summary)).to.deep.equal(does);
      expect(operations(LOOSE, from, to).map(summary)).to.deep.equal(loose ?? does);
    });

  for (const [name, { from, to }] of Object.entries(TOLD))
    it(`law: ${name}, and it arrives`, () => {
      for (const dialect of [HOLDING, LOOSE]) {
        const arrived = applyAll(operations(dialect, from, to), from);
        expect(byName(arrived)).to.deep.equal(byName(to));
      }
    });

  it("what a view has been given besides is not compared away", () => {
    const attached = ["GRANT SELECT ON adults TO reader"];
    expect(
      compareViews(schema({ ...adults, attached }), schema(adults), HOLDING.traits),
    ).to.deep.equal([]);
  });
});

const operations = (dialect: Dialect, from: Schema, to: Schema) =>
  compareViews(from, to, dialect.traits);

const byName = ({ views }: Schema) => views.toSorted((a, b) => (a.name < b.name ? -1 : 1));
