import { expect } from "chai";
import { DataSource, EntitySchema, type DataSourceOptions } from "typeorm";
import type { MigError } from "../../src/errors.js";
import { atStart, downgrade, upgrade, verify } from "../../src/project/library.js";
import type { Progress } from "../../src/project/migrate.js";
import { createDatabase, eachServer } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { sample } from "./sample.js";

const table = (name: string) =>
  `await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] });`;
const FILES = {
  "migrations/a.ts": revisionFile("aaaa1", null, table("one"), `await op.dropTable("one");`),
  "migrations/b.ts": revisionFile("bbbb1", "aaaa1", table("two"), `await op.dropTable("two");`),
};
const CONFIG = { postWriteHooks: [] };
const One = new EntitySchema({ name: "one", columns: { id: { type: "int", primary: true } } });

const sourceOf = (options: object) =>
  new DataSource({ ...options, entities: [One] } as DataSourceOptions);
const idsOf = (steps: readonly Progress[]) => steps.map(({ revision }) => revision.id);

async function refusal(work: PromiseLike<unknown>): Promise<MigError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown as MigError,
  );
  if (error === null) throw new Error("It was not refused.");
  return error;
}

describe("project/at-start", function () {
  this.timeout(60_000);

  eachServer((server) => {
    it("brings a data source to a revision and says what has run, awaited or one by one", async () => {
      await using database = await createDatabase(server);
      await using folder = await sample(FILES);
      const where = { cwd: folder.root, config: CONFIG };
      const source = sourceOf(database.options);
      expect((await refusal(verify(source, where))).message).to.match(
        /is at base, and lacks 2 revisions: aaaa1, bbbb1\.$/,
      );
      expect(idsOf(await upgrade(source, "aaaa", where))).to.deep.equal(["aaaa1"]);
      expect((await refusal(verify(source, where))).code).to.equal("MIG201");
      const steps: string[] = [];
      for await (const { revision } of upgrade(source, "head", where)) steps.push(revision.id);
      expect(steps).to.deep.equal(["bbbb1"]);
      const { revisions } = await verify(source, where);
      expect(revisions.map(({ revision }) => revision.id)).to.deep.equal(["bbbb1"]);
      expect(idsOf(await downgrade(source, "base", where))).to.deep.equal(["bbbb1", "aaaa1"]);
      expect(source.isInitialized).to.equal(false);
    });

    it("lets one of several that start at once migrate, and all go on", async () => {
      await using database = await createDatabase(server);
      await using folder = await sample(FILES);
      const ran: string[] = [];
      const found = await Promise.all(
        Array.from({ length: 4 }, () =>
          atStart(sourceOf(database.options), {
            cwd: folder.root,
            config: CONFIG,
            mode: "migrate",
            step: ({ revision }) => ran.push(revision.id),
          }),
        ),
      );
      expect(ran).to.deep.equal(["aaaa1", "bbbb1"]);
      expect(found.map((each) => each?.pending)).to.deep.equal([[], [], [], []]);
    });

    it("waits until another has brought the database there", async () => {
      await using database = await createDatabase(server);
      await using folder = await sample(FILES);
      const where = { cwd: folder.root, config: CONFIG };
      let isOver = false;
      const waiting = atStart(sourceOf(database.options), { ...where, mode: "wait" }).then(
        (found) => {
          isOver = true;
          return found;
        },
      );
      await upgrade(sourceOf(database.options), "aaaa", where);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(isOver).to.equal(false);
      await upgrade(sourceOf(database.options), "head", where);
      expect((await waiting)?.pending).to.deep.equal([]);
    });
  });

  it("migrates two databases at once in one process, each its own", async () => {
    await using first = await createDatabase("sqlite");
    await using second = await createDatabase("sqlite");
    await using folder = await sample(FILES);
    const where = { cwd: folder.root, config: CONFIG };
    const [one, two] = await Promise.all([
      upgrade(sourceOf(first.options), "head", where),
      upgrade(sourceOf(second.options), "aaaa", where),
    ]);
    expect([idsOf(one), idsOf(two)]).to.deep.equal([["aaaa1", "bbbb1"], ["aaaa1"]]);
  });

  it("waits for the file of a database that is made meanwhile", async () => {
    await using folder = await sample(FILES);
    const where = { cwd: folder.root, config: CONFIG };
    const options = { type: "better-sqlite3", database: folder.at("later.sqlite") };
    const waiting = atStart(sourceOf(options), { ...where, mode: "wait", timeout: 20 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await upgrade(sourceOf(options), "head", where);
    expect((await waiting)?.pending).to.deep.equal([]);
  });

  it("gives up waiting in time, and at a signal", async () => {
    await using database = await createDatabase("sqlite");
    await using folder = await sample(FILES);
    const options = { cwd: folder.root, config: CONFIG, mode: "wait" };
    const late = await refusal(atStart(sourceOf(database.options), { ...options, timeout: 0.3 }));
    expect([late.code, late.message]).to.deep.equal([
      "MIG201",
      `The better-sqlite3 database "${database.name}" is at base, and lacks 2 revisions: aaaa1, bbbb1. It was waited for 0.3 seconds.`,
    ]);
    const signal = AbortSignal.timeout(100);
    expect(
      (await refusal(atStart(sourceOf(database.options), { ...options, signal }))).code,
    ).to.equal("MIG403");
  });

  it("looks at nothing with the mode off, and refuses one that there is not", async () => {
    const source = sourceOf({ type: "better-sqlite3", database: "/nowhere/at/all.sqlite" });
    expect(await atStart(source, { cwd: "/nowhere", mode: "off" })).to.equal(null);
    const error = await refusal(atStart(source, { mode: "toString" }));
    expect([error.code, error.hint]).to.deep.equal([
      "MIG504",
      'It takes "migrate", "verify", "wait" or "off".',
    ]);
  });

  it("uses the connection of the application for a database that no other sees, and leaves it", async () => {
    await using folder = await sample(FILES);
    const source = sourceOf({ type: "better-sqlite3", database: ":memory:" });
    await source.initialize();
    const options = { cwd: folder.root, config: CONFIG, mode: "migrate" };
    await atStart(source, options);
    expect(await source.getRepository(One).count()).to.equal(0);
    await source.getRepository(One).save({ id: 1 });
    await atStart(source, options);
    expect(await source.getRepository(One).count()).to.equal(1);
    expect(await source.query("PRAGMA foreign_keys")).to.deep.equal([{ foreign_keys: 1 }]);
    await source.destroy();
  });
});
