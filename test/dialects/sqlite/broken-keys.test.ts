import { expect } from "chai";
import { inTransaction } from "../../../src/dialects/session.js";
import fc from "fast-check";
import { session } from "../../../src/dialects/sqlite/session.js";
import type { MigError } from "../../../src/errors.js";
import { open, onBoth, type Opened } from "./database.js";

const TABLES = `
CREATE TABLE team (id integer PRIMARY KEY, code text UNIQUE);
CREATE TABLE boss (id integer PRIMARY KEY);
CREATE TABLE member (id integer, team_id integer REFERENCES team(id), boss_id integer REFERENCES boss(id));
`;

/** The table made anew: its foreign keys are numbered otherwise, and so are its rows. */
const REBUILD = `
CREATE TABLE draft (id integer, boss_id integer REFERENCES boss(id), team_id integer REFERENCES team(id));
INSERT INTO draft SELECT id, boss_id, team_id FROM member ORDER BY id DESC;
DROP TABLE member;
ALTER TABLE draft RENAME TO member;
`;

const id = fc.integer({ min: 1, max: 4 });
const work = fc.record({
  teams: fc.uniqueArray(id),
  bosses: fc.uniqueArray(id),
  members: fc.array(fc.tuple(fc.option(id), fc.option(id)), { maxLength: 8 }),
  deleted: fc.record({ teams: fc.array(id), bosses: fc.array(id) }),
  cleared: fc.array(id),
  isRebuilt: fc.boolean(),
});

/** What a migration does to a database with a row that is broken already, and what of it is refused. */
const CASES: readonly {
  readonly name: string;
  readonly script: string;
  readonly refused?: readonly string[];
}[] = [
  { name: "nothing to rows", script: "CREATE INDEX i ON member (id)" },
  {
    name: "a parent goes",
    script: "DELETE FROM team WHERE id = 1",
    refused: ["1 of member (team_id) → team"],
  },
  { name: "a parent goes with its rows", script: "DELETE FROM member; DELETE FROM team" },
  {
    name: "the table of the parents goes",
    script: "DROP TABLE team",
    refused: ["1 of member (team_id) → team"],
  },
  { name: "the broken row is repaired", script: "UPDATE member SET boss_id = NULL" },
  {
    name: "one row is repaired and another one is broken by another key",
    script: "UPDATE member SET boss_id = NULL; DELETE FROM team WHERE id = 1",
    refused: ["1 of member (team_id) → team"],
  },
  { name: "the table is made anew", script: REBUILD },
  {
    name: "the table is renamed, and rows change",
    script: "DELETE FROM team WHERE id = 2; ALTER TABLE member RENAME TO person",
  },
  {
    name: "the column is renamed, and rows change",
    script: "DELETE FROM team WHERE id = 2; ALTER TABLE member RENAME COLUMN boss_id TO chief",
  },
  {
    name: "a key comes that rows break",
    script:
      "DELETE FROM team WHERE id = 2; ALTER TABLE member ADD COLUMN home integer DEFAULT 7 REFERENCES team(id)",
    refused: ["2 of member (home) → team"],
  },
  {
    name: "a key comes that rows break, and nothing else happens",
    script: "ALTER TABLE member ADD COLUMN home integer DEFAULT 7 REFERENCES team(id)",
    refused: ["2 of member (home) → team"],
  },
  {
    name: "what a key refers to is no longer unique",
    script:
      "CREATE TABLE badge (code text REFERENCES team(code)); CREATE TABLE new (id integer PRIMARY KEY, code text); INSERT INTO new SELECT * FROM team; DROP TABLE team; ALTER TABLE new RENAME TO team",
    refused: [`foreign key mismatch - "badge" referencing "team"`],
  },
];

describe("rows that break a foreign key", () => {
  onBoth((driver) => {
    it("are refused exactly where there are more of them than before", async () => {
      await fc.assert(
        fc.asyncProperty(work, async ({ teams, bosses, members, deleted, cleared, isRebuilt }) => {
          await using database = await open(driver);
          await database.script(
            [
              `PRAGMA foreign_keys = OFF; ${TABLES}`,
              ...teams.map((team) => `INSERT INTO team VALUES (${team}, NULL);`),
              ...bosses.map((boss) => `INSERT INTO boss VALUES (${boss});`),
              ...members.map(([team, boss]) => `INSERT INTO member VALUES (0, ${team}, ${boss});`),
            ].join("\n"),
          );
          const error = await migrate(
            database,
            [
              `DELETE FROM team WHERE id IN (${deleted.teams.join()})`,
              `DELETE FROM boss WHERE id IN (${deleted.bosses.join()})`,
              `UPDATE member SET team_id = NULL WHERE team_id IN (${cleared.join()})`,
              ...(isRebuilt ? [REBUILD] : []),
            ].join(";"),
          );

          const broken = (keys: readonly (number | null)[], to: readonly number[]) =>
            keys.filter((key) => key !== null && !to.includes(key)).length;
          const without = (all: readonly number[], gone: readonly number[]) =>
            all.filter((each) => !gone.includes(each));
          const ofTeam = members.map(([team]) => team);
          const ofBoss = members.map(([, boss]) => boss);
          const kept = ofTeam.filter((team) => team === null || !cleared.includes(team));
          const isWorse =
            broken(kept, without(teams, deleted.teams)) > broken(ofTeam, teams) ||
            broken(ofBoss, without(bosses, deleted.bosses)) > broken(ofBoss, bosses);
          expect(error?.code).to.equal(isWorse ? "MIG408" : undefined);
        }),
        { numRuns: 100 },
      );
    });

    for (const { name, script, refused } of CASES)
      it(`${name}: ${refused ? "refused" : "fine"}`, async () => {
        await using database = await open(driver);
        await database.script(`PRAGMA foreign_keys = OFF; ${TABLES}
          INSERT INTO team VALUES (1, 'a'), (2, 'b');
          INSERT INTO member VALUES (10, 1, NULL), (11, NULL, 9);`);
        const before = await database.catalog();
        const error = await migrate(database, script);
        expect(error?.message ?? "").to.contain((refused ?? []).join(", "));
        expect(error?.code).to.equal(refused ? "MIG408" : undefined);
        if (refused) expect(await database.catalog()).to.deep.equal(before);
      });

    it("leave a foreign key alone that SQLite could never check", async () => {
      await using database = await open(driver);
      await database.script(`PRAGMA foreign_keys = OFF; ${TABLES}
        CREATE TABLE a (id integer, boss_id integer REFERENCES boss(id));
        CREATE TABLE odd (id integer REFERENCES member(id));
        INSERT INTO odd VALUES (5); INSERT INTO boss VALUES (3); INSERT INTO a VALUES (1, 3);`);
      expect(await migrate(database, "DELETE FROM team")).to.equal(undefined);
      const error = await migrate(database, "DELETE FROM boss");
      expect(error?.message).to.contain("1 of a (boss_id) → boss");
    });
  });
});

/** Runs statements as one revision, and gives the refusal. */
async function migrate({ query }: Opened, script: string): Promise<MigError | undefined> {
  const statements = script.split(";").filter((text) => text.trim() !== "");
  try {
    await inTransaction(session, query, async (watched) => {
      for (const statement of statements) await watched.query(statement);
    });
    return undefined;
  } catch (error) {
    // Not `instanceof`: what is imported late is a copy of its own under mocha.
    if ((error as MigError).code === "MIG408") return error as MigError;
    throw error;
  }
}
