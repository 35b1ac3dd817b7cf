import { expect } from "chai";
import {
  appliedFiles,
  entriesWithTexts,
  lastRuns,
  readLog,
  type LogFilter,
} from "../../src/runtime/journal-log.js";
import {
  ensureJournal,
  insertion,
  newEntryId,
  stampEntries,
  write,
  type Direction,
  type Outcome,
} from "../../src/runtime/journal.js";
import type { KeptFile } from "../../src/runtime/kept-file.js";
import { START } from "../../src/runtime/position.js";
import { eachServer } from "../support/databases.js";
import { AUTHOR } from "../support/footing.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { VERSIONS } from "../support/stopped-runs.js";

const ODD = 'it\'s "a" `b` \\n \\u00e9 é 😀 ? $1 :name \0 \u001b[31m\r\n-- end';
const file = (text: string | null): KeptFile => ({ checksum: "c".repeat(64), digest: "d", text });

describe("what the journal says", function () {
  this.timeout(60_000);
  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
    });
    afterEach(() => database[Symbol.asyncDispose]());

    const asked = () => ({ ...database.connection, session: database.connection.dialect });
    const grammar = () => database.connection.dialect.grammar;
    const read = (filter?: LogFilter) => readLog(asked(), VERSIONS, grammar(), filter);
    const ids = async (filter?: LogFilter) => ((await read(filter)) ?? []).map(({ id }) => id);

    /** Writes an entry; those that follow each other at once have the same time. */
    async function enter(
      revision: string,
      direction: Direction = "upgrade",
      outcome: Outcome = "done",
      kept: KeptFile | null = null,
      more: { readonly error?: string } = {},
    ): Promise<string> {
      const { connection } = database;
      await ensureJournal(connection, VERSIONS);
      const id = newEntryId();
      const position = outcome === "running" ? START : null;
      const state = { id, author: AUTHOR, outcome, position, ...more };
      const entry = { revision, direction, file: kept };
      await write(
        connection.query,
        VERSIONS,
        insertion(connection.dialect, VERSIONS, entry, state),
      );
      return id;
    }
    const atOnce = () =>
      database.connection.query(
        "UPDATE mig_journal SET started_at = '2026-11-29T12:00:00.000Z', finished_at = CASE WHEN finished_at IS NULL THEN NULL ELSE '2026-11-29T12:00:00.000Z' END",
      );

    it("is nothing where there is no journal, and none is made", async () => {
      expect(await read()).to.equal(null);
      expect((await appliedFiles(asked(), VERSIONS)).size).to.equal(0);
      expect((await lastRuns(asked(), VERSIONS)).size).to.equal(0);
      expect((await entriesWithTexts(asked(), VERSIONS, grammar(), ["a"])).size).to.equal(0);
      expect(await read()).to.equal(null);
    });

    it("is the latest first, also of one millisecond, and as much of it as is asked for", async () => {
      const written: string[] = [];
      for (let at = 0; at < 20; at += 1) written.unshift(await enter(`r${at}`));
      expect(await ids()).to.deep.equal(written);
      await atOnce();
      expect(await ids()).to.deep.equal(written);
      for (const limit of [1, 7, 20, 21])
        expect(await ids({ limit })).to.deep.equal(written.slice(0, limit));
    });

    it("law: with a condition it is what one would pick from all of it", async () => {
      for (const revision of ["aaaa1", "AAAA1", "aaaa2", "bb'b1", "a%aa1", "😀bbb1"])
        for (const outcome of ["done", "failed", "running", "said applied"] as const)
          await enter(revision, "upgrade", outcome);
      const all = (await read()) ?? [];
      const expectSame = async (
        filter: LogFilter,
        isMeant: (entry: (typeof all)[number]) => boolean,
      ) => expect(await read(filter), JSON.stringify(filter)).to.deep.equal(all.filter(isMeant));
      await expectSame({ failed: true }, ({ outcome }) => ["failed", "running"].includes(outcome));
      for (const prefix of ["a", "aaaa", "bb'", "a%", "😀", "😀b", "zzzz"])
        await expectSame({ prefix }, ({ revision }) => revision.startsWith(prefix));
      for (const revisions of [[], ["aaaa1"], ["bb'b1", "😀bbb1"], ["none"]])
        await expectSame(
          { revisions, failed: true },
          ({ revision, outcome }) =>
            revisions.includes(revision) && ["failed", "running"].includes(outcome),
        );
    });

    it("keeps the file of what a person has said to be there, and none of what has been taken back", async () => {
      const applied = async () => ({
        files: [...(await appliedFiles(asked(), VERSIONS)).keys()],
        runs: [...(await lastRuns(asked(), VERSIONS)).keys()],
      });
      const both = (...ids: readonly string[]) => ({ files: ids, runs: ids });
      await enter("aaaa1", "upgrade", "done", file(null));
      await enter("aaaa1", "downgrade", "said applied", file(null));
      expect(await applied()).to.deep.equal(both("aaaa1"));
      await enter("bbbb1", "upgrade", "said rolled back", file(null));
      expect(await applied()).to.deep.equal(both("aaaa1"));
      await enter("aaaa1", "downgrade", "said rolled back", file(null));
      expect(await applied()).to.deep.equal(both());
    });

    it("is what was written, whatever that is, the text of a file, too", async () => {
      const id = await enter("aaaa1", "upgrade", "failed", file(ODD), { error: ODD });
      const [entry] = (await read()) ?? [];
      expect(entry?.error).to.equal(ODD.replaceAll("\0", "�"));
      expect(entry?.author).to.deep.equal(AUTHOR);
      const texts = await entriesWithTexts(asked(), VERSIONS, grammar(), [id]);
      expect(texts.get(id)?.text).to.equal(ODD);
      expect((await entriesWithTexts(asked(), VERSIONS, grammar(), ["'; --"])).size).to.equal(0);
    });

    it("is read also where somebody has written nonsense into it", async () => {
      await enter("aaaa1", "upgrade", "running");
      await database.connection.query("UPDATE mig_journal SET position = '{', outcome = 'odd'");
      const [entry] = (await read()) ?? [];
      expect(entry?.position).to.equal(null);
      expect(entry?.outcome).to.equal("odd");
    });

    it("has for each revision the file and the run that count now", async () => {
      const { connection } = database;
      const first = await enter("aaaa1", "upgrade", "done", file("one"));
      await enter("bbbb1", "upgrade", "failed", file("one"));
      await enter("cccc1", "upgrade", "done", file("one"));
      await enter("cccc1", "downgrade", "done", file(null));
      await enter("dddd1", "upgrade", "done", file("one"));
      const stamp = stampEntries(connection.dialect, VERSIONS, AUTHOR, [], ["dddd1"]);
      const later = await enter("aaaa1", "upgrade", "said applied", file("two"));
      await write(connection.query, VERSIONS, ...stamp);
      const files = await appliedFiles(asked(), VERSIONS);
      expect([...files].map(([id, { entry }]) => [id, entry])).to.deep.equal([["aaaa1", later]]);
      const runs = await lastRuns(asked(), VERSIONS);
      expect([...runs.keys()].toSorted()).to.deep.equal(["aaaa1", "dddd1"]);
      expect(runs.get("aaaa1")?.id, "the run, and not who has looked at it").to.equal(first);
      expect(runs.get("dddd1")?.direction).to.equal("stamp");
    });
  });
});
