import { expect } from "chai";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { userProject } from "../support/user-project.js";

const TABLES = revisionFile(
  "aaaa1",
  null,
  `await op.createTable({ name: "team", columns: [{ name: "id", type: "integer" }], primaryKey: ["id"] });
  await op.createTable({
    name: "member",
    columns: [{ name: "id", type: "integer" }, { name: "team_id", type: "integer", nullable: true }],
    primaryKey: ["id"],
    foreignKeys: [
      {
        name: "fk_team",
        columns: ["team_id"],
        references: { table: "team", columns: ["id"] },
        onDelete: "CASCADE",
      },
    ],
  });`,
);

/** Rebuilds the table with the foreign key, and gives its rows other numbers. */
const REBUILD = `await op.execute("UPDATE member SET id = id + 100");
  await op.alterColumn("member", { name: "team_id", type: "integer", nullable: true }, { default: "1" });`;

describe("rows that a migration would leave pointing at nothing", function () {
  this.timeout(60_000);

  eachServer(
    (server) => {
      it("stop it, and all of it is rolled back", async () => {
        await using database = await createDatabase(server);
        await using project = await userProject(database.options, {
          "migrations/a.ts": TABLES,
          "migrations/b.ts": revisionFile(
            "bbbb1",
            "aaaa1",
            `${REBUILD}
  await op.execute("DELETE FROM team WHERE id = 1");`,
          ),
        });
        await project.run("upgrade", "aaaa1");
        await database.run(
          "INSERT INTO team VALUES (1), (2); INSERT INTO member VALUES (1, 1), (2, 1), (3, 2), (4, NULL);",
        );
        const before = await everything(database);
        const { code, stderr } = await project.mig("upgrade");
        expect(code).to.equal(1);
        expect(stderr).to.contain("MIG408").and.contain("2 of member (team_id) → team");
        expect(stderr).to.contain("bbbb1").and.contain("rolled back");
        expect((await project.run("current")).trim()).to.equal("aaaa1");
        expect(await everything(database)).to.deep.equal(before);
      });

      it("are no one's fault when they did so before", async () => {
        await using database = await createDatabase(server);
        await using project = await userProject(database.options, {
          "migrations/a.ts": TABLES,
          "migrations/b.ts": revisionFile("bbbb1", "aaaa1", REBUILD),
          "migrations/c.ts": revisionFile(
            "cccc1",
            "bbbb1",
            `await op.renameTable("member", "person");
  await op.execute("DELETE FROM team WHERE id = 2");`,
          ),
        });
        await project.run("upgrade", "aaaa1");
        await database.run(
          "PRAGMA foreign_keys = OFF; INSERT INTO team VALUES (1), (2); INSERT INTO member VALUES (1, 7), (2, 1);",
        );
        await project.run("upgrade");
        expect(await database.query("SELECT id, team_id FROM person ORDER BY id")).to.deep.equal([
          { id: 101, team_id: 7 },
          { id: 102, team_id: 1 },
        ]);
      });
    },
    ["sqlite"],
  );
});

async function everything({ query }: TestDatabase) {
  return {
    catalog: await query("SELECT * FROM sqlite_master ORDER BY name"),
    teams: await query("SELECT * FROM team"),
    members: await query("SELECT * FROM member"),
  };
}
