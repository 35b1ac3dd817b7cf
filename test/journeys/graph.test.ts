import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { createDatabase, eachServer } from "../support/databases.js";
import { tableNames } from "../support/table-names.js";
import { userProject, type UserProject } from "../support/user-project.js";

/** A revision with a table of its own, so that one sees what has run. */
const revision = (id: string, down: string | null, more = "") => `// table ${id}
export const revision = "${id}";
export const downRevision = ${JSON.stringify(down)};
${more}
export const upgrade = async (op: any) => {
  await op.createTable({ name: "t_${id}", columns: [{ name: "id", type: "integer" }], primaryKey: ["id"] });
};
export const downgrade = async (op: any) => {
  await op.dropTable("t_${id}");
};
`;

const BRANCHED = {
  "migrations/a.ts": revision("aaaa1", null),
  "migrations/b.ts": revision("bbbb1", "aaaa1"),
  "migrations/c.ts": revision("cccc1", "aaaa1", `export const branchLabels = ["billing"];`),
};

describe("a history that branches", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("is run, joined by a merge, and taken apart again", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, BRANCHED);
      const rows = async () =>
        (await database.query("SELECT version_num AS v FROM mig_version ORDER BY v")).map(
          ({ v }) => v,
        );
      const refused = await project.mig("upgrade");
      expect(refused.code).to.equal(1);
      expect(refused.stderr).to.contain("MIG102").and.contain("`billing@head`");
      await project.run("upgrade", "billing@head");
      expect(await rows()).to.deep.equal(["cccc1"]);
      const behind = await project.mig("current");
      expect(behind.stdout).to.equal("cccc1 (billing) (head)\n");
      expect(behind.stderr).to.contain("1 revision behind bbbb1");
      await project.run("upgrade", "heads");
      expect(await rows()).to.deep.equal(["bbbb1", "cccc1"]);

      const merged = await project.run("merge", "-m", "join", "--rev-id", "dddd1");
      expect(merged).to.match(/^Wrote migrations.dddd1_join\.ts, which joins bbbb1, cccc1\.\n$/);
      await project.run("upgrade");
      expect(await rows()).to.deep.equal(["dddd1"]);
      expect(await project.run("heads")).to.equal("dddd1 (billing) (head) (mergepoint)\n");
      expect((await project.mig("downgrade", "-1")).stderr).to.contain("MIG113");
      await project.run("downgrade", "bbbb1");
      expect(await rows()).to.deep.equal(["bbbb1", "cccc1"]);
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);

      const stamped = await project.run("stamp", "bbbb1", "cccc1");
      expect(stamped).to.contain("base → bbbb1, cccc1");
      expect(await rows()).to.deep.equal(["bbbb1", "cccc1"]);
    });

    it("ensure-version makes the version table once, and nothing else", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options);
      expect(await project.run("ensure-version")).to.equal("Made the table mig_version.\n");
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
      expect(await project.run("ensure-version")).to.equal("The table mig_version is there.\n");
      expect(await database.query("SELECT * FROM mig_version")).to.deep.equal([]);
    });
  });

  const withProject = async (
    files: Readonly<Record<string, string>>,
    work: (project: UserProject) => Promise<void>,
  ) => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, files);
    await work(project);
  };

  it("heads and branches show it, and how to join it", () =>
    withProject(BRANCHED, async (project) => {
      const heads = await project.mig("heads");
      expect(heads.stdout).to.equal("bbbb1 (head)\ncccc1 (billing) (head)\n");
      expect(heads.stderr).to.contain("mig merge heads");
      expect(await project.run("branches")).to.equal(
        "aaaa1 (branchpoint), table aaaa1\n  -> bbbb1 (head), table bbbb1\n  -> cccc1 (billing) (head), table cccc1\n\n",
      );
      const { branches } = JSON.parse(await project.run("branches", "--json")) as {
        branches: { id: string; children: { id: string }[] }[];
      };
      expect(branches.map(({ id, children }) => [id, children.map((one) => one.id)])).to.deep.equal(
        [["aaaa1", ["bbbb1", "cccc1"]]],
      );
      expect(await project.run("history")).to.equal(
        [
          "aaaa1 -> bbbb1 (head), table bbbb1",
          "aaaa1 -> cccc1 (billing) (head), table cccc1",
          "<base> -> aaaa1 (branchpoint), table aaaa1",
          "",
        ].join("\n"),
      );
      expect(await project.run("history", "--format", "graph")).to.equal(
        [
          "● bbbb1 (head)  table bbbb1",
          "│ ● cccc1 (billing) (head)  table cccc1",
          "├─╯",
          "● aaaa1 (branchpoint)  table aaaa1",
          "",
        ].join("\n"),
      );
      expect(await project.run("history", "--format", "mermaid")).to.match(/^flowchart BT\n/);
      expect(await project.run("history", "--format", "dot")).to.match(/^digraph revisions \{\n/);
      const shown = await project.run("show", "aaaa1:bbbb1");
      expect(shown.match(/^Rev: \w+/gm)).to.deep.equal(["Rev: bbbb1", "Rev: aaaa1"]);
    }));

  it("a head that another depends on is none that has to be named", () =>
    withProject(
      {
        ...BRANCHED,
        "migrations/b.ts": revision("bbbb1", "aaaa1", `export const dependsOn = ["billing"];`),
      },
      async (project) => {
        expect(await project.run("heads", "--resolve-dependencies")).to.equal("bbbb1 (head)\n");
        await project.run("upgrade", "bbbb1");
        expect(await project.run("current"))
          .to.contain("bbbb1")
          .and.contain("cccc1");
      },
    ));

  it("a new revision says where it belongs, and is checked before a byte is written", () =>
    withProject(BRANCHED, async (project) => {
      const before = await project.revisions();
      for (const [code, ...args] of [
        ["MIG102"],
        ["MIG112", "--head", "aaaa1"],
        ["MIG101", "--head", "zzzz"],
        ["MIG111", "--head", "bbbb1", "--rev-id", "aaaa1"],
        ["MIG108", "--head", "bbbb1", "--branch-label", "billing"],
        ["MIG104", "--head", "bbbb1", "--branch-label", "a@b"],
        ["MIG101", "--head", "bbbb1", "--depends-on", "zzzz"],
        ["MIG510", "--head", "bbbb1", "--version-path", "elsewhere"],
      ] as const) {
        const { code: exit, stderr } = await project.mig("revision", "-m", "no", ...args);
        expect(exit, args.join(" ")).to.equal(1);
        expect(stderr).to.contain(code);
      }
      expect(await project.revisions()).to.deep.equal(before);

      const flags = ["--rev-id", "eeee1", "--head", "aaaa1", "--splice", "--branch-label", "extra"];
      await project.run("revision", "-m", "spliced", ...flags, "--depends-on", "billing");
      const text = await project.revision("spliced");
      expect(text).to.contain('downRevision = "aaaa1"');
      expect(text).to.contain('branchLabels: string[] = ["extra"]');
      expect(text).to.contain('dependsOn: string[] = ["billing"]');
      expect(await project.run("heads")).to.contain("eeee1 (extra) (head)");
      await project.run("revision", "-m", "root", "--rev-id", "ffff1", "--head", "base");
      expect(await project.run("history")).to.contain("<base> -> ffff1 (head), root");
    }));

  it("check --revisions-only is for pipelines", () =>
    withProject(BRANCHED, async (project) => {
      const several = await project.mig("check", "--revisions-only");
      expect(several.code).to.equal(3);
      expect(several.stdout).to.contain("There are 2 heads: bbbb1, cccc1.");
      expect(several.stdout).to.contain("`mig merge bbbb1 cccc1`");
      await project.run("merge");
      expect(await project.run("check", "--revisions-only")).to.equal(
        "The revisions are in order.\n",
      );
      const { findings } = JSON.parse(await project.run("check", "--revisions-only", "--json")) as {
        findings: unknown[];
      };
      expect(findings).to.deep.equal([]);
    }));

  it("several folders, names with dates, and folders within", () =>
    withProject(
      {
        ...BRANCHED,
        "mig.config.ts": `export default {
  dataSource: "src/data-source.ts",
  versionLocations: ["migrations", "billing"],
  recursiveVersionLocations: true,
  fileTemplate: "%(year)d/%(rev)s_%(slug)s",
  timezone: "Europe/Berlin",
  truncateSlugLength: 7,
};`,
        "migrations/c.ts": "",
        "billing/old/c.ts": BRANCHED["migrations/c.ts"],
      },
      async (project) => {
        await project.remove("migrations/c.ts");
        const year = String(new Date().getFullYear());
        const args = ["-m", "Second one", "--rev-id"];
        await project.run("revision", ...args, "dddd1", "--head", "billing@head");
        expect(await readdir(join(project.path, "billing", year))).to.deep.equal([
          "dddd1_second.ts",
        ]);
        const folder = ["--head", "base", "--version-path", "migrations"];
        const unsure = await project.mig("revision", ...args, "eeee1", "--head", "base");
        expect(unsure.stderr).to.contain("MIG510").and.contain("--version-path migrations");
        await project.run("revision", ...args, "eeee1", ...folder);
        const [name = ""] = await readdir(join(project.path, "migrations", year));
        expect(name).to.equal("eeee1_second.ts");
        expect(await project.run("history")).to.contain("cccc1 -> dddd1 (billing) (head)");
        expect(await project.run("show", "eeee1")).to.match(/^Created: .* \+0[12]:00$/m);
      },
    ));

  it("edit opens the file in the editor of the environment", () =>
    withProject(BRANCHED, async (project) => {
      const before = { VISUAL: process.env["VISUAL"], EDITOR: process.env["EDITOR"] };
      try {
        delete process.env["VISUAL"];
        delete process.env["EDITOR"];
        expect((await project.mig("edit", "bbbb1")).stderr).to.contain("MIG517");
        process.env["EDITOR"] = "sed -n 2p";
        expect(await project.run("edit", "bbbb1")).to.contain('revision = "bbbb1"');
        process.env["EDITOR"] = "exit 3;";
        expect((await project.mig("edit", "bbbb1")).stderr).to.contain("ended with exit code 3");
        expect((await project.mig("edit", "base")).stderr).to.contain("MIG101");
      } finally {
        for (const [name, value] of Object.entries(before))
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
      }
    }));

  it("list-templates says what init can write", () =>
    withProject({}, async (project) => {
      expect(await project.run("list-templates")).to.match(
        /^javascript .*\nmultidb .*\ntypescript .*\n$/,
      );
    }));

  it("merge has nothing to join where there is one head", () =>
    withProject({ "migrations/a.ts": revision("aaaa1", null) }, async (project) => {
      const { code, stderr } = await project.mig("merge");
      expect(code).to.equal(1);
      expect(stderr).to.contain("MIG114");
    }));

  it("a head that another depends on is shown as one, and joined with the rest", () =>
    withProject(
      {
        ...BRANCHED,
        "migrations/b.ts": revision("bbbb1", "aaaa1", `export const dependsOn = ["billing"];`),
      },
      async (project) => {
        expect(await project.run("history")).to.contain("aaaa1 (billing) -> bbbb1 (head)");
        const heads = await project.mig("heads");
        expect(heads.stdout).to.contain("cccc1 (billing) (effective head)");
        expect(heads.stderr).to.contain("mig merge heads");
        expect(await project.run("merge", "heads", "--rev-id", "dddd1")).to.contain(
          "joins bbbb1, cccc1",
        );
        expect(await project.run("branches", "-v")).to.contain("Branches into: bbbb1, cccc1");
        expect(await project.run("show", "dddd1")).to.contain("Branch names: billing");
      },
    ));

  it("what goes beyond history, or says no way, is refused with one", () =>
    withProject(BRANCHED, async (project) => {
      await project.run("upgrade", "heads");
      for (const [code, ...typed] of [
        ["MIG110", "upgrade", "bbbb1+1"],
        ["MIG110", "upgrade", "--", "-1"],
        ["MIG110", "downgrade", "+1"],
        ["MIG110", "downgrade", "bbbb1@-3"],
        ["MIG113", "downgrade", "--", "-1"],
        ["MIG110", "history", "-r", "bbbb1:aaaa1"],
        ["MIG104", "history", "-r", "bbbb1"],
        ["MIG113", "show", "aaaa1+1"],
        ["MIG113", "stamp", "base", "bbbb1"],
        ["MIG113", "stamp", "+1"],
        ["MIG102", "show", "head"],
        ["MIG102", "downgrade", "heads"],
      ] as const) {
        const { code: exit, stderr } = await project.mig(...typed);
        expect(stderr, typed.join(" ")).to.contain(code).and.contain("→");
        expect(exit).to.equal(1);
      }
      expect((await project.mig("downgrade", "heads")).stderr).to.not.contain("(`heads`)");
    }));

  it("where a database is stands in the history of branches", () =>
    withProject(BRANCHED, async (project) => {
      await project.run("upgrade", "cccc1");
      expect(await project.run("history", "-i", "--format", "graph")).to.equal(
        [
          "○ bbbb1 (head)  table bbbb1",
          "│ ◉ cccc1 (billing) (head) (current)  table cccc1",
          "├─╯",
          "● aaaa1 (branchpoint)  table aaaa1",
          "",
        ].join("\n"),
      );
      expect(await project.run("history", "-r", "current:")).to.contain("-> cccc1");
      expect((await project.mig("current", "--check-heads")).code).to.equal(3);
      await project.run("upgrade", "heads");
      expect((await project.mig("current", "--check-heads")).code).to.equal(0);
      await project.remove("migrations/b.ts");
      expect((await project.mig("current")).stderr).to.contain("MIG202");
      expect(await project.run("stamp", "--purge", "cccc1")).to.contain("bbbb1, cccc1 → cccc1");
    }));

  it("a folder that is not there yet is told of, and stops nothing", () =>
    withProject(
      {
        ...BRANCHED,
        "mig.config.ts": `export default { dataSource: "src/data-source.ts", versionLocations: ["migrations", "later"] };`,
      },
      async (project) => {
        const { stdout, stderr } = await project.mig("upgrade", "heads");
        expect(stdout).to.contain("bbbb1 (head)");
        expect(stderr).to.contain("later");
      },
    ));

  it("all problems of all files are told at once, each with its way out", () =>
    withProject(
      {
        "migrations/a.ts": revision("aaaa1", null),
        "migrations/b.ts": revision("aaaa1", null),
        "migrations/c.ts": revision("cccc1", "cccc1"),
        "migrations/d.ts": "export const revision = id();",
      },
      async (project) => {
        const { code, stderr } = await project.mig("heads");
        expect(code).to.equal(1);
        for (const says of [
          "3 problems",
          "d.ts:1",
          "used twice",
          "follows itself",
          "give it an id",
        ])
          expect(stderr).to.contain(says);
        const { error } = JSON.parse((await project.mig("heads", "--json")).stdout) as {
          error: { problems: { code: string }[] };
        };
        expect(error.problems.map((one) => one.code)).to.deep.equal(["MIG109", "MIG107", "MIG105"]);
      },
    ));

  for (const [what, template, says] of [
    ["is empty", "", "no `revision`"],
    ["computes the id", "export const revision = <%= it.id %>;", "computed"],
    [
      "states another parent",
      'export const revision = <%= it.literal(it.id) %>;\nexport const downRevision = "zzzz";',
      '["zzzz"]',
    ],
    ["cannot be read", "<% if ( %>", "cannot be filled"],
  ] as const)
    it(`a template that ${what} is refused before a byte is written`, () =>
      withProject(
        {
          "mig.config.ts": `export default { dataSource: "src/data-source.ts", template: "own.ts.eta" };`,
          "own.ts.eta": template,
        },
        async (project) => {
          const { code, stderr } = await project.mig("revision", "-m", "no");
          expect([code, stderr.includes("MIG511"), stderr.includes(says)], stderr).to.deep.equal([
            1,
            true,
            true,
          ]);
          expect(await project.revisions()).to.deep.equal([]);
        },
      ));

  it("a file that would not be read, and an id that is hard to type, are refused before a byte is written", () =>
    withProject(
      {
        "mig.config.ts": `export default { dataSource: "src/data-source.ts", fileTemplate: "%(rev)s.d" };`,
      },
      async (project) => {
        for (const [code, id] of [
          ["MIG511", "aaaa1"],
          ["MIG104", "v1.d"],
          ["MIG104", "a b"],
          ["MIG104", 'a"b'],
          ["MIG104", "-a"],
          ["MIG104", ".a"],
          ["MIG104", "a\u202eb"],
        ] as const)
          expect(
            (await project.mig("revision", "-m", "no", `--rev-id=${id}`)).stderr,
            id,
          ).to.contain(code);
        expect(await project.revisions()).to.deep.equal([]);
      },
    ));

  it("check --revisions-only tells of what will run late", () =>
    withProject(
      {
        "migrations/a.ts": `// Created: 2026-01-02 10:00:00\n${revision("aaaa1", null)}`,
        "migrations/b.ts": `// Created: 2026-01-01 10:00:00\n${revision("bbbb1", "aaaa1")}`,
      },
      async (project) => {
        await project.run("stamp", "aaaa1");
        const { code, stdout } = await project.mig("check", "--revisions-only");
        expect(code).to.equal(3);
        expect(stdout).to.contain("bbbb1 of 2026-01-01 10:00:00");
      },
    ));
});
