import { expect } from "chai";
import { asWritten } from "../../src/autogenerate/as-written.js";
import { operations, type Operation } from "../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { table, view, type ColumnSpec } from "../../src/schema/spec.js";

const computed = (expression: string): ColumnSpec => ({
  ...{ name: "whole", type: "text", generated: "stored", expression },
});
const tableOf = (expression: string) => table({ name: "person", columns: [computed(expression)] });
const viewOf = (query: string) => view({ name: "people", query });
const schema = (expression: string, query: string): Schema => ({
  ...EMPTY_SCHEMA,
  ...{ tables: [tableOf(expression)], views: [viewOf(query)] },
});

const WRITTEN = schema("a||b", "select 1");
const NORMAL = schema("(a || b)", "SELECT 1");
const { addColumn, alterColumn, createTable, createView, dropColumn } = operations;

describe("operations as the entities have it written", () => {
  const cases: Readonly<Record<string, readonly [op: Operation, as: Operation]>> = {
    "a table": [createTable.of(tableOf("(a || b)")), createTable.of(tableOf("a||b"))],
    "a column": [
      addColumn.of("person", computed("(a || b)")),
      addColumn.of("person", computed("a||b")),
    ],
    "a change of a column": [
      alterColumn.of("person", computed("c"), { expression: "(a || b)" }),
      alterColumn.of("person", computed("c"), { expression: "a||b" }),
    ],
    "a view": [createView.of(viewOf("SELECT 1")), createView.of(viewOf("select 1"))],
    "what is not of the entities": [
      addColumn.of("person", computed("other")),
      addColumn.of("person", computed("other")),
    ],
    "what carries none of it": [dropColumn.of("person", "whole"), dropColumn.of("person", "whole")],
  };
  for (const [said, normal, written] of [
    ["(now())", "now()", "(now())"],
    ["'a'::text", "'a'", "'a'"],
    ["now() -- in UTC", "now()", "now()"],
    ["f()", "f()", "f()"],
  ] as const)
    it(`a default that is said as ${said}`, () => {
      const at = (text: string): ColumnSpec => ({ name: "at", type: "text", default: text });
      const withDefault = (text: string): Schema => ({
        ...EMPTY_SCHEMA,
        tables: [table({ name: "t", columns: [at(text)] })],
      });
      const [op] = asWritten(
        [addColumn.of("t", at(normal))],
        withDefault(said),
        withDefault(normal),
      );
      expect(op).to.deep.equal(addColumn.of("t", at(written)));
    });

  for (const [what, [op, as]] of Object.entries(cases))
    it(what, () => {
      expect(asWritten([op], WRITTEN, NORMAL)).to.deep.equal([as]);
    });
});
