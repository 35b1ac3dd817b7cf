import { expect } from "chai";
import { createDatabase, eachServer } from "../support/databases.js";
import { blocksOf, readPage } from "../support/pages.js";
import { runSql } from "../support/run-sql.js";
import { tableNames } from "../support/table-names.js";
import { typeErrors } from "../support/type-errors.js";
import { userProject } from "../support/user-project.js";

/** The files of the page, by the path that stands in their first line. */
const FILES = Object.fromEntries(
  blocksOf(await readPage("data-migrations.md"))
    .filter(({ language }) => language === "ts")
    .map(({ text }) => [/^\/\/ (.+)\n/.exec(text)?.[1] ?? "", text]),
);

describe("what the page of data migrations says", function () {
  this.timeout(120_000);

  it("has the right types", async () => {
    await using project = await userProject({}, FILES);
    const names = Object.keys(FILES);
    expect(names).to.have.length(3);
    const options = { module: "commonjs", moduleResolution: "node10" };
    expect(typeErrors(project.path, names, options)).to.deep.equal([]);
  });

  eachServer((server) => {
    it("reads, transforms in batches and writes, up and down", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, FILES);
      expect(await project.run("upgrade")).to.contain("cccc1");
      const people = await database.query(
        "SELECT id, first_name, last_name FROM person WHERE id IN (1, 2, 2500) ORDER BY id",
      );
      expect(people).to.deep.equal([
        { id: 1, first_name: "Ursula K. Le", last_name: "Guin" },
        { id: 2, first_name: "Flann", last_name: "O'Brien" },
        { id: 2500, first_name: "Person", last_name: "2500" },
      ]);
      const [count] = await database.query(
        "SELECT COUNT(*) AS n FROM person WHERE joined = '2000-01-01'",
      );
      expect(Number(count?.["n"])).to.equal(2499);
      const addresses = await database.query(
        "SELECT person_id, email FROM address ORDER BY person_id",
      );
      expect(addresses).to.have.lengthOf(2500);
      expect(addresses[1]).to.deep.equal({ person_id: 2, email: "o'brien.2@example.org" });
      await project.run("downgrade", "base");
      expect(await tableNames(database)).not.to.include.members(["person", "address"]);
    });

    it("a script has the rows of op.bulkInsert, and what needs rows is refused with its line", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, FILES);
      await runSql(database, await project.run("upgrade", "aaaa1", "--sql"));
      const [row] = await database.query("SELECT COUNT(*) AS n FROM person");
      expect(Number(row?.["n"])).to.equal(2500);
      const { stderr, code } = await project.mig("upgrade", "aaaa1:bbbb1", "--sql");
      expect(code).not.to.equal(0);
      expect(stderr)
        .to.contain("MIG410")
        .and.contain("op.backfill of person")
        .and.contain("bbbb1_names.ts");
    });
  });
});
