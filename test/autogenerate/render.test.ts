import { expect } from "chai";
import { hazardsOf } from "../../src/autogenerate/hazards.js";
import { render, steps } from "../../src/autogenerate/render.js";
import { dialectFor } from "../../src/dialects/index.js";
import { applyAll, operations, type Operation } from "../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { table, type ColumnSpec } from "../../src/schema/spec.js";
import { IMAGINED } from "../support/imagined-servers.js";

const DIALECTS = {
  postgres: await dialectFor(IMAGINED.postgres),
  mysql: await dialectFor(IMAGINED.mysql),
  sqlite: await dialectFor(IMAGINED.sqlite),
};
type Name = keyof typeof DIALECTS;
const NAMES = Object.keys(DIALECTS) as readonly Name[];

const stepsOf = (name: Name, ...ops: readonly Operation[]) => {
  const { grammar, traits } = DIALECTS[name];
  return steps(ops, hazardsOf(ops, traits), grammar);
};
const added = (column: ColumnSpec) => operations.addColumn.of("cat", column);

const CAT: Schema = {
  ...EMPTY_SCHEMA,
  tables: [table({ name: "cat", columns: [{ name: "id", type: "integer" }] })],
};

/** In how many steps a column comes, in every database. */
const COLUMNS: readonly (readonly [ColumnSpec, steps: number])[] = [
  [{ name: "name", type: "text" }, 2],
  [{ name: "full name", type: "text", comment: "all of it" }, 2],
  [{ name: "name", type: "text", nullable: true }, 1],
  [{ name: "name", type: "text", default: "'x'" }, 1],
  [{ name: "twice", type: "integer", generated: "stored", expression: "id * 2" }, 1],
];

describe("the steps of a migration", () => {
  for (const [column, count] of COLUMNS)
    for (const name of NAMES)
      it(`${name}: ${JSON.stringify(column)} takes ${count}, and is as asked for`, () => {
        const found = stepsOf(name, added(column));
        expect(found).to.have.length(count);
        const ops = found.map(({ op }) => op);
        expect(applyAll(ops, CAT)).to.deep.equal(applyAll([added(column)], CAT));
      });

  it("the step between is a comment, in the quotes of the database", () => {
    const lines = (name: Name) => render(stepsOf(name, added({ name: "a b", type: "text" })));
    expect(lines("postgres")).to.deep.equal([
      "// MIG305: adds cat.a b NOT NULL without a default, which rows cannot meet",
      'await op.addColumn("cat", { name: "a b", type: "text", nullable: true });',
      "// Say what the rows that are there get; where there are none, there is nothing to say:",
      String.raw`// await op.execute("UPDATE \"cat\" SET \"a b\" = …");`,
      'await op.alterColumn("cat", { name: "a b", type: "text", nullable: true }, { nullable: false });',
    ]);
    expect(lines("mysql")[0]).to.match(/^\/\/ MIG308: /);
    expect(lines("mysql")[3]).to.equal('// await op.execute("UPDATE `cat` SET `a b` = …");');
  });

  it("a column of a table that the revision makes takes one", () => {
    const create = operations.createTable.of({
      name: "cat",
      columns: [{ name: "id", type: "integer" }],
    });
    for (const name of NAMES)
      expect(stepsOf(name, create, added({ name: "name", type: "text" }))).to.have.length(2);
  });
});
