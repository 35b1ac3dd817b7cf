import { once } from "node:events";
import { expect } from "chai";
import {
  createDatabase,
  eachServer,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import { startMig } from "../support/mig.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

const ENTITIES = `import { Column, Entity, Index, PrimaryColumn } from "typeorm";
@Entity() class Account {
  @PrimaryColumn("integer") id!: number;
  @Index("account_name") @Column("varchar", { length: 40, nullable: true }) name!: string;
}
export const entities = [Account];
`;
const ACCOUNT = revisionFile(
  "aaaa1",
  null,
  `await op.createTable({ name: "account", columns: [{ name: "id", type: "integer" }], primaryKey: ["id"] });
  await op.execute("INSERT INTO account (id) VALUES (1)");`,
  `await op.dropTable("account");`,
);
const UP = `await op.addColumn("account", { name: "name", type: "varchar(40)", nullable: true });
  await op.createIndex("account", { name: "account_name", columns: ["name"] });`;
const DOWN = `await op.dropIndex("account", "account_name");
  await op.dropColumn("account", "name");`;
const FILES = {
  "src/entities.ts": ENTITIES,
  "migrations/a.ts": ACCOUNT,
  "migrations/b.ts": revisionFile("bbbb1", "aaaa1", UP, DOWN),
};

/** A template of which the downgrade does nothing. */
const FORGETS = `export const revision = <%~ JSON.stringify(it.id) %>;
export const downRevision = <%~ JSON.stringify(it.down) %>;
export const branchLabels = [];
export const dependsOn = [];
export const upgrade = async (op: any) => {
<%~ it.upgrade.join('\\n') %>
};
export const downgrade = async () => {};
`;
const CONFIG = `import { defineConfig } from "typeorm-mig";
export default defineConfig({ dataSource: "src/data-source.ts", template: "revision.ts.eta" });
`;

interface Proof {
  readonly proved: boolean;
  readonly database: string;
  readonly from: readonly string[];
  readonly revisions: readonly { readonly revision: string; readonly outcome: string }[];
  readonly entities: { readonly operations: readonly { readonly kind: string }[] } | null;
  readonly notes: readonly string[];
}

/** A database that has the first of two revisions, and a row of its own. */
async function prepared(
  server: ServerName,
  files: Readonly<Record<string, string>> = {},
  options: object = {},
) {
  const database = await createDatabase(server);
  const project = await userProject({ ...database.options, ...options }, { ...FILES, ...files });
  await project.run("upgrade", "aaaa1");
  await database.query("INSERT INTO account (id) VALUES (2)");
  return {
    ...project,
    database,
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

describe("mig verify", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("proves what is pending, and leaves the real database as it was", async () => {
      await using it = await prepared(server);
      const before = await everything(it.database);
      const text = await it.run("verify");
      expect(text).to.contain("bbbb1").and.contain("Proved: 1 revision.").and.not.contain("aaaa1");
      const proof = JSON.parse(await it.run("verify", "--json")) as Proof;
      expect(proof).to.deep.include({ proved: true, from: ["aaaa1"] });
      expect(proof.entities?.operations).to.deep.equal([]);
      expect(proof.revisions.map(({ revision, outcome }) => [revision, outcome])).to.deep.equal([
        ["bbbb1", "proved"],
      ]);
      const all = JSON.parse(await it.run("verify", "--from", "base", "--json")) as Proof;
      expect(all.revisions.map(({ revision }) => revision)).to.deep.equal(["aaaa1", "bbbb1"]);
      expect(await everything(it.database)).to.deep.equal(before);
      await expectGone(it.database, proof);
      await expectGone(it.database, all);
    });

    it("finds a downgrade that forgets something, and says what", async () => {
      const forgets = {
        "migrations/b.ts": revisionFile(
          "bbbb1",
          "aaaa1",
          UP,
          `await op.dropIndex("account", "account_name");`,
        ),
      };
      await using it = await prepared(server, forgets);
      const { code, stdout, stderr } = await it.mig("verify");
      expect(code, stderr).to.equal(3);
      expect(stdout).to.contain("not as it was before its upgrade").and.contain("+ account.name");
      expect(stdout).to.contain("Its second upgrade then fails").and.contain("Not proved");
      const { stdout: json } = await it.mig("verify", "--json");
      const proof = JSON.parse(json) as Proof;
      expect(proof).to.deep.include({ proved: false });
      await expectGone(it.database, proof);
    });

    it("finds an upgrade that does not come to what the entities ask for", async () => {
      const other = UP.replace("varchar(40)", "varchar(50)");
      await using it = await prepared(server, {
        "migrations/b.ts": revisionFile("bbbb1", "aaaa1", other, DOWN),
      });
      const { code, stdout } = await it.mig("verify");
      expect(code).to.equal(3);
      expect(stdout).to.contain("1 difference between the database and the entities");
      expect(stdout).to.contain("account.name").and.contain("Not proved");
      expect(stdout).to.contain(
        "Not proved: what 1 revision makes is not what the entities ask for.",
      );
      // Only at the heads the entities are what is to be come to.
      const at = await it.run("verify", "aaaa1", "--from", "base");
      expect(at).to.contain("The entities were not compared").and.contain("Proved: 1 revision.");
    });

    it("tells of a migration that fails, and drops the scratch database", async () => {
      const fails = revisionFile("bbbb1", "aaaa1", `await op.execute("this is no SQL");`);
      await using it = await prepared(server, { "migrations/b.ts": fails });
      const before = await everything(it.database);
      const { code, stderr } = await it.mig("verify");
      expect(code).to.equal(1);
      expect(stderr)
        .to.contain("MIG401")
        .and.contain("this is no SQL")
        .and.contain("the real one is as it was");
      expect(await everything(it.database)).to.deep.equal(before);
      if (server !== "sqlite")
        expect(await left(it.database, /mig_verify_\w+/.exec(stderr)?.[0] ?? "")).to.equal(false);
    });

    it("says what cannot be taken back, which is no failure unless it is strict", async () => {
      const downs = [
        FILES["migrations/b.ts"].replace(/export const downgrade[^]*/, ""),
        revisionFile(
          "bbbb1",
          "aaaa1",
          UP,
          `throw new MigError("MIG407", "Names are gone for good.");`,
        ).replace("import type { Migration }", "import { MigError, type Migration }"),
      ];
      for (const down of downs) {
        await using it = await prepared(server, { "migrations/b.ts": down });
        const text = await it.run("verify");
        expect(text)
          .to.contain("cannot be taken back")
          .and.contain("Proved: 1 revision, 1 of them cannot");
        expect((await it.mig("verify", "--strict")).code).to.equal(3);
      }
    });

    it("proves a new revision before its file is there, and writes none that is not proved", async () => {
      await using it = await prepared(server);
      await it.remove("migrations/b.ts");
      const generated = [
        "revision",
        "--autogenerate",
        "--verify",
        "-m",
        "names",
        "--rev-id",
        "cccc1",
      ];
      await it.write({ "revision.ts.eta": FORGETS, "mig.config.ts": CONFIG });
      const refused = await it.mig(...generated);
      expect(refused.code, refused.stderr).to.equal(3);
      expect(refused.stderr).to.contain("MIG529").and.contain("was not written");
      expect(refused.stdout)
        .to.contain("+ account.name")
        .and.contain("Its second upgrade then fails");
      expect(await it.revisions()).to.deep.equal(["a.ts"]);
      await it.write({
        "revision.ts.eta": FORGETS.replace("<%~ it.upgrade.join('\\n') %>", "nonsense();"),
      });
      const failed = await it.mig(...generated);
      expect(failed.code, failed.stderr).to.equal(3);
      expect(failed.stderr)
        .to.contain("MIG529")
        .and.contain("cccc1")
        .and.contain("was not written")
        .and.not.contain(".mig.ts");
      expect(await it.revisions()).to.deep.equal(["a.ts"]);

      await it.write({ "mig.config.ts": CONFIG.replace(/, template: .* \}/, " }") });
      const text = await it.run(...generated);
      expect(text).to.contain("which is proved");
      expect(await it.revisions()).to.have.length(2);
      expect(await it.run("current")).to.equal("aaaa1\n");
      expect(await it.run("verify")).to.contain("Proved: 1 revision.");
    });

    it("stops at Ctrl-C, and drops the scratch database", async () => {
      const waits = revisionFile(
        "bbbb1",
        "aaaa1",
        `console.log("waiting", (await op.query(${JSON.stringify(NAME_OF[server])}))[0].name);
        for (let i = 0; i < 300; i++) { await new Promise((done) => setTimeout(done, 100)); await op.query("SELECT 1"); }`,
      );
      await using it = await prepared(server, { "migrations/b.ts": waits });
      const running = startMig(it.path, ["verify"]);
      let name = "";
      for await (const text of running.process.stderr ?? []) {
        name = /waiting (\S+)/.exec(String(text))?.[1] ?? "";
        if (name !== "") break;
      }
      running.process.kill("SIGINT");
      await once(running.process, "exit");
      expect(running.process.exitCode).to.equal(1);
      if (server !== "sqlite") {
        expect(name).to.match(/^mig_verify_/);
        expect(await left(it.database, name)).to.equal(false);
      }
    });
  });
});

const NAME_OF: Readonly<Record<ServerName, string>> = {
  postgres: "SELECT current_database() AS name",
  mysql: "SELECT DATABASE() AS name",
  mariadb: "SELECT DATABASE() AS name",
  sqlite: "SELECT 'memory' AS name",
};

/** All rows of all tables, those of mig as well, and what the catalog says of them. */
async function everything(database: TestDatabase): Promise<unknown> {
  const tables = [...(await tableNames(database)), "mig_journal"];
  const rows: unknown[] = [];
  for (const name of tables) rows.push(await database.query(`SELECT * FROM ${name}`));
  const catalog =
    database.server === "sqlite"
      ? "SELECT * FROM sqlite_schema ORDER BY name"
      : `SELECT table_schema, table_name, column_name, column_default, data_type FROM information_schema.columns WHERE table_name IN (${tables.map((name) => `'${name}'`).join()}) AND table_schema IN ('public', '${database.name}') ORDER BY 1, 2, 3`;
  return [tables, rows, await database.query(catalog)];
}

async function expectGone(database: TestDatabase, { database: title }: Proof): Promise<void> {
  const name = /"(.*)"/.exec(title)?.[1] ?? "";
  if (database.server === "sqlite") return expect(name).to.equal(":memory:") && undefined;
  expect(name).to.match(/^mig_verify_\d{8}t\d{6}_[0-9a-f]{12}$/);
  expect(await left(database, name)).to.equal(false);
}

/** Whether the server has a database of that name. */
async function left(database: TestDatabase, name: string): Promise<boolean> {
  const found = await database.query(
    database.server === "postgres"
      ? `SELECT 1 FROM pg_database WHERE datname = '${name}'`
      : `SELECT 1 FROM information_schema.schemata WHERE schema_name = '${name}'`,
  );
  return found.length > 0;
}
