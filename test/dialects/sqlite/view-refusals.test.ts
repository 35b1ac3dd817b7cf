import { expect } from "chai";
import { viewRefusals } from "../../../src/dialects/sqlite/view-refusals.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { table, view } from "../../../src/schema/spec.js";
import { createDatabase } from "../../support/databases.js";

const column = (name: string) => ({ name, type: "text" });
const WANTED: Schema = {
  ...EMPTY_SCHEMA,
  tables: [
    table({ name: "Author", columns: [column("id"), column("full name")] }),
    table({ name: '"odd.name"', columns: [column("id")] }),
    table({ name: "book", columns: [column("id"), column("author_id")] }),
  ],
  views: [
    view({ name: "named", query: 'SELECT id, "full name" AS name FROM author' }),
    view({ name: "shelf", query: "SELECT n.name FROM named n JOIN book b ON b.author_id = n.id" }),
  ],
};

describe("queries of views that SQLite would not read", () => {
  for (const [query, words] of [
    ['SELECT id, "full name" FROM author', null],
    ["SELECT name FROM shelf WHERE name > 'a' -- of all", null],
    ["WITH a AS (SELECT id FROM book) SELECT count(*) FROM a, named", null],
    ["SELECT 1 UNION SELECT count(*) FROM there", null],
    [
      "SELECT b.id FROM book b WHERE EXISTS (SELECT 1 FROM author a WHERE a.id = b.author_id)",
      null,
    ],
    ['SELECT id FROM "odd.name"', null],
    // Nothing can stand for these.
    ["SELECT rowid, nothing FROM book", null],
    ["SELECT nothing FROM main.book", null],
    ["SELEC 1", /syntax error/],
    ["SELECT nope FROM author", /no such column: nope/],
    ["SELECT id FROM shelf", /no such column: id/],
    ["SELECT id FROM gone", /no such table: gone/],
    ["SELECT unknown(id) FROM book", /no such function: unknown/],
  ] as const)
    it(`${query}: ${words ? "refused" : "taken"}`, async () => {
      await using database = await createDatabase("sqlite");
      await database.run("CREATE TABLE there (id); CREATE TABLE book (other)");
      const [problem] = await viewRefusals(database.query, [query], WANTED);
      if (words === null) expect(problem).to.equal(null);
      else expect(problem?.words).to.match(words);
    });
});
