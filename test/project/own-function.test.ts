import { readdir, readFile } from "node:fs/promises";
import { expect } from "chai";
import { DataSource, EntitySchema } from "typeorm";
import { rewriter } from "../../src/autogenerate/rewriter.js";
import type { MigError } from "../../src/errors.js";
import { defineOperation } from "../../src/operations/define.js";
import { operations } from "../../src/operations/index.js";
import type { Config } from "../../src/project/config.js";
import { openProject } from "../../src/project/open.js";
import { revision, type Revised } from "../../src/project/revise.js";
import { createDatabase } from "../support/databases.js";
import { sample, type Sample } from "./sample.js";

const One = new EntitySchema({ name: "one", columns: { id: { type: "integer", primary: true } } });

type Own = Pick<Config, "comparators" | "processRevisionDirectives" | "renderItem">;

/** Configurations with one of the three functions. */
const WITH: Readonly<Record<keyof Own, (own: (...args: never[]) => unknown) => Own>> = {
  comparators: (own) => ({ comparators: [own as never] }),
  processRevisionDirectives: (own) => ({ processRevisionDirectives: own as never }),
  renderItem: (own) => ({ renderItem: own as never }),
};
const KEYS = Object.keys(WITH) as (keyof Own)[];

const change = (wrong: object) => (given: object) => ({ ...given, ...wrong });
const item = (wrong: object) => () => ({ text: "", ...wrong });
const addColumn = operations.addColumn.of("one", { name: "a", type: "integer" });

/** What each must not give, and what is said of it. */
const WRONG: Readonly<
  Record<keyof Own, readonly (readonly [own: (...args: never[]) => unknown, said: RegExp])[]>
> = {
  comparators: [
    [() => undefined, /gave undefined/],
    [() => null, /gave null/],
    [() => addColumn, /gave \{/],
    [() => ["DROP TABLE one"], /gave 'DROP TABLE one'/],
    [() => [Promise.resolve(addColumn)], /gave Promise/],
    [async () => [{ kind: "noSuch" }], /gave \{ kind: 'noSuch' \}/],
  ],
  processRevisionDirectives: [
    [() => false, /gave false/],
    [() => "one", /gave 'one'/],
    [async () => [], /a revision whose id is undefined/],
    [change({ id: 1 }), /whose id is 1/],
    [change({ message: null }), /whose message is null/],
    [change({ down: "aaaa1" }), /whose down is 'aaaa1'/],
    [change({ splice: 1 }), /whose splice is 1/],
    [change({ labels: [1] }), /whose labels is \[ 1 \]/],
    [change({ dependsOn: undefined }), /whose dependsOn is undefined/],
    [change({ versionPath: null }), /whose versionPath is null/],
    [change({ upgrade: null }), /whose upgrade is null/],
    [change({ upgrade: ["DROP TABLE one"] }), /whose upgrade is \[ 'DROP TABLE one' \]/],
    [change({ downgrade: [Promise.resolve()] }), /whose downgrade is \[ Promise/],
    [rewriter().on("createTable", (() => undefined) as never), /createTable gave undefined/],
    [
      rewriter().on("createTable", (async (op: unknown) => op) as never),
      /createTable gave Promise/,
    ],
    [rewriter().on("createTable", (() => ["a"]) as never), /createTable gave \[ 'a' \]/],
  ],
  renderItem: [
    [() => 1, /gave 1/],
    [() => [], /gave \[\]/],
    [item({ text: undefined }), /gave \{ text: undefined \}/],
    [item({ imports: "a" }), /gave \{ text: '', imports: 'a' \}/],
    [item({ imports: [{ name: "a" }] }), /imports: \[ \{ name: 'a' \} \]/],
    [async () => item({ imports: [null] })(), /imports: \[ null \]/],
  ],
};

/** Ways to fail. */
const FAILS: Readonly<Record<string, { readonly own: () => unknown; readonly said: RegExp }>> = {
  "an error": {
    own: () => {
      throw new Error("broken");
    },
    said: /broken \(.*own-function\.test\.ts:\d+\)$/,
  },
  "an error, by and by": {
    own: async () => {
      await null;
      throw new Error("late");
    },
    said: /late \(.*own-function\.test\.ts:\d+\)$/,
  },
  "a text": {
    own: () => {
      throw "broken" as unknown as Error;
    },
    said: /failed: broken$/,
  },
  nothing: { own: () => Promise.reject(undefined as unknown as Error), said: /failed: undefined$/ },
};

describe("functions of a configuration", () => {
  let folder: Sample;
  beforeEach(async () => {
    folder = await sample({});
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  /** A revision of this configuration, for a database that lacks a table. */
  async function revised(own: Own, message = "one"): Promise<Revised> {
    await using database = await createDatabase("sqlite");
    const dataSource = new DataSource({ ...database.options, entities: [One] } as never);
    const config = { ...own, postWriteHooks: [] };
    await using project = await openProject({ cwd: folder.root, config, dataSource });
    return await revision(project, { message, autogenerate: true });
  }

  async function refusal(own: Own): Promise<MigError> {
    const error = await revised(own).then(
      () => expect.fail("it was not refused"),
      (thrown: unknown) => thrown,
    );
    // Not by `instanceof`: what is loaded when it is first needed is another copy under tsx.
    if (!(error instanceof Error && "code" in error)) throw error;
    expect(await namesIn(folder)).to.deep.equal([]);
    return error as MigError;
  }

  for (const key of KEYS) {
    for (const [name, { own, said }] of Object.entries(FAILS))
      it(`${key} that throws ${name}: MIG519, and nothing is written`, async () => {
        const { code, message } = await refusal(WITH[key](own));
        expect(code).to.equal("MIG519");
        expect(message)
          .to.match(new RegExp(`^${key} failed: `))
          .and.match(said);
      });

    for (const [at, [own, said]] of WRONG[key].entries())
      it(`${key} that gives what it must not (${at + 1}: ${said.source}): MIG519`, async () => {
        const { code, message } = await refusal(WITH[key](own));
        expect([code, message]).to.deep.equal(["MIG519", message]);
        expect(message).to.match(said);
      });
  }

  it("may answer by and by", async () => {
    const asked: string[] = [];
    const { path, operations: written } = await revised({
      comparators: [
        async ({ query }) => {
          const [row] = await query("SELECT 1 AS one");
          asked.push(`comparator ${String(row?.["one"])}`);
          return [operations.execute.of("SELECT 2")];
        },
      ],
      processRevisionDirectives: async (given) => {
        await null;
        asked.push(given.message);
        given.message = "other";
      },
      renderItem: async (op, { standard }) => {
        await null;
        asked.push(op.kind);
        return op.kind === "execute" ? `await op.query("SELECT 3");` : standard;
      },
    });
    expect(asked).to.deep.equal(["comparator 1", "one", "createTable", "execute", "dropTable"]);
    expect(written.map(({ kind }) => kind)).to.deep.equal(["createTable", "execute"]);
    expect(path).to.match(/_other\.ts$/);
    expect(await readFile(path ?? "", "utf8")).to.contain(`op.query("SELECT 3")`);
  });

  it("what is checked of the command line is checked of what they change", async () => {
    const codes = new Map<object, string>([
      [{ id: "../../up" }, "MIG104"],
      [{ down: ["nosuch"] }, "MIG101"],
      [{ labels: ["a b"] }, "MIG104"],
      [{ dependsOn: ["nosuch"] }, "MIG101"],
      [{ versionPath: "/elsewhere" }, "MIG510"],
    ]);
    const found = await Promise.all(
      [...codes.keys()].map(async (wrong) => {
        const error = await refusal({ processRevisionDirectives: change(wrong) as never });
        return [Object.keys(wrong)[0], error.code, error.message];
      }),
    );
    expect(
      found.map(([key, code]) => [key, code]),
      JSON.stringify(found),
    ).to.deep.equal([...codes].map(([wrong, code]) => [Object.keys(wrong)[0], code]));
  });

  it("an operation in both directions is rendered for each", async () => {
    const twice = operations.execute.of("SELECT 1");
    const { path } = await revised({
      processRevisionDirectives(given) {
        given.upgrade.unshift(twice);
        given.downgrade.unshift(twice);
      },
      renderItem: (op, { direction }) => (op === twice ? `await op.query("${direction}");` : null),
    });
    expect(await readFile(path ?? "", "utf8")).to.match(
      /op\.query\("upgrade"\)[^]*op\.query\("downgrade"\)/,
    );
  });

  it("what an operation of the project fails with is told of it, with no mention of mig", async () => {
    const mine = defineOperation({
      name: "mine",
      from: "mine",
      of: () => ({}),
      sql: {},
      inverse: () => {
        throw new Error("broken");
      },
    });
    const { code, message } = await refusal({ comparators: [() => [mine()]] });
    expect([code, message]).to.deep.equal([
      "MIG411",
      "`inverse` of the operation mine failed: broken",
    ]);
  });
});

const namesIn = (folder: Sample) => readdir(folder.at("migrations")).catch(() => []);
