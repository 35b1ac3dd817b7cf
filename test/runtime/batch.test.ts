import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import type { MigError } from "../../src/errors.js";
import { args, isOnTable, tableOf, type TableOperation } from "../../src/operations/index.js";
import { callOf } from "../../src/runtime/call.js";
import { runMigration, type Migration } from "../../src/runtime/op.js";
import { recording } from "../../src/runtime/sinks.js";
import { SAMPLES } from "../support/samples.js";

const TABLE_SAMPLES = Object.values(SAMPLES).filter(isOnTable) as readonly TableOperation[];

async function recorded(migration: Migration) {
  const sink = recording();
  const error: unknown = await runMigration(migration, sink).catch((reason: unknown) => reason);
  return { kinds: sink.operations.map(({ kind }) => kind), operations: sink.operations, error };
}

describe("op.batchAlterTable", () => {
  for (const sample of TABLE_SAMPLES)
    it(`has ${sample.kind}, without the table`, async () => {
      const [table, ...rest] = args(sample);
      const { operations, error } = await recorded(async (op) => {
        await op.batchAlterTable(String(table), {}, async (batch) => {
          await (batch[sample.kind] as (...list: readonly unknown[]) => Promise<void>)(...rest);
        });
      });
      expect(error).to.equal(undefined);
      expect(operations.map(args)).to.deep.equal([args(sample)]);
      expect(operations.map(tableOf)).to.deep.equal([table]);
      expect(operations.map(({ kind }) => kind)).to.deep.equal([sample.kind]);
    });

  it("keeps its place among the calls, awaited or not, and orders columns at its end", async () => {
    const { kinds, error } = await recorded((op) => {
      void op.createSchema("a");
      void op.batchAlterTable("t", { order: ["b"] }, async (batch) => {
        await setTimeout(5);
        void batch.dropColumn("a");
        await batch.renameColumn("c", "b");
      });
      void op.dropSchema("a");
    });
    expect(error).to.equal(undefined);
    expect(kinds).to.deep.equal([
      "createSchema",
      "dropColumn",
      "renameColumn",
      "orderColumns",
      "dropSchema",
    ]);
  });

  const refused: Readonly<Record<string, readonly [Migration, string, RegExp]>> = {
    "an argument that no operation can be built of, at its own call": [
      (op) => op.batchAlterTable("t", {}, (batch) => void batch.addColumn({} as never)),
      "MIG409",
      /^batch\.addColumn: /,
    ],
    "an option that it does not know": [
      (op) => op.batchAlterTable("t", { recreat: "never" } as never, () => undefined),
      "MIG409",
      /"recreat"/,
    ],
    "a way of recreating that there is not": [
      (op) => op.batchAlterTable("t", { recreate: "maybe" } as never, () => undefined),
      "MIG409",
      /"recreate" of the list of options is "maybe"/,
    ],
    "another table in copyFrom": [
      (op) => op.batchAlterTable("t", { copyFrom: { name: "u", columns: [] } }, () => undefined),
      "MIG409",
      /`copyFrom` is the table u/,
    ],
    "a column twice in the order": [
      (op) => op.batchAlterTable("t", { order: ["a", "a"] }, () => undefined),
      "MIG409",
      /names one twice/,
    ],
    "a call on `op` within it, awaited": [
      (op) => op.batchAlterTable("t", {}, async () => void (await op.query("SELECT 1"))),
      "MIG409",
      /The batch of t calls `op`/,
    ],
    "a call on `op` within it, not awaited": [
      (op) => op.batchAlterTable("t", {}, () => void op.dropTable("u")),
      "MIG409",
      /The batch of t calls `op`/,
    ],
    "a batch within a batch": [
      (op) =>
        op.batchAlterTable("t", {}, async () =>
          op.batchAlterTable("u", {}, (batch) => batch.dropColumn("a")),
        ),
      "MIG409",
      /The batch of t calls `op`/,
    ],
    "a call after its end": [
      async (op) => {
        let late: (() => Promise<void>) | undefined;
        await op.batchAlterTable("u", {}, (batch) => void (late = () => batch.dropColumn("a")));
        await late?.();
      },
      "MIG401",
      /batch\.dropColumn came after the end of the batch of u/,
    ],
  };
  for (const [what, [migration, code, message]] of Object.entries(refused))
    it(`refuses ${what}`, async () => {
      const { kinds, error } = await recorded(migration);
      expect((error as MigError).message).to.match(message);
      expect((error as MigError).code).to.equal(code);
      expect(kinds).to.deep.equal([]);
    });

  it("runs nothing of a batch whose callback fails, and nothing after it", async () => {
    const { kinds, error } = await recorded(async (op) => {
      void op.createSchema("a");
      void op.batchAlterTable("t", {}, async (batch) => {
        await batch.dropColumn("a");
        throw new Error("no");
      });
      void op.dropSchema("a");
    });
    expect(error).to.have.property("message", "no");
    expect(callOf(error)?.stack).to.match(/batch\.test/);
    expect(kinds).to.deep.equal(["createSchema"]);
  });

  it("lets `op` be called once it is over", async () => {
    const { kinds } = await recorded(async (op) => {
      await op.batchAlterTable("t", {}, async (batch) => batch.dropColumn("a"));
      await op.batchAlterTable("u", {}, async (batch) => batch.dropColumn("a"));
      await op.dropTable("v");
    });
    expect(kinds).to.deep.equal(["dropColumn", "dropColumn", "dropTable"]);
  });
});
