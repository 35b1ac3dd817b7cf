import { expect } from "chai";
import { DataSource, EntitySchema } from "typeorm";
import { check } from "../../src/project/compare.js";
import { upgrade } from "../../src/project/migrate.js";
import { openProject } from "../../src/project/open.js";
import { createDatabase } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { sample } from "./sample.js";

const One = new EntitySchema({ name: "one", columns: { id: { type: "integer", primary: true } } });
const UPGRADE = `
  await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }], primaryKey: ["id"] });
  const [row] = await op.query("SELECT 1 AS value");
  if (row.value !== 1) throw new Error("never");`;

describe("project/compare", () => {
  it("names the revision that could not be followed, where something is left alone", async () => {
    await using database = await createDatabase("sqlite");
    await using folder = await sample({
      "migrations/a.ts": revisionFile("aaaa1", null, UPGRADE, ""),
    });
    const dataSource = new DataSource({ ...database.options, entities: [One] } as never);
    await using project = await openProject({ cwd: folder.root, config: {}, dataSource });
    for await (const step of upgrade(project)) expect(step.revision.id).to.equal("aaaa1");
    expect((await check(project)).notes).to.deep.equal([]);

    await database.run("CREATE TABLE theirs (id integer)");
    const { operations, unknown, notes } = await check(project);
    expect(operations).to.deep.equal([]);
    expect(unknown).to.deep.equal([{ kind: "table", name: "theirs" }]);
    expect(notes).to.have.length(1);
    expect(notes[0]).to.match(/revision aaaa1 .*: .*undefined.*value.*\.$/);
  });
});
