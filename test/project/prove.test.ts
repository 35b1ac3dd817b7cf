import { expect } from "chai";
import { readdir } from "node:fs/promises";
import { DataSource, EntitySchema } from "typeorm";
import type { MigError } from "../../src/errors.js";
import { upgrade } from "../../src/project/migrate.js";
import { openProject, type Project } from "../../src/project/open.js";
import { isProved, prove } from "../../src/project/prove.js";
import { revision } from "../../src/project/revise.js";
import { dropLeftBehind } from "../../src/project/scratch.js";
import { ofTenant } from "../../src/project/tenants.js";
import {
  createDatabase,
  eachServer,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { sample, type Sample } from "./sample.js";

const Account = new EntitySchema({
  name: "account",
  columns: { id: { type: "integer", primary: true } },
});
const ID = `columns: [{ name: "id", type: "integer" }], primaryKey: ["id"]`;
const MAKES = `await op.createTable({ name: "account", ${ID} });`;
const DROPS = `await op.dropTable("account");`;
const FIRST = { "migrations/a.ts": revisionFile("aaaa1", null, MAKES, DROPS) };

interface Opened extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly folder: Sample;
  readonly project: Project;
}

async function opened(
  server: ServerName,
  files: Readonly<Record<string, string>> = FIRST,
  { options = {}, entities = [Account] }: { options?: object; entities?: readonly unknown[] } = {},
): Promise<Opened> {
  const database = await createDatabase(server);
  const folder = await sample(files);
  const dataSource = new DataSource({ ...database.options, ...options, entities } as never);
  const project = await openProject({ cwd: folder.root, config: {}, dataSource });
  return {
    ...{ database, folder, project },
    async [Symbol.asyncDispose]() {
      await project.close();
      await folder[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const URLS: Readonly<Record<ServerName, string>> = {
  postgres: "postgres",
  mysql: "mysql",
  mariadb: "mariadb",
  sqlite: "sqlite",
};

/** The URL of a database, as another user if that is said. */
function urlOf({ server, options }: TestDatabase, user?: string): string {
  if (options.type === "better-sqlite3") return options.database;
  const { host, port, username, password, database } = options;
  return `${URLS[server]}://${user ?? `${username}:${password}`}@${host}:${port}/${database}`;
}

/** What revisions may make besides tables. */
const ROUTINE = [
  "CREATE VIEW seen AS SELECT id FROM account",
  "CREATE PROCEDURE proc() SELECT 1",
  "CREATE FUNCTION func() RETURNS integer NO SQL RETURN 1",
  "CREATE TABLE child (id integer, FOREIGN KEY (id) REFERENCES account (id))",
];
const THINGS: Readonly<Record<ServerName, readonly string[]>> = {
  postgres: [
    "CREATE VIEW seen AS SELECT id FROM account",
    "CREATE MATERIALIZED VIEW kept AS SELECT id FROM account",
    "CREATE SEQUENCE counter",
    "CREATE TYPE mood AS ENUM ('sad')",
    "CREATE TYPE pair AS (a integer, b integer)",
    "CREATE DOMAIN word AS text",
    "CREATE TABLE felt (id serial, mood mood, word word)",
    "CREATE FUNCTION func(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE PROCEDURE proc() LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA far CREATE TABLE away (id integer)",
    "CREATE EXTENSION hstore",
    "CREATE TABLE kept.more (id integer, PRIMARY KEY (id))",
  ],
  mysql: ROUTINE,
  mariadb: [...ROUTINE, "CREATE SEQUENCE counter"],
  sqlite: [],
};

async function refused(work: Promise<unknown>): Promise<MigError> {
  const error: unknown = await work.then(
    () => new Error("nothing was refused"),
    (reason: unknown) => reason,
  );
  if ((error as Partial<MigError>).code === undefined) throw error;
  return error as MigError;
}

/** The names of databases of the server that begin so. */
async function databases(
  { server, query }: TestDatabase,
  beginning: string,
): Promise<readonly unknown[]> {
  const [column, table] =
    server === "postgres"
      ? ["datname", "pg_database"]
      : ["schema_name", "information_schema.schemata"];
  const rows = await query(`SELECT ${column} AS name FROM ${table}`);
  return rows.map(({ name }) => String(name)).filter((name) => name.startsWith(beginning));
}

const PLACED = ["postgres", "mysql", "mariadb"] as const satisfies readonly ServerName[];
const ON_MYSQL = ["mysql", "mariadb"] as const satisfies readonly ServerName[];

describe("project/prove", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("proves nothing pending, and what the applied ones make", async () => {
      await using it = await opened(server);
      for await (const _ of upgrade(it.project));
      const proof = await prove(it.project);
      expect(proof).to.deep.include({
        from: ["aaaa1"],
        to: ["aaaa1"],
        revisions: [],
        unproved: [],
      });
      expect(proof.entities?.operations).to.deep.equal([]);
      expect(isProved(proof)).to.equal(true);
    });

    it("goes through branches and what joins them", async () => {
      const files = {
        ...FIRST,
        "migrations/b.ts": revisionFile(
          "bbbb1",
          "aaaa1",
          `await op.createTable({ name: "b", ${ID} });`,
          `await op.dropTable("b");`,
        ),
        "migrations/c.ts": revisionFile(
          "cccc1",
          "aaaa1",
          `await op.createTable({ name: "c", ${ID} });`,
          `await op.dropTable("c");`,
        ),
        "migrations/d.ts": revisionFile(
          "dddd1",
          null,
          `await op.dropTable("b"); await op.dropTable("c");`,
          `await op.createTable({ name: "b", ${ID} }); await op.createTable({ name: "c", ${ID} });`,
        ).replace("downRevision = null", 'downRevision = ["bbbb1", "cccc1"]'),
      };
      await using it = await opened(server, files);
      for await (const _ of upgrade(it.project, "bbbb1"));
      const proof = await prove(it.project);
      expect(proof.revisions.map(({ revision: { id }, outcome }) => [id, outcome])).to.deep.equal([
        ["cccc1", "proved"],
        ["dddd1", "proved"],
      ]);
      expect(isProved(proof), JSON.stringify(proof)).to.equal(true);
    });

    it("stops where a second upgrade fails, and names what comes after", async () => {
      const files = {
        "migrations/a.ts": revisionFile("aaaa1", null, MAKES, ""),
        "migrations/b.ts": revisionFile("bbbb1", "aaaa1", "", ""),
      };
      await using it = await opened(server, files);
      const proof = await prove(it.project);
      const [found] = proof.revisions;
      expect(found?.outcome).to.equal("differs");
      expect(found?.left.operations.map(({ kind }) => kind)).to.deep.equal(["createTable"]);
      expect(found?.reason).to.contain("account");
      expect(proof).to.deep.include({ unproved: ["bbbb1"], entities: null });
      expect(isProved(proof)).to.equal(false);
    });

    it("finds what a second upgrade makes otherwise", async () => {
      const up = `${MAKES}
        if (globalThis.timesRun${server}) await op.addColumn("account", { name: "more", type: "integer", nullable: true });
        globalThis.timesRun${server} = true;`;
      const files = {
        "migrations/a.ts": revisionFile("aaaa1", null, up, DROPS).replaceAll(
          "globalThis",
          "(globalThis as any)",
        ),
      };
      await using it = await opened(server, files);
      const [found] = (await prove(it.project)).revisions;
      expect(found).to.deep.include({ outcome: "differs", reason: null });
      expect(found?.left.operations).to.deep.equal([]);
      expect(found?.again.operations.map(({ kind }) => kind)).to.deep.equal(["addColumn"]);
    });

    it("takes a column that comes back last for the same", async () => {
      const files = {
        ...FIRST,
        "migrations/b.ts": revisionFile(
          "bbbb1",
          "aaaa1",
          `await op.createTable({ name: "pair", columns: [{ name: "id", type: "integer" }, { name: "more", type: "integer", nullable: true }, { name: "last", type: "integer", nullable: true }] });`,
          `await op.dropTable("pair");`,
        ),
        "migrations/c.ts": revisionFile(
          "cccc1",
          "bbbb1",
          `await op.dropColumn("pair", "more");`,
          `await op.addColumn("pair", { name: "more", type: "integer", nullable: true });`,
        ),
      };
      await using it = await opened(server, files);
      const { revisions } = await prove(it.project);
      expect(revisions.map(({ outcome }) => outcome)).to.deep.equal(["proved", "proved", "proved"]);
    });

    it("goes on after a downgrade that refuses, unless something of it stands already", async () => {
      const refuses = `await op.addColumn("account", { name: "back", type: "integer", nullable: true }); const { MigError } = await import("typeorm-mig"); throw Object.assign(new MigError("MIG407", "Gone for good."), {});`;
      await using it = await opened(server, {
        "migrations/a.ts": revisionFile("aaaa1", null, MAKES, refuses),
        "migrations/b.ts": revisionFile("bbbb1", "aaaa1", "", ""),
      });
      const proof = await prove(it.project);
      const rollsBack = server === "postgres" || server === "sqlite";
      expect(proof.revisions.map(({ outcome }) => outcome)).to.deep.equal(
        rollsBack ? ["not taken back", "proved"] : ["differs"],
      );
      expect(proof.revisions[0]?.reason).to.contain("Gone for good.");
      expect(proof).to.deep.include({ isProved: rollsBack, unproved: rollsBack ? [] : ["bbbb1"] });
    });

    it("refuses a statement that reaches out of it, which does not run", async () => {
      const own =
        server === "sqlite"
          ? "ATTACH 'real.sqlite' AS real"
          : server === "postgres"
            ? "CREATE ROLE mig_verify_role"
            : null;
      await using it = await opened(server);
      const reaching = own ?? `CREATE TABLE ${it.database.name}.stolen (id integer)`;
      await it.folder.write({
        "migrations/b.ts": revisionFile(
          "bbbb1",
          "aaaa1",
          `await op.execute(${JSON.stringify(reaching)});`,
          "",
        ),
      });
      const error = await refused(prove(it.project));
      expect(error.code).to.equal("MIG528");
      expect(error.message).to.contain("bbbb1");
      expect(await tableNames(it.database)).to.deep.equal([]);
    });
  });

  // With the others in test/journeys/verify.test.ts: here a second copy of a module is in the way of what they refuse.
  eachServer(
    (server) => {
      it("proves a new revision before its file is there", async () => {
        await using it = await opened(server, { "migrations/_": "" });
        const written = await revision(it.project, {
          autogenerate: true,
          message: "one",
          id: "aaaa1",
          verify: true,
        });
        expect(written.proof?.revisions.map(({ outcome }) => outcome)).to.deep.equal(["proved"]);
        expect(await readdir(it.folder.at("migrations"))).to.have.length(2);
        expect(await tableNames(it.database)).to.deep.equal([]);
      });

      it("writes no file of one that is not proved, and leaves nothing behind", async () => {
        await using it = await opened(server, {
          "migrations/_": "",
          "revision.ts.eta":
            "export const revision = <%~ JSON.stringify(it.id) %>;\nexport const downRevision = null;\nexport const branchLabels = [];\nexport const dependsOn = [];\nexport const upgrade = async (op) => {\n<%~ it.upgrade.join('\\n') %>\n};\nexport const downgrade = async (op) => {};\n",
        });
        await it.project.close();
        const config = { template: "revision.ts.eta" };
        const { dataSource } = it.project.settings;
        await using project = await openProject({
          cwd: it.folder.root,
          config,
          dataSource: dataSource as DataSource,
        });
        const error = await refused(
          revision(project, { autogenerate: true, id: "aaaa1", verify: true }),
        );
        expect(error.code, error.message).to.equal("MIG529");
        expect(await readdir(it.folder.at("migrations"))).to.deep.equal(["_"]);
      });
    },
    ["postgres", "sqlite"],
  );

  eachServer(
    (server) => {
      it("takes PGlite, which is in memory, and tells what differs there as on a server", async () => {
        const Rich = new EntitySchema({
          name: "account",
          columns: {
            id: { type: "integer", primary: true },
            key: { type: "uuid", generated: "uuid" },
            mail: { type: "citext" },
            mood: { type: "enum", enum: ["ok", "it's"], array: true },
            total: { type: "numeric", precision: 10, scale: 2, default: 0 },
            big: { type: "bigint", default: 5 },
            at: { type: "timestamptz", default: () => "now()" },
          },
        });
        await using it = await opened(server, {}, { entities: [Rich] });
        await it.database.query("CREATE EXTENSION citext");
        await it.database.query('CREATE EXTENSION "uuid-ossp"');
        const written = await revision(it.project, {
          message: "first",
          autogenerate: true,
          verify: { scratchUrl: "pglite:" },
        });
        expect(written).to.not.equal(null);
        expect(await tableNames(it.database)).to.deep.equal([]);
        it.project.forgetHistory();
        const proof = await prove(it.project, { scratchUrl: "pglite:" });
        expect(proof.database).to.contain("pglite");
        expect(isProved(proof)).to.equal(true);
        await it.folder.write({
          "migrations/z.ts": revisionFile(
            "zzzz1",
            proof.to[0] ?? null,
            `await op.createTable({ name: "stays", ${ID} });`,
            "",
          ),
        });
        it.project.forgetHistory();
        const differs = await prove(it.project, { scratchUrl: "pglite:" });
        expect(differs.revisions.map(({ outcome }) => outcome)).to.deep.equal([
          "proved",
          "differs",
        ]);
      });
    },
    ["postgres"],
  );

  eachServer(
    (server) => {
      it("refuses PGlite for another kind of database", async () => {
        await using it = await opened(server);
        const error = await refused(prove(it.project, { scratchUrl: "pglite:" }));
        expect(error.code).to.equal("MIG527");
      });
    },
    ["mysql", "mariadb", "sqlite"],
  );

  eachServer((server) => {
    it("takes an empty database that is given, leaves it empty, and asks no other", async () => {
      await using it = await opened(server, {
        "migrations/a.ts": revisionFile("aaaa1", null, MAKES, ""),
      });
      await using scratch = await createDatabase(server);
      const scratchUrl = urlOf(scratch);
      const proof = await prove(it.project, { scratchUrl, from: "base" });
      expect(proof.database).to.contain(scratch.name);
      expect(proof.revisions.map(({ outcome }) => outcome)).to.deep.equal(["differs"]);
      expect(await tableNames(scratch)).to.deep.equal([]);
      const real = await refused(prove(it.project, { scratchUrl: urlOf(it.database) }));
      expect(real.code).to.equal("MIG527");
      expect(real.message).to.contain("the real one");

      await scratch.query("CREATE TABLE kept (id integer)");
      const error = await refused(prove(it.project, { scratchUrl }));
      expect(error.code).to.equal("MIG527");
      expect(error.message).to.contain("TABLE").and.contain("kept");
      expect(await tableNames(scratch)).to.deep.equal(["kept"]);
    });

    it("empties a database that is given of whatever revisions make", async () => {
      const all = `${MAKES}\n${THINGS[server].map((text) => `await op.execute(${JSON.stringify(text)});`).join("\n")}`;
      const back = `const { MigError } = await import("typeorm-mig"); throw new MigError("MIG407", "All stays.");`;
      await using it = await opened(server, {
        "migrations/a.ts": revisionFile("aaaa1", null, all, back),
      });
      await using scratch = await createDatabase(server);
      if (server === "postgres")
        await scratch.run("CREATE SCHEMA kept; CREATE EXTENSION citext SCHEMA kept");
      const proof = await prove(it.project, {
        scratchUrl: urlOf(scratch),
        from: "base",
        target: "aaaa1",
      });
      expect(proof.revisions.map(({ outcome }) => outcome)).to.deep.equal(["not taken back"]);
      // It is empty enough to be taken again.
      await prove(it.project, { scratchUrl: urlOf(scratch), from: "base" });
      expect(await tableNames(scratch)).to.deep.equal([]);
      const schemas = "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1";
      if (server === "postgres")
        expect((await scratch.query(schemas)).map(({ name }) => name)).to.deep.equal([
          "information_schema",
          "kept",
          "public",
        ]);
    });

    it("needs the real database only to know where that is", async () => {
      await using it = await opened(server, FIRST, { options: { database: "mig_is_not_there" } });
      await using scratch = await createDatabase(server);
      const scratchUrl = urlOf(scratch);
      expect(isProved(await prove(it.project, { scratchUrl, from: "base" }))).to.equal(true);
      expect((await refused(prove(it.project, { scratchUrl }))).code).to.be.oneOf([
        "MIG204",
        "MIG205",
      ]);
    });

    it("refuses what is no URL of such a database", async () => {
      await using it = await opened(server);
      for (const scratchUrl of ["nonsense", "http://localhost/x", `${URLS[server]}://localhost/`])
        expect((await refused(prove(it.project, { scratchUrl, from: "base" }))).code).to.equal(
          "MIG527",
        );
    });

    it("finds where the connection leads before anything runs", async () => {
      await using it = await opened(server);
      // The driver's own option goes before what TypeORM says.
      const options = {
        ...it.database.options,
        extra: { database: it.database.name },
        entities: [Account],
      };
      await using project = await openProject({
        cwd: it.folder.root,
        config: {},
        dataSource: new DataSource(options as never),
      });
      const error = await refused(prove(project, { from: "base" }));
      expect(error.code).to.equal("MIG527");
      expect(error.message).to.contain(it.database.name);
      expect(await tableNames(it.database)).to.deep.equal([]);
    });

    it("says what to do where the user may make no database", async () => {
      await using it = await opened(server);
      await using user = await lowly(it.database);
      const options = {
        ...it.database.options,
        username: user.name,
        password: "secret",
        entities: [Account],
      };
      await using project = await openProject({
        cwd: it.folder.root,
        config: {},
        dataSource: new DataSource(options as never),
      });
      const error = await refused(prove(project));
      expect(error.code, error.message).to.equal("MIG526");
      expect(error.hint).to.contain("--scratch-url");
    });

    it("finds and drops what killed runs have left, once it is old", async () => {
      await using it = await opened(server);
      const old = "mig_verify_20200229t235959_0123456789ab";
      const others = [
        `${old}c`,
        "mig_verify_mine",
        `mig_verify_${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase()}_0123456789ab`,
      ];
      try {
        for (const name of [old, ...others]) await it.database.query(`CREATE DATABASE ${name}`);
        const { notes } = await prove(it.project);
        expect(notes.join()).to.contain(old).and.contain("mig verify --clean");
        expect(notes.join()).to.not.contain("mine").and.not.contain(`${old}c`);
        expect(await databases(it.database, old)).to.include(old);
        expect(await dropLeftBehind(it.project))
          .to.include(old)
          .and.not.include.members(others);
        expect(await databases(it.database, "mig_verify_"))
          .to.include.members(others)
          .and.not.include(old);
      } finally {
        for (const name of [old, ...others])
          await it.database.query(`DROP DATABASE IF EXISTS ${name}`);
      }
    });
  }, PLACED);

  eachServer((server) => {
    it("refuses entities of another database, as that is a real one", async () => {
      const Stray = new EntitySchema({
        name: "stray",
        database: "information_schema",
        columns: { id: { type: "integer", primary: true } },
      });
      await using it = await opened(server, FIRST, { entities: [Account, Stray] });
      const error = await refused(prove(it.project));
      expect(error.code).to.equal("MIG528");
      expect(error.message).to.contain("information_schema");
    });
  }, ON_MYSQL);

  eachServer((server) => {
    it("proves what is pending at a tenant", async () => {
      await using it = await opened(server);
      const tenant = `${it.database.name}_t`;
      await it.database.query(
        server === "postgres" ? `CREATE SCHEMA ${tenant}` : `CREATE DATABASE ${tenant}`,
      );
      try {
        const { dataSource } = it.project.settings;
        await using project = await openProject({
          cwd: it.folder.root,
          config: { tenants: [tenant] } as never,
          dataSource: dataSource as DataSource,
        });
        const proof = await ofTenant(project, tenant, (own) => prove(own));
        expect(proof, JSON.stringify(proof.notes)).to.deep.include({
          isProved: true,
          from: [],
          to: ["aaaa1"],
        });
        expect(proof.entities?.operations).to.deep.equal([]);
      } finally {
        if (server !== "postgres") await it.database.query(`DROP DATABASE ${tenant}`);
      }
    });
  }, PLACED);

  eachServer(
    (server) => {
      it("gives the scratch database the schemas and extensions that no revision makes", async () => {
        const Far = new EntitySchema({
          name: "far",
          schema: "app",
          columns: { id: { type: "integer", primary: true }, word: { type: "citext" } },
        });
        const files = {
          "migrations/a.ts": revisionFile(
            "aaaa1",
            null,
            `await op.createTable({ name: "app.far", columns: [{ name: "id", type: "integer" }, { name: "word", type: "citext" }], primaryKey: ["id"] });`,
            `await op.dropTable("app.far");`,
          ),
        };
        await using it = await opened(server, files, { entities: [Far] });
        await it.database.run(
          `CREATE SCHEMA app; CREATE SCHEMA other; CREATE EXTENSION citext; CREATE EXTENSION hstore;`,
        );
        const proof = await prove(it.project);
        expect(isProved(proof), JSON.stringify(proof.revisions)).to.equal(true);
        expect(proof.notes.join())
          .to.contain("the schema app, the extension citext")
          .and.not.contain("other");
        const own = revisionFile(
          "aaaa1",
          null,
          `await op.createSchema("app"); await op.execute("CREATE EXTENSION citext"); await op.createExtension("hstore"); ${/await op.createTable.*;/.exec(files["migrations/a.ts"])?.[0]}`,
          `await op.dropTable("app.far"); await op.dropExtension("hstore"); await op.execute("DROP EXTENSION citext"); await op.dropSchema("app");`,
        );
        await it.folder.write({ "migrations/b.ts": own.replaceAll("aaaa1", "bbbb1") });
        const { rm } = await import("node:fs/promises");
        await rm(it.folder.at("migrations/a.ts"));
        it.project.forgetHistory();
        const made = await prove(it.project);
        expect(made.notes.join()).to.not.contain("was given");
        expect(made.revisions.map(({ outcome }) => outcome)).to.deep.equal(["proved"]);
      });
    },
    ["postgres"],
  );
});

/** A user that may use the database, and make none. */
async function lowly({
  server,
  name: database,
  query,
}: TestDatabase): Promise<{ readonly name: string } & AsyncDisposable> {
  const name = `mig_low_${Math.random().toString(36).slice(2, 10)}`;
  if (server === "postgres") await query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret'`);
  else {
    await query(`CREATE USER ${name} IDENTIFIED BY 'secret'`);
    await query(`GRANT ALL ON \`${database}\`.* TO ${name}`);
  }
  return {
    name,
    async [Symbol.asyncDispose]() {
      await query(server === "postgres" ? `DROP ROLE ${name}` : `DROP USER ${name}`);
    },
  };
}
