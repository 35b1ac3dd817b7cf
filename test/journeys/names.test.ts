import { expect } from "chai";
import type { Table } from "../../src/schema/model.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { runSql } from "../support/run-sql.js";
import { createSchemaDatabase } from "../support/schema-database.js";
import { userProject, type Files } from "../support/user-project.js";

/** Entities that name nothing. */
const entities = (server: ServerName) => `import { EntitySchema } from "typeorm";
const Author = new EntitySchema<any>({
  name: "Author",
  tableName: "author",
  columns: { id: { type: Number, primary: true }, email: { type: "varchar", length: 40 } },
  uniques: [{ columns: ["email"] }],
});
const Post = new EntitySchema<any>({
  name: "Post",
  tableName: "post",
  columns: {
    id: { type: Number, primary: true },
    part: { type: Number, primary: true },
    size: { type: Number },
    title: { type: "varchar", length: 40 },
  },
  relations: { author: { type: "many-to-one", target: "Author", joinColumn: { name: "author_id" }, nullable: false } },
  uniques: [{ columns: ["title", "size"] }],
  checks: [{ expression: "size > 0" }],
  indices: [{ columns: ["size"] }, { columns: ["title"]${partialOn(server)} }],
  ${server === "postgres" ? `exclusions: [{ expression: "USING btree (size WITH =)" }],` : ""}
});
export const entities = [Author, Post];
`;

const partialOn = (server: ServerName) =>
  server === "postgres" || server === "sqlite" ? `, where: "size > 1"` : "";

/** A strategy that names by what is named; long names are cut by no server. */
const STRATEGY = `import { DataSource, DefaultNamingStrategy } from "typeorm";
import { entities } from "./entities";
class Ours extends DefaultNamingStrategy {
  primaryKeyName(table: any, columns: string[]) { return name("pk", table, columns); }
  uniqueConstraintName(table: any, columns: string[]) { return name("uq", table, columns); }
  indexName(table: any, columns: string[], where?: string) { return name(where ? "px" : "ix", table, columns); }
  foreignKeyName(table: any, columns: string[], other?: string, keys?: string[]) { return name("fk", table, [...columns, other!, ...keys!]); }
  checkConstraintName(table: any, expression: string) { return name("ck", table, [expression.replace(/\\W/g, "")]); }
  exclusionConstraintName(table: any, expression: string) { return name("ex", table, [expression.replace(/\\W/g, "")]); }
}
const name = (kind: string, table: any, parts: string[]) => ["our", kind, table.name ?? table, ...parts].join("_");
`;

/** The same by hand, and without a name. */
function migrations(server: ServerName): Files {
  const number = server === "mysql" || server === "mariadb" ? "int" : "integer";
  const partial = partialOn(server);
  const [exclude, include] =
    server === "postgres"
      ? [
          `await op.addExclusion("post", { expression: "USING btree (size WITH =)" });`,
          `await op.dropExclusion("post", { expression: "USING btree (size WITH =)" });`,
        ]
      : ["", ""];
  return {
    "migrations/a.ts": revisionFile(
      "aaaa1",
      null,
      `${server === "postgres" ? `await op.createExtension("btree_gist");` : ""}
      await op.createTable({
        name: "author",
        columns: [{ name: "id", type: "${number}" }, { name: "email", type: "varchar(40)" }],
        primaryKey: ["id"],
        uniques: [{ columns: ["email"] }],
      });
      await op.createTable({
        name: "post",
        columns: [
          ...["id", "part", "size"].map((name) => ({ name, type: "${number}" })),
          { name: "title", type: "varchar(40)" },
          { name: "author_id", type: "${number}" },
        ],
        primaryKey: ["id", "part"],
        checks: [{ expression: "size > 0" }],
        foreignKeys: [{ columns: ["author_id"], references: { table: "author", columns: ["id"] } }],
        indexes: [{ columns: ["title"]${partial} }],
      });
      await op.addUnique("post", { columns: ["title", "size"] });
      await op.createIndex("post", { columns: ["size"] });
      ${exclude}`,
      `await op.dropTable("post");
      await op.dropTable("author");
      ${server === "postgres" ? `await op.dropExtension("btree_gist");` : ""}`,
    ),
    "migrations/b.ts": revisionFile(
      "bbbb1",
      "aaaa1",
      `${include}
      await op.dropIndex("post", { columns: ["size"] });
      await op.dropUnique("post", { columns: ["title", "size"] });
      await op.dropForeignKey("post", { columns: ["author_id"], references: { table: "author", columns: ["id"] } });
      await op.dropCheck("post", { expression: "size > 0" });
      await op.dropPrimaryKey("post", ["id", "part"]);`,
      `await op.addPrimaryKey("post", ["id", "part"]);
      await op.addCheck("post", { expression: "size > 0" });
      await op.addForeignKey("post", { columns: ["author_id"], references: { table: "author", columns: ["id"] } });
      await op.addUnique("post", { columns: ["title", "size"] });
      await op.createIndex("post", { columns: ["size"] });
      ${exclude}`,
    ),
  };
}

describe("names that a migration leaves out", function () {
  this.timeout(240_000);
  eachServer((server) => {
    for (const strategy of ["TypeORM's own", "the project's"])
      it(`are those of the entities, by ${strategy} naming strategy, online and as a script`, async () => {
        await using online = await createSchemaDatabase(server);
        await using offline = await createSchemaDatabase(server);
        const source = (options: object): Files =>
          strategy === "the project's"
            ? {
                "src/data-source.ts": `${STRATEGY}export const AppDataSource = new DataSource({ ...${JSON.stringify(options)}, entities, namingStrategy: new Ours() } as any);\n`,
              }
            : {};
        const files = { "src/entities.ts": entities(server), ...migrations(server) };
        const project = (database: typeof online) =>
          userProject(database.test.options, { ...files, ...source(database.test.options) });
        await using here = await project(online);
        await using there = await project(offline);
        const names = async () =>
          [await online.reflect(), await offline.reflect()].map(({ tables }) =>
            tables.filter(({ name }) => !name.startsWith("mig_")).map(namesOf),
          );

        await here.run("upgrade", "aaaa1");
        await runSql(offline.test, await here.run("upgrade", "aaaa1", "--sql"));
        const [one, other] = await names();
        expect(other).to.deep.equal(one);
        if (strategy === "the project's")
          for (const name of (one ?? []).flat(2)) expect(name).to.match(/^our_/);
        const wanted = server === "postgres" ? 9 : 6;
        expect((one ?? []).flat(2)).to.have.length(wanted);

        await here.run("upgrade", "bbbb1");
        await runSql(offline.test, await here.run("upgrade", "aaaa1:bbbb1", "--sql"));
        const [bare, bareOther] = await names();
        expect(bareOther).to.deep.equal(bare);
        expect((bare ?? []).flat(2)).to.have.length(server === "postgres" ? 3 : 2);

        await here.run("downgrade", "aaaa1");
        await runSql(offline.test, await here.run("downgrade", "bbbb1:aaaa1", "--sql"));
        expect(await names()).to.deep.equal([one, other]);
        await here.remove("migrations/b.ts");
        await there.remove("migrations/b.ts");
        await here.run("check");
        await there.run("check");
        await here.run("downgrade", "base");
      });

    if (server === "sqlite")
      it("are none where null is said and the database can do without", async () => {
        await using database = await createSchemaDatabase(server);
        await using project = await userProject(database.test.options, {
          "migrations/a.ts": revisionFile(
            "aaaa1",
            null,
            `await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }], checks: [{ name: null, expression: "id > 0" }] });
           await op.addUnique("one", { name: null, columns: ["id"] });`,
            `await op.dropUnique("one", { name: null, columns: ["id"] });
           await op.dropTable("one");`,
          ),
        });
        await project.run("upgrade");
        const [table] = (await database.reflect()).tables.filter(({ name }) => name === "one");
        expect(table?.checks.map(({ name }) => name)).to.deep.equal([null]);
        expect(table?.uniques.map(({ name }) => name)).to.deep.equal([null]);
        await project.run("downgrade", "base");
      });
  });
});

const namesOf = ({ primaryKey, uniques, checks, exclusions, foreignKeys, indexes }: Table) =>
  [primaryKey ?? { name: null }, ...uniques, ...checks, ...exclusions, ...foreignKeys, ...indexes]
    .map(({ name }) => name)
    .filter((name) => name !== null)
    .sort();
