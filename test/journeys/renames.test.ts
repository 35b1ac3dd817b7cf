import { expect } from "chai";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDatabase, eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase } from "../support/schema-database.js";
import { withoutOrder } from "../support/same.js";
import { tableNames } from "../support/table-names.js";
import { typeormDifference } from "../support/typeorm.js";
import { userProject, type UserProject } from "../support/user-project.js";

const NEW = [
  "--rename",
  "owner:keeper",
  "--rename",
  "cat.name:full_name",
  "--rename",
  "cat.mood:temper",
  "--rename",
  "cat.owner_id:keeper_id",
];
const AUTOGENERATE = ["revision", "--autogenerate", "-m"];

interface JsonError {
  readonly code: string;
  readonly candidates: readonly { rename: string; from: string; to: string; reasons: string[] }[];
}

describe("tables and columns that have another name", function () {
  this.timeout(180_000);

  eachServer((server) => {
    it("without an answer nothing is written, and the flags that are printed work", async () => {
      await using database = await createDatabase(server);
      await using project = await renamedProject(server, database.options);
      await database.run(ROWS);
      const before = await project.revisions();

      const flags: string[] = [];
      for (let question = 0; question < 3; question++) {
        const { code, stdout, stderr } = await project.mig(...AUTOGENERATE, "new names", ...flags);
        if (code === 0) break;
        expect(code, stderr).to.equal(3);
        expect(stdout).to.equal("");
        expect(stderr).to.contain("MIG320").and.contain("--no-renames");
        expect(await project.revisions()).to.deep.equal(before);
        const asJson = await project.mig(...AUTOGENERATE, "new names", ...flags, "--json");
        const { error } = JSON.parse(asJson.stdout) as { error: JsonError };
        expect(error.code).to.equal("MIG320");
        for (const { rename, from, to } of error.candidates)
          expect(rename).to.contain(from).and.contain(`:${to}`);
        const printed = [...stderr.matchAll(/--rename (\S+?)[,;]?(?=\s)/g)];
        expect(printed, stderr).to.not.deep.equal([]);
        flags.push(...printed.flatMap(([, rename = ""]) => ["--rename", rename]));
      }
      expect(flags.toSorted()).to.deep.equal(NEW.toSorted());
      await project.run("upgrade");
      expect(await project.run("check")).to.contain("No difference");
    });

    it("with --rename rows and all that stands on them are kept, up and down", async () => {
      await using schema = await createSchemaDatabase(server);
      const database = schema.test;
      await using project = await renamedProject(server, database.options);
      await database.run(ROWS);
      const before = await schema.reflect();

      await project.run(...AUTOGENERATE, "new names", ...NEW);
      const text = await project.revision("new_names");
      expect(text).to.not.match(/op\.(create|drop|add)(Table|Column|Enum)/);
      // Only PostgreSQL can give another name to every constraint.
      if (server === "postgres")
        expect(text).to.not.match(/op\.(create|drop|add)(Index|Unique|F|Check)/);
      await project.run("upgrade");
      expect(await database.query(NEW_ROWS)).to.deep.equal([
        { full_name: "Tom", temper: "calm", keeper: "Ada" },
      ]);
      expect(await project.run("check")).to.contain("No difference");
      expect(await typeormDifference(project.path, {})).to.deep.equal([]);
      const after = JSON.stringify(await schema.reflect());
      expect(after).to.not.match(/owner|mood/);
      await database.query("INSERT INTO keeper (name) VALUES ('Grace')");

      await project.run("downgrade", "-1");
      // SQLite puts names in quotes where it renames them.
      const returned = await schema.settled(before, await schema.reflect());
      expect(withoutOrder(returned)).to.deep.equal(withoutOrder(before));
      expect(await database.query(OLD_ROWS)).to.deep.equal([
        { name: "Tom", mood: "calm", owner: "Ada" },
      ]);
      await project.run("upgrade");
      expect(await project.run("check")).to.contain("No difference");
    });

    it("with --no-renames what is gone is dropped, and what is new is added", async () => {
      await using database = await createDatabase(server);
      await using project = await renamedProject(server, database.options);
      const { stdout } = await project.mig(...AUTOGENERATE, "others", "--no-renames");
      expect(stdout).to.contain("MIG301").and.contain("MIG302");
      const text = await project.revision("others");
      expect(text).to.contain(`op.dropTable("owner")`).and.contain(`op.dropColumn("cat", "name")`);
      expect(text).to.not.contain("op.renameTable").and.not.contain("op.renameColumn");
      await project.run("upgrade");
      expect(await tableNames(database))
        .to.include("keeper")
        .and.not.include("owner");
      expect(await project.run("check")).to.contain("No difference");
    });

    it("a table said to be renamed may have columns that are dropped", async () => {
      await using database = await createDatabase(server);
      await using project = await renamedProject(server, database.options);
      await database.run(ROWS);
      const said = [...AUTOGENERATE, "half", "--rename", "owner:keeper", "--no-renames"];
      await project.run(...said);
      const text = await project.revision("half");
      expect(text).to.contain(`op.renameTable("owner", "keeper")`);
      expect(text).to.contain(`op.dropColumn("cat", "mood")`);
    });
  });

  it("a --rename that names nothing is refused with the nearest name", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await renamedProject("sqlite", database.options);
    const before = await project.revisions();
    for (const { said, words } of WRONG) {
      const { code, stderr } = await project.mig(...AUTOGENERATE, "wrong", "--rename", said);
      expect(code).to.equal(1);
      for (const word of ["MIG321", ...words]) expect(stderr, said).to.contain(word);
      expect(await project.revisions()).to.deep.equal(before);
    }
  });

  it("on a terminal it asks, and does what was chosen", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await renamedProject("sqlite", database.options);
    // Renamed is offered first; the fourth answer is the last of its list, which is to drop.
    const screen = await onTerminal(
      project,
      [...AUTOGENERATE, "asked"],
      [
        { asks: "owner is gone. What became of it?", keys: "\r" },
        { asks: "cat.name is gone. What became of it?", keys: "\r" },
        { asks: "cat.mood is gone. What became of it?", keys: `${UP}\r` },
        { asks: "cat.owner_id is gone. What became of it?", keys: "\r" },
      ],
    );
    expect(screen).to.contain("It is called keeper now").and.contain("Wrote migrations");
    const text = await project.revision("asked");
    expect(text).to.contain(`op.renameTable("owner", "keeper")`);
    expect(text).to.contain(`op.renameColumn("cat", "name", "full_name")`);
    expect(text).to.contain(`op.renameColumn("cat", "owner_id", "keeper_id")`);
    expect(text).to.contain(`op.dropColumn("cat", "mood")`);
  });

  it("on a terminal Ctrl-C at a question is no bug, and nothing is written", async () => {
    await using database = await createDatabase("sqlite");
    const names = { ...NEW_NAMES, owner: "keeper\u001B[8m" };
    await using project = await renamedProject("sqlite", database.options, names);
    const before = await project.revisions();
    const asked = [{ asks: "owner is gone. What became of it?", keys: CTRL_C }];
    const screen = await onTerminal(project, [...AUTOGENERATE, "asked"], asked, 1);
    expect(screen)
      .to.contain("MIG403")
      .and.contain("Nothing was written")
      .and.not.match(/bug|^ +at /m);
    expect(screen).to.contain("It is called keeper\\u001b[8m now").and.not.contain("\u001B[8m");
    expect(await project.revisions()).to.deep.equal(before);
  });
});

/** What names nothing, and what is said of it. */
const WRONG = [
  { said: "ownr:keeper", words: ["ownr", "Did you mean owner?"] },
  { said: "cat.nam:full_name", words: ["cat.nam", "Did you mean cat.name?"] },
  { said: "cat.name:fulname", words: ["nothing is to be called fulname", "full_name"] },
  { said: "cat.name", words: ["--rename table.column:newColumn"] },
] as const;

/** A project whose entities have other names than their tables in the database, which a revision has made. */
async function renamedProject(
  server: ServerName,
  options: object,
  names = NEW_NAMES,
): Promise<UserProject> {
  const project = await userProject(options, { "src/entities.ts": entities(server, OLD_NAMES) });
  await project.run(...AUTOGENERATE, "cats");
  await project.run("upgrade");
  await project.write({ "src/entities.ts": entities(server, names) });
  return project;
}

interface Names {
  readonly owner: string;
  readonly name: string;
  readonly mood: string;
}
const OLD_NAMES: Names = { owner: "owner", name: "name", mood: "mood" };
const NEW_NAMES: Names = { owner: "keeper", name: "full_name", mood: "temper" };

/**
 * A counting id, an index, a unique, a foreign key and an enum, all with the names that TypeORM makes; and a check, an index
 * with a predicate and a view that say the names of columns.
 */
const entities = (server: ServerName, { owner, name, mood }: Names) => `
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique, ViewColumn, ViewEntity } from "typeorm";

@Entity("${owner}")
export class Owner {
  @PrimaryGeneratedColumn() id!: number;
  @Index() @Column({ length: 40 }) name!: string;
}

@Entity("cat")
@Unique(["named"])
@Index(["named", "mood"])
@Check("tame", "${mood} <> 'wild' OR ${name} <> ''")
${server === "postgres" || server === "sqlite" ? `@Index("calm_cats", ["named"], { where: "${mood} = 'calm'" })` : ""}
export class Cat {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ name: "${name}", length: 60 }) named!: string;
  @Column({ name: "${mood}", ${MOOD[server]}, default: "wild" }) mood!: string;
  @ManyToOne(() => Owner, { nullable: true, onDelete: "CASCADE" })
  @JoinColumn({ name: "${owner}_id" }) owner!: Owner | null;
}
@ViewEntity({ name: "calm", expression: "SELECT ${name} AS label FROM cat WHERE ${mood} = 'calm'" })
export class Calm {
  @ViewColumn() label!: string;
}
export const entities = [Owner, Cat, Calm];
`;

const ENUM = `type: "enum", enum: ["wild", "calm"]`;
const MOOD: Readonly<Record<ServerName, string>> = {
  postgres: ENUM,
  mysql: ENUM,
  mariadb: ENUM,
  sqlite: `type: "varchar"`,
};

const ROWS = `INSERT INTO owner (name) VALUES ('Ada');
INSERT INTO cat (name, mood, owner_id) VALUES ('Tom', 'calm', 1)`;
const NEW_ROWS = `SELECT c.full_name, c.temper, k.name AS keeper
FROM cat c JOIN keeper k ON k.id = c.keeper_id`;
const OLD_ROWS = `SELECT c.name, c.mood, o.name AS owner
FROM cat c JOIN owner o ON o.id = c.owner_id`;

const RUN = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const UP = "\u001B[A";
const CTRL_C = "\u0003";

interface Question {
  readonly asks: string;
  readonly keys: string;
}

/** Runs mig on a terminal, with the keys that are typed at each question, and gives all that was on the screen. */
async function onTerminal(
  { path }: UserProject,
  args: readonly string[],
  questions: readonly Question[],
  endsWith = 0,
): Promise<string> {
  const command = [process.execPath, RUN, ...args].map((word) => `'${word}'`).join(" ");
  const { NODE_OPTIONS: _, CI: __, ...env } = process.env;
  const child = spawn("script", ["-qec", command, join(path, "typescript")], {
    cwd: path,
    env: { ...env, TERM: "xterm", NO_COLOR: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = [...questions];
  let [screen, read] = ["", 0];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    const at = waiting[0] ? screen.indexOf(waiting[0].asks, read) : -1;
    if (at < 0) return;
    read = screen.length;
    child.stdin.write(waiting.shift()?.keys ?? "");
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code, screen).to.equal(endsWith);
  expect(waiting, screen).to.deep.equal([]);
  return screen;
}
