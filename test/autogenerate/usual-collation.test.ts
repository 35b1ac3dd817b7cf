import { expect } from "chai";
import { withoutUsualCollations } from "../../src/autogenerate/usual-collation.js";
import type { Server } from "../../src/dialects/dialect.js";
import { operations } from "../../src/operations/index.js";
import { table } from "../../src/schema/spec.js";

const server: Server = {
  flavor: "mysql",
  version: [8, 4],
  schema: "shop",
  collations: { shop: "utf8mb4_0900_ai_ci", audit: "latin1_swedish_ci" },
  lowerCaseTables: false,
  implicitTimes: false,
};

describe("the collation of a new table", () => {
  for (const [name, collation, said] of [
    ["t", "utf8mb4_0900_ai_ci", null],
    ["t", "latin1_swedish_ci", "latin1_swedish_ci"],
    ["audit.t", "latin1_swedish_ci", null],
    ["audit.t", "utf8mb4_0900_ai_ci", "utf8mb4_0900_ai_ci"],
    ["other.t", "utf8mb4_0900_ai_ci", "utf8mb4_0900_ai_ci"],
    ["t", null, null],
  ] as const)
    it(`${name} with ${collation ?? "none"}: ${said ?? "not said"}`, () => {
      const of = (collation: string | null) =>
        operations.createTable.of(table({ name, columns: [], ...(collation && { collation }) }));
      expect(withoutUsualCollations([of(collation)], server)).to.deep.equal([of(said)]);
    });
});
