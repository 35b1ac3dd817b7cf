import { expect } from "chai";
import type { Migration, Op } from "../../src/runtime/op.js";
import { writtenOperations } from "../../src/runtime/written.js";

const table = { name: "one", columns: [{ name: "id", type: "integer" }] };
const help = async (_op: Op) => undefined;

/** Migrations, and how many operations their text says they have; null where it does not say. */
const CASES: readonly (readonly [name: string, migration: Migration, count: number | null])[] = [
  ["nothing", async () => undefined, null],
  ["an empty body", async () => {}, 0],
  [
    "one after another",
    async (op) => {
      await op.createTable(table);
      // op.dropTable("a comment");
      await op.execute("op.dropTable('a text') if (true) ? 1 : 2");
      void op.dropTable(`one`);
    },
    3,
  ],
  [
    "a function with a name, and rows that are read",
    async function upgrade(op) {
      await op.query("SELECT 1");
      await op.dropTable("one");
    },
    1,
  ],
  ["a method", { upgrade: async (op: Op) => op.dropTable("one") }.upgrade, null],
  [
    "a method with a body",
    {
      async upgrade(op: Op) {
        await op.dropTable("one");
      },
    }.upgrade,
    1,
  ],
  [
    "a loop",
    async (op) => {
      for (const name of ["a", "b"]) await op.dropTable(name);
    },
    null,
  ],
  [
    "a condition",
    async (op) => {
      const rows = await op.query("SELECT 1");
      await (rows.length > 0 ? op.dropTable("a") : op.dropTable("b"));
    },
    null,
  ],
  [
    "another condition",
    async (op) => {
      const rows = await op.query("SELECT 1");
      if (rows.length > 0) await op.dropTable("a");
    },
    null,
  ],
  [
    "and",
    async (op) => {
      void (table.name && (await op.dropTable("a")));
    },
    null,
  ],
  [
    "op in the hands of another",
    async (op) => {
      await help(op);
      await op.dropTable("a");
    },
    null,
  ],
  [
    "op by another name",
    async (op) => {
      const other = op;
      await other.dropTable("a");
    },
    null,
  ],
  [
    "a call for each",
    async (op) => {
      await Promise.all(["a", "b"].map((name) => op.dropTable(name)));
    },
    null,
  ],
  [
    "a call in a text",
    async (op) => {
      void `${String(op.dropTable("a"))}`;
    },
    null,
  ],
  ["parts of op", async ({ dropTable }) => void (await dropTable("a")), null],
];

describe("the operations that a migration's text has", () => {
  for (const [name, migration, count] of CASES)
    it(`${name}: ${count ?? "it does not say"}`, () => {
      expect(writtenOperations(migration)).to.equal(count);
    });
});
