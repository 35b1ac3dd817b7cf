import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { createConnection } from "mysql2/promise";
import { difference } from "../../../src/autogenerate/difference.js";
import { unseenNotes } from "../../../src/autogenerate/unseen.js";
import type { Query } from "../../../src/dialects/dialect.js";
import { onBoth, open, type Opened } from "./database.js";

/** What a user is granted, and what of the database below it then cannot see. */
const GRANTS: Readonly<Record<string, { readonly mysql: string[]; readonly mariadb?: string[] }>> =
  {
    "ALL ON *": { mysql: [] },
    "SELECT, INSERT, SHOW VIEW ON *": { mysql: [] },
    "SELECT, SHOW VIEW ON *": { mysql: [] },
    "CREATE, ALTER, INDEX, SHOW VIEW ON *": {
      mysql: ["view named: SHOW VIEW and SELECT", "table author: SELECT", "table log: SELECT"],
    },
    "SELECT ON *": {
      mysql: ["view named: SHOW VIEW and SELECT"],
      mariadb: ["view named: SHOW VIEW and SELECT", "foreign key log: one besides SELECT"],
    },
    "ALL ON author": {
      mysql: ["view named: SELECT", "table log: SELECT"],
      mariadb: ["view named: SELECT", "check author: SELECT on the database", "table log: SELECT"],
    },
    "SELECT (id) ON author": {
      mysql: ["view named: SELECT", "table author: SELECT", "table log: SELECT"],
      mariadb: [
        "view named: SELECT",
        "table author: SELECT",
        "check author: SELECT on the database",
        "table log: SELECT",
      ],
    },
  };

onBoth((server) => {
  describe("what a user may not see", () => {
    let opened: Opened;
    before(async () => {
      opened = await open(server);
      await opened.database.run(`
        CREATE TABLE author (
          id int PRIMARY KEY, name varchar(80) DEFAULT 'x', age int AS (id + 1) STORED,
          UNIQUE KEY author_name (name), CONSTRAINT author_id CHECK (id > 0)
        );
        CREATE TABLE log (
          id int PRIMARY KEY, author_id int,
          CONSTRAINT log_author FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE
        );
        CREATE VIEW named AS SELECT id, name FROM author`);
    });
    after(() => opened[Symbol.asyncDispose]());

    for (const [grant, expected] of Object.entries(GRANTS))
      it(`is told, and is no difference: GRANT ${grant}`, async () => {
        const { dialect, database } = opened;
        const wanted = dialect.normalize(await opened.reflect());
        await using user = await userWith(opened, grant);
        const actual = dialect.normalize(
          await dialect.reflect(user.query, { namespaces: [], except: [] }),
        );
        const unseen = await dialect.unseen(user.query, actual, wanted);
        const given = { dialect, query: user.query, unseen };
        const found = await difference(given, actual, wanted, async () => actual);
        expect(found.operations).to.deep.equal([]);
        expect(unseen.map(({ kind, name, right }) => `${kind} ${name}: ${right}`)).to.deep.equal(
          (database.server === "mariadb" && expected.mariadb) || expected.mysql,
        );
        expect(unseen.length === 0).to.equal(unseenNotes(unseen).length === 0);
      });

    it("is not said of what is not there", async () => {
      const { dialect } = opened;
      const wanted = dialect.normalize(await opened.reflect());
      await using user = await userWith(opened, "SELECT, INSERT, SHOW VIEW ON *");
      const [author] = wanted.tables;
      const more = {
        ...wanted,
        tables: [...wanted.tables, ...(author ? [{ ...author, name: "more", checks: [] }] : [])],
      };
      const unseen = await dialect.unseen(user.query, wanted, more);
      expect(unseen).to.deep.equal([]);
      const given = { dialect, query: user.query };
      const { operations } = await difference(given, wanted, more, async () => wanted);
      expect(operations.map(({ kind }) => kind)).to.deep.equal(["createTable"]);
    });
  });
});

/** A user with some rights on the database, connected. */
async function userWith(
  { database, query: asRoot }: Opened,
  grant: string,
): Promise<AsyncDisposable & { readonly query: Query }> {
  const user = `user_${randomBytes(4).toString("hex")}`;
  const { host, port } = database.options as { host: string; port: number };
  await asRoot(`CREATE USER ${user} IDENTIFIED BY 'Secret-1'`);
  await asRoot(`GRANT ${grant.replace(" ON ", ` ON \`${database.name}\`.`)} TO ${user}`);
  const options = { host, port, database: database.name, user, password: "Secret-1" };
  const connection = await createConnection(options);
  return {
    query: async (sql, parameters = []) =>
      (await connection.query(sql, [...parameters]))[0] as never,
    async [Symbol.asyncDispose]() {
      await connection.end();
      await asRoot(`DROP USER ${user}`);
    },
  };
}
