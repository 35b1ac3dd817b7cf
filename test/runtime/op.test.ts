import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { MigError } from "../../src/errors.js";
import { args, operations, type Kind } from "../../src/operations/index.js";
import { told } from "../../src/operations/tagged.js";
import { runMigration, type Op } from "../../src/runtime/op.js";
import { recording, type Sink } from "../../src/runtime/sinks.js";
import { SAMPLES } from "../support/samples.js";

/** A sink for which every operation takes a while, the first ones longest, and which can fail at one of them. */
function slow(failAt = Infinity): Sink & { readonly log: readonly string[] } {
  const log: string[] = [];
  let count = 0;
  const step = async (what: string) => {
    const at = (count += 1);
    log.push(`${what} starts`);
    await setTimeout(8 - 2 * at);
    if (at === failAt) throw new Error(`${what} fails`);
    log.push(`${what} ends`);
  };
  return {
    log,
    run: ({ kind }) => step(kind),
    batch: ({ table }) => step(`batch of ${table}`),
    query: async (sql) => {
      await step(told(sql));
      return [{ sql }];
    },
    outside: (work) => work(),
    flush: async () => void log.push("flush"),
    end: () => undefined,
  };
}

const inTurn = (...whats: readonly string[]) => [
  ...whats.flatMap((what) => [`${what} starts`, `${what} ends`]),
  "flush",
];

describe("op", () => {
  it("has a method for each operation, which builds it", async () => {
    for (const kind of Object.keys(operations) as readonly Kind[]) {
      const sink = recording();
      const sample = SAMPLES[kind];
      await runMigration(async (op) => {
        const call = op[kind] as (...list: readonly unknown[]) => Promise<void>;
        await call(...args(sample));
      }, sink);
      expect(sink.operations.map(args)).to.deep.equal([args(sample)]);
      expect(sink.operations[0]?.kind).to.equal(kind);
    }
  });

  it("refuses at the call what no operation can be built of, and says which call it was", async () => {
    const sink = recording();
    const spec = { name: "a", typ: "integer" } as never;
    const error: unknown = await runMigration(async (op) => {
      await op.dropTable("b");
      await op.addColumn("t", spec);
    }, sink).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(MigError);
    expect((error as MigError).code).to.equal("MIG409");
    expect((error as MigError).message).to.equal(
      'op.addColumn: The column a has the key "typ", which mig does not know.',
    );
    expect(sink.operations.map(({ kind }) => kind)).to.deep.equal(["dropTable"]);
  });

  it("runs calls one after another in the order they were made, awaited or not", async () => {
    const sink = slow();
    await runMigration((op) => {
      void op.createSchema("a");
      void op.query("SELECT 1");
      void op.dropSchema("b");
    }, sink);
    expect(sink.log).to.deep.equal(inTurn("createSchema", "SELECT 1", "dropSchema"));
  });

  it("gives the rows of a query, after all that was called before it", async () => {
    const sink = slow();
    await runMigration(async (op) => {
      void op.createSchema("a");
      expect(await op.query("SELECT 2")).to.deep.equal([{ sql: "SELECT 2" }]);
      expect(sink.log).to.deep.equal(inTurn("createSchema", "SELECT 2").slice(0, -1));
    }, sink);
  });

  it("stops at the first failure, also at one that nobody waits for", async () => {
    for (const wait of [true, false]) {
      const sink = slow(2);
      const migration = async (op: Op) => {
        void op.createSchema("a");
        const failing = op.createExtension("b");
        void op.dropSchema("c");
        if (wait) await failing;
      };
      const error = await runMigration(migration, sink).catch((reason: unknown) => reason);
      expect(error).to.have.property("message", "createExtension fails");
      expect(sink.log).to.deep.equal([
        "createSchema starts",
        "createSchema ends",
        "createExtension starts",
      ]);
    }
  });

  it("waits for calls that calls have led to", async () => {
    const sink = slow();
    await runMigration((op) => {
      void op.createSchema("a").then(() => op.dropSchema("a"));
    }, sink);
    expect(sink.log).to.deep.equal(inTurn("createSchema", "dropSchema"));
  });

  it("runs what comes while the held-back operations run, and flushes again", async () => {
    const log: string[] = [];
    let held: string[] = [];
    const sink: Sink = {
      run: async ({ kind }) => void held.push(kind),
      batch: async () => undefined,
      query: async () => [],
      outside: (work) => work(),
      async flush() {
        const kinds = held;
        held = [];
        await setTimeout(20);
        log.push(...kinds);
      },
      end: () => void log.push("end"),
    };
    await runMigration((op) => {
      void op.createSchema("a");
      void setTimeout(10).then(() => op.dropSchema("b"));
    }, sink);
    expect(log).to.deep.equal(["createSchema", "dropSchema", "end"]);
  });

  it("refuses what comes after the end", async () => {
    const sink = slow();
    let kept: Op | undefined;
    await runMigration((op) => {
      kept = op;
    }, sink);
    const error: unknown = await kept?.createSchema("late").catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(MigError).with.property("code", "MIG401");
    expect(sink.log).to.deep.equal(["flush"]);
  });

  it("does not flush what a failed migration has held back", async () => {
    const sink = slow();
    const error = await runMigration(() => {
      throw new Error("the migration itself fails");
    }, sink).catch((reason: unknown) => reason);
    expect(error).to.have.property("message", "the migration itself fails");
    expect(sink.log).to.deep.equal([]);
  });
});
