import { expect } from "chai";
import { once } from "node:events";
import { eachServer, type ServerName } from "../support/databases.js";
import { startMig } from "../support/mig.js";
import { revisionFile } from "../support/revision-file.js";
import { runScript } from "../support/run-script.js";
import { tenantHost, type TenantHost } from "../support/tenant-host.js";
import { userProject, type Files, type UserProject } from "../support/user-project.js";

const table = (name: string) =>
  `await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] });`;

const TWO: Files = {
  "migrations/a.ts": revisionFile("aaaa1", null, table("one"), 'await op.dropTable("one");'),
  "migrations/b.ts": revisionFile("bbbb1", "aaaa1", table("two"), 'await op.dropTable("two");'),
};

const ENTITY = `import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
@Entity() class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Index() @Column({ length: 40 }) name!: string;
}
@Entity() class Post {
  @PrimaryGeneratedColumn() id!: number;
  @ManyToOne(() => Account) author!: Account;
}
export const entities = [Account, Post];
`.replace("Index,", "Index, ManyToOne,");

/** A project whose tenants are written so. */
const projectOf = (host: TenantHost, tenants: string, files: Files = {}): Promise<UserProject> =>
  userProject(host.options, { "mig.config.ts": config(tenants), ...files });

const config = (tenants: string) => `import { defineConfig } from "typeorm-mig";
export default defineConfig({ dataSource: "src/data-source.ts", tenants: ${tenants} });
`;

const listOf = (host: TenantHost, shorts: readonly string[]) =>
  JSON.stringify(shorts.map((short) => host.name(short)));

async function made(host: TenantHost, shorts: readonly string[]) {
  for (const short of shorts) await host.make(short);
}

const tablesOf = (host: TenantHost, shorts: readonly string[]) =>
  shorts.reduce<Promise<(readonly string[] | null)[]>>(
    async (before, short) => [...(await before), await host.tables(short)],
    Promise.resolve([]),
  );

/** A report, its times left out: a line of cells for each tenant. */
const rowsOf = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((row) => row.replace(/\d+ ms$/, "0 ms").split(/ {2,}/));

interface Part {
  readonly tenant: string;
  readonly outcome: string;
  readonly [key: string]: unknown;
}

const partsOf = (stdout: string) => (JSON.parse(stdout) as { tenants: readonly Part[] }).tenants;

const ABC = ["a", "b", "c"] as const;

describe("tenants", function () {
  this.timeout(240_000);

  eachServer((server) => {
    it("go up and down, all of them or some, with one report", async () => {
      await using host = await tenantHost(server);
      await made(host, ABC);
      await using project = await projectOf(host, listOf(host, ABC), TWO);
      const [a, b, c] = ABC.map((short) => host.name(short));

      expect(rowsOf(await project.run("upgrade", "+1", "--tenants"))).to.deep.equal([
        ["tenant", "from", "to", "outcome", "time"],
        ...[a, b, c].map((name) => [name, "base", "aaaa1", "done", "0 ms"]),
      ]);
      expect(await tablesOf(host, ABC)).to.deep.equal(ABC.map(() => ["mig_version", "one"]));
      // Nothing has come where the data source itself is.
      expect((await project.mig("current")).stderr).to.contain("is at base");

      await project.run("upgrade", "--tenant", String(c), "--tenant", String(a));
      expect(await tablesOf(host, ABC)).to.deep.equal([
        ["mig_version", "one", "two"],
        ["mig_version", "one"],
        ["mig_version", "one", "two"],
      ]);
      const current = await project.mig("current", "--tenants", "--check-heads");
      expect(current.code).to.equal(3);
      expect(rowsOf(current.stdout)).to.deep.equal([
        ["tenant", "at", "pending", "outcome", "time"],
        [a, "bbbb1", "0", "done", "0 ms"],
        [b, "aaaa1", "1", "done", "0 ms"],
        [c, "bbbb1", "0", "done", "0 ms"],
      ]);
      expect(
        rowsOf((await project.mig("current", "--tenants", "--check-heads", "-q")).stdout),
      ).to.deep.equal([
        ["tenant", "at", "pending", "outcome", "time"],
        [b, "aaaa1", "1", "done", "0 ms"],
      ]);

      const down = partsOf(await project.run("downgrade", "aaaa1", "--tenants", "--json"));
      expect(down.map(({ tenant, from, to }) => [tenant, from, to])).to.deep.equal([
        [a, ["bbbb1"], ["aaaa1"]],
        [b, ["aaaa1"], ["aaaa1"]],
        [c, ["bbbb1"], ["aaaa1"]],
      ]);
      const ran = down.map(({ steps }) => (steps as { revision: string }[]).length);
      expect(ran).to.deep.equal([1, 0, 1]);
      expect(rowsOf(await project.run("stamp", "head", "--tenant", String(b)))).to.deep.equal([
        ["tenant", "from", "to", "outcome", "time"],
        [b, "aaaa1", "bbbb1", "done", "0 ms"],
      ]);
      expect(await host.tables("b")).to.deep.equal(["mig_version", "one"]);
    });

    it("stop at a failure, or go on, and can be mended", async () => {
      await using host = await tenantHost(server);
      await made(host, ABC);
      await host.query("b", "CREATE TABLE two (id integer)");
      await using project = await projectOf(host, listOf(host, ABC), TWO);
      const [a, b, c] = ABC.map((short) => host.name(short));

      const stopped = await project.mig("upgrade", "--tenants", "--jobs", "1");
      expect(stopped.code).to.equal(1);
      expect(rowsOf(stopped.stdout)).to.deep.equal([
        ["tenant", "from", "to", "outcome", "time"],
        [a, "base", "bbbb1", "done", "0 ms"],
        [b, "failed", "0 ms"],
        [c, "not started"],
      ]);
      expect(stopped.stderr).to.contain(`${b}: MIG401`).and.not.contain(`${a}:`);
      expect(await host.tables("c")).to.deep.equal([]);

      const json = await project.mig("upgrade", "--tenants", "--keep-going", "--json");
      expect([json.code, json.stderr]).to.deep.equal([1, ""]);
      const parts = partsOf(json.stdout);
      expect(parts.map(({ tenant, outcome }) => [tenant, outcome])).to.deep.equal([
        [a, "done"],
        [b, "failed"],
        [c, "done"],
      ]);
      expect(parts[1]).to.have.nested.property("error.code", "MIG401");
      expect(parts[1]).to.have.deep.property("steps", []);
      expect(parts[2]).to.have.deep.property("to", ["bbbb1"]);

      await host.query("b", "DROP TABLE two");
      expect(rowsOf(await project.run("upgrade", "--tenants"))).to.deep.equal([
        ["tenant", "from", "to", "outcome", "time"],
        [a, "bbbb1", "bbbb1", "done", "0 ms"],
        [b, "aaaa1", "bbbb1", "done", "0 ms"],
        [c, "bbbb1", "bbbb1", "done", "0 ms"],
      ]);
    });

    it("come from a function that asks the database, and a new one is made", async () => {
      await using host = await tenantHost(server);
      await host.query(null, "CREATE TABLE customer (name varchar(60))");
      const add = (short: string) =>
        host.query(null, `INSERT INTO customer (name) VALUES ('${host.name(short)}')`);
      await add("a");
      await host.make("a");
      await using project = await projectOf(
        host,
        `async ({ query }) =>
          (await query("SELECT name FROM customer ORDER BY name")).map(({ name }) => String(name))`,
        TWO,
      );
      await project.run("upgrade", "--tenants");
      await add("b");
      const before = await project.mig("current", "--tenants", "--keep-going");
      if (server === "sqlite") {
        // To read makes no file; to write does.
        expect(before.code).to.equal(0);
        expect(await host.tables("b")).to.equal(null);
      } else {
        expect(before.code).to.equal(1);
        expect(before.stderr)
          .to.contain(`${host.name("b")}: MIG205`)
          .and.contain("Create it");
        expect((await project.mig("upgrade", "--tenants")).code).to.equal(1);
        expect(await host.tables("b")).to.equal(null);
      }
      await project.run("upgrade", "--tenants", "--create-schemas");
      expect(await tablesOf(host, ["a", "b"])).to.deep.equal(
        ["a", "b"].map(() => ["mig_version", "one", "two"]),
      );
      await project.run("upgrade", "--tenants", "--create-schemas");
    });

    it("have what a revision generated from one of them makes, and are compared", async () => {
      await using host = await tenantHost(server);
      await made(host, ABC);
      await using project = await projectOf(host, listOf(host, ABC), {
        "src/entities.ts": ENTITY,
      });
      const [a, b] = ABC.map((short) => host.name(short));
      await project.run("revision", "--autogenerate", "-m", "first", "--tenant", String(a));
      const text = await project.revision("first");
      expect(text).to.contain('name: "account"').and.contain('"post"');
      // What is of each tenant names none.
      expect(text).not.to.match(/["'`.](a|mig_test_\w+)["'`.]/);
      await project.run("upgrade", "--tenants");
      expect(await tablesOf(host, ABC)).to.deep.equal(
        ABC.map(() => ["account", "mig_version", "post"]),
      );
      expect(rowsOf(await project.run("check", "--tenants"))).to.deep.equal([
        ["tenant", "differences", "outcome", "time"],
        ...ABC.map((short) => [host.name(short), "0", "done", "0 ms"]),
      ]);

      await host.query("b", "ALTER TABLE account ADD COLUMN age integer");
      const check = await project.mig("check", "--tenants");
      expect(check.code).to.equal(3);
      expect(check.stdout).to.contain(`\n${b}:\n`).and.contain("age").and.not.contain(`\n${a}:\n`);
      const parts = partsOf((await project.mig("check", "--tenants", "--json")).stdout);
      expect(parts.map(({ operations }) => (operations as object[]).length)).to.deep.equal([
        0, 1, 0,
      ]);
      const nothing = await project.run("revision", "--autogenerate", "--tenant", String(a));
      expect(nothing).to.contain("No difference");
      await project.run("revision", "--autogenerate", "-m", "second", "--tenant", String(b));
      expect(await project.revision("second")).to.contain('op.dropColumn("account", "age")');
    });

    it("run in parallel, no more of them at a time than is said", async () => {
      await using host = await tenantHost(server);
      const shorts = ["a", "b", "c", "d", "e", "f"];
      await made(host, shorts);
      await using project = await projectOf(host, listOf(host, shorts), {
        "migrations/a.ts": revisionFile(
          "aaaa1",
          null,
          `const at = globalThis as { running?: number; most?: number };
  at.running = (at.running ?? 0) + 1;
  console.log("running", at.running);
  await new Promise((done) => setTimeout(done, 600));
  at.running--;`,
        ),
      });
      const most = async (...typed: string[]) => {
        const { code, stderr } = await project.mig("upgrade", "--tenants", ...typed);
        expect(code, stderr).to.equal(0);
        await project.run("downgrade", "base", "--tenants");
        return Math.max(...[...stderr.matchAll(/running (\d+)/g)].map(([, n]) => Number(n)));
      };
      expect(await most("--jobs", "1")).to.equal(1);
      expect(await most("--jobs", "3")).to.equal(3);
      expect(await most()).to.equal(4);
    });

    it("that are called as one would not wish are each where they are said to be", async () => {
      await using host = await tenantHost(server);
      const hostile = HOSTILE[server];
      await made(host, hostile.slice(1));
      await using project = await projectOf(host, listOf(host, hostile), {
        "src/entities.ts": ENTITY,
      });
      const first = host.name(hostile[1] ?? "");
      await project.run("revision", "--autogenerate", "-m", "first", "--tenant", first);
      expect(await project.revision("first")).to.contain('name: "account"');
      await project.run("upgrade", "--tenants", "--create-schemas");
      expect(await tablesOf(host, hostile)).to.deep.equal(
        hostile.map(() => ["account", "mig_version", "post"]),
      );
      const parts = partsOf(await project.run("check", "--tenants", "--json"));
      expect(parts.map(({ tenant }) => tenant)).to.deep.equal(hostile.map(host.name));
      expect(parts.map(({ operations }) => operations)).to.deep.equal(hostile.map(() => []));
      await project.run("downgrade", "base", "--tenant", first);
      expect(await tablesOf(host, hostile)).to.deep.equal(
        hostile.map((short) =>
          host.name(short) === first ? ["mig_version"] : ["account", "mig_version", "post"],
        ),
      );
    });

    it("that run are stopped by Ctrl-C, and no other begins", async () => {
      await using host = await tenantHost(server);
      await made(host, ABC);
      await using project = await projectOf(host, listOf(host, ABC), {
        "migrations/a.ts": revisionFile("aaaa1", null, table("one")),
        "migrations/b.ts": revisionFile(
          "bbbb1",
          "aaaa1",
          `console.log("waiting"); await new Promise((done) => setTimeout(done, 2000));`,
        ),
        "migrations/c.ts": revisionFile("cccc1", "bbbb1", table("three")),
      });
      const running = startMig(project.path, ["upgrade", "--tenants", "--jobs", "1"]);
      const printed = running.process.stderr ?? running.process;
      for (let text = ""; !text.includes("waiting");)
        [text] = (await once(printed, "data")) as [string];
      running.process.kill("SIGINT");
      const { code, stdout, stderr } = await running.answer;
      expect(code, stderr).to.equal(1);
      expect(stderr).to.contain(`${host.name("a")}: MIG403`);
      expect(rowsOf(stdout).map((row) => row.at(row.length > 2 ? -2 : -1))).to.deep.equal([
        "outcome",
        "failed",
        "not started",
        "not started",
      ]);
      expect(await tablesOf(host, ["b", "c"])).to.deep.equal([[], []]);
      expect((await host.tables("a")) ?? [])
        .to.contain("one")
        .and.not.contain("three");
    });
  });

  describe("without any server", () => {
    const REFUSED: readonly (readonly [
      tenants: string,
      typed: readonly string[],
      code: number,
      ...says: readonly string[],
    ])[] = [
      ["['a']", ["upgrade", "--jobs", "2"], 2, "--jobs", "Add --tenants"],
      ["['a']", ["check", "--keep-going"], 2, "--keep-going"],
      ["['a']", ["upgrade", "--create-schemas"], 2, "--create-schemas"],
      ["['a']", ["upgrade", "--tenants", "--jobs", "0"], 2, "--jobs"],
      ["['a']", ["upgrade", "--tenants", "--sql"], 2, "A script is of no tenant"],
      ["['a']", ["upgrade", "--tenant", "a", "--dry-run"], 2, "A script is of no tenant"],
      ["['a']", ["check", "--tenants", "--revisions-only"], 2, "--revisions-only"],
      ["['a']", ["revision", "--tenant", "a", "-m", "x"], 2, "--tenant"],
      ["['acme', 'b']", ["upgrade", "--tenant", "acne"], 1, "MIG520", "Did you mean acme?"],
      ["['acme']", ["revision", "--autogenerate", "--tenant", "x"], 1, "MIG520", "Look at"],
      ["null", ["upgrade", "--tenants"], 1, "MIG520", "says nothing of tenants"],
      ["() => { throw new Error('no list') }", ["current", "--tenants"], 1, "MIG520", "no list"],
      ["async () => 'a'", ["current", "--tenants"], 1, "MIG504", "is 'a'", "a list of names"],
      ["() => ['a', '']", ["current", "--tenants"], 1, "MIG504"],
      ["['a', 'a']", ["heads"], 1, "MIG504", "each once"],
      ["['a\\0b']", ["heads"], 1, "MIG504"],
      ["[{ name: 'a', databse: 'b' }]", ["heads"], 1, "MIG504"],
      ["[{ name: 'a', schema: 'b' }]", ["upgrade", "--tenants"], 1, "MIG504", "`database`"],
      ["['../a']", ["upgrade", "--tenants"], 1, "MIG504", "no name of a file"],
      ["['..']", ["upgrade", "--tenants"], 1, "MIG504", "no name of a file"],
    ];
    for (const [tenants, typed, code, ...says] of REFUSED)
      it(`${tenants}: ${typed.join(" ")} is refused`, async () => {
        await using host = await tenantHost("sqlite");
        await using project = await projectOf(host, tenants, TWO);
        const answer = await project.mig(...typed);
        expect(answer.code, answer.stderr).to.equal(code);
        for (const text of says) expect(answer.stderr).to.contain(text);
        expect(await tablesOf(host, ["main", "a"])).to.deep.equal([null, null]);
      });

    it("none at all is a short report", async () => {
      await using host = await tenantHost("sqlite");
      await using project = await projectOf(host, "[]", TWO);
      const { code, stdout, stderr } = await project.mig("upgrade", "--tenants");
      expect([code, stdout, stderr]).to.deep.equal([0, "", "There are no tenants.\n"]);
    });

    it("a file elsewhere, or another option, is said of one", async () => {
      await using host = await tenantHost("sqlite");
      await using project = await projectOf(
        host,
        `[
          { name: "a", database: "own/a.db" },
          { name: "b", options: { database: "own/b.db" } },
          "c",
        ]`,
        { ...TWO, "own/x": "" },
      );
      await project.run("upgrade", "--tenants");
      for (const name of ["own/a.db", "own/b.db"])
        expect(await project.run("current", "-d", await sourceOf(project, name))).to.contain(
          "bbbb1",
        );
      expect(await tablesOf(host, ABC)).to.deep.equal([null, null, ["mig_version", "one", "two"]]);
    });

    it("a program does what it likes with each, and may leave in the middle", async () => {
      await using host = await tenantHost("sqlite");
      await using project = await projectOf(host, listOf(host, ABC), TWO);
      const printed = await runScript(
        project.path,
        `import { current, forEachTenant, upgrade } from "typeorm-mig";
const up = async (own) => {
  for await (const step of upgrade(own, "+1")) return step.revision.id;
};
for await (const result of forEachTenant({}, up, { jobs: 1 })) {
  console.log(result.number, result.tenant, result.outcome, result.value);
  if (result.number === 2) break;
}
const at = async (own, tenant) => {
  const { revisions } = await current(own);
  if (tenant === "b") throw new Error("mine");
  return revisions.length;
};
const results = [];
for await (const result of forEachTenant({}, at, { keepGoing: true })) results.push(result);
for (const { tenant, outcome, value, error } of results.sort((a, b) => a.number - b.number))
  console.log(tenant, outcome, value, error?.message);
for await (const { tenant, outcome } of forEachTenant({}, at, { signal: AbortSignal.abort() }))
  console.log(tenant, outcome);
`,
      );
      expect(printed.split("\n")).to.deep.equal([
        ...["1 a done aaaa1", "2 b done aaaa1"],
        ...["a done 1 undefined", "b failed undefined mine", "c done 0 undefined"],
        ...["a not started", "b not started", "c not started", ""],
      ]);
    });
  });
});

async function sourceOf(project: UserProject, file: string): Promise<string> {
  const name = `${file.replace("/", "-")}.mjs`;
  const options = JSON.stringify({ type: "better-sqlite3", database: file, entities: [] });
  await project.write({ [name]: `export default ${options};` });
  return name;
}

/** Names that nobody should give a tenant; the first one is made by mig. */
const HOSTILE: Readonly<Record<ServerName, readonly string[]>> = {
  postgres: [
    ...['new"; DROP SCHEMA public; --', 'qu"ote', "apo'strophe", "back\\slash\\", "a b\tc\nd"],
    ...["with,comma", "a.b", "select", "Upper", "-c role=x", "$1 %s {name}", "日本 🐘"],
    "x".repeat(63),
  ],
  mysql: [
    ...["new`; DROP DATABASE x; --", 'qu"ote', "apo'strophe", "back\\slash", "a b", "with,comma"],
    ...["select", "-c role=x", "$1 %s {name}", "日本", "a#b?c&d=e%20"],
  ],
  mariadb: [
    ...["new`; DROP DATABASE x; --", 'qu"ote', "apo'strophe", "back\\slash", "a b", "with,comma"],
    ...["select", "-c role=x", "$1 %s {name}", "日本", "a#b?c&d=e%20"],
  ],
  sqlite: [
    ...["new'; --", 'qu"ote', "apo'strophe", "a b\tc\nd", "with,comma", "a.b", "select", ".hidden"],
    ...["-c role=x", "$1 %s {name} [x]", "日本 🐘", "a#b?c&d=e%20", "..."],
  ],
};
