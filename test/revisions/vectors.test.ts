import { expect } from "chai";
import { isInSameOrder, judge, readVectors } from "../support/vectors.js";

const vectors = readVectors(new URL("../fixtures/revision-graph.json", import.meta.url));

describe("revisions: the answers of Alembic", () => {
  for (const command of ["upgrade", "downgrade", "stamp"] as const) {
    const all = vectors.filter((vector) => vector.command === command);
    it(`${command}: ${all.length} graphs`, () => {
      const problems = all.flatMap((vector) => {
        const problem = judge(vector);
        return problem === null ? [] : `${vectors.indexOf(vector)}: ${vector.target} ${problem}`;
      });
      expect(problems).to.deep.equal([]);
    });
  }

  it("are given in the order of Alembic", () => {
    expect(vectors.filter((vector) => !isInSameOrder(vector))).to.deep.equal([]);
  });

  it("are 600", () => {
    expect(vectors.length).to.equal(600);
  });
});
