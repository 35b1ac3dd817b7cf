import { expect } from "chai";
import { readdir, readFile } from "node:fs/promises";
import { CODES } from "../src/errors.js";
import { operations } from "../src/operations/index.js";
import { parseConfig } from "../src/project/settings.js";
import { createDatabase, eachServer } from "./support/databases.js";
import { tableNames } from "./support/table-names.js";
import { userProject } from "./support/user-project.js";

const DOCS = new URL("../docs/", import.meta.url);
const page = (name: string) => readFile(new URL(name, DOCS), "utf8");

describe("the documentation", function () {
  this.timeout(120_000);

  it("has a row for every error code, and no other", async () => {
    const rows = [...(await page("errors.md")).matchAll(/^\| (MIG\d+) /gm)].map(([, code]) => code);
    expect(rows.toSorted()).to.deep.equal(Object.keys(CODES).toSorted());
  });

  it("has a call for every operation", async () => {
    const text = await page("operations.md");
    for (const kind of Object.keys(operations)) expect(text).to.contain(`op.${kind}(`);
  });

  it("has a row for every key of the configuration, with its default", async () => {
    const settings = parseConfig({ dataSource: "a.ts" }, null, "/");
    const rows = [...(await page("configuration.md")).matchAll(/^\| `(\w+)`/gm)].map(
      ([, key]) => key,
    );
    const { configPath, root, database, tenant, ...keys } = settings; // mig says those four itself
    expect([configPath, root, database, tenant]).to.deep.equal([null, "/", null, null]);
    expect(rows.toSorted()).to.deep.equal(["databases", ...Object.keys(keys)].toSorted());
  });

  it("has a section for every command, with every flag of its own", async () => {
    const text = await page("commands.md");
    const sections = new Map(
      text
        .split(/^## mig /m)
        .slice(1)
        .map((part) => [/^[\w-]+/.exec(part)?.[0] ?? "", part]),
    );
    const manifest = JSON.parse(
      await readFile(new URL("../oclif.manifest.json", import.meta.url), "utf8"),
    ) as { commands: Record<string, { flags: Record<string, { helpGroup?: string }> }> };
    expect([...sections.keys()].toSorted()).to.deep.equal(
      Object.keys(manifest.commands).toSorted(),
    );
    for (const [name, { flags }] of Object.entries(manifest.commands))
      for (const [flag, { helpGroup }] of Object.entries(flags))
        if (helpGroup !== "GLOBAL")
          expect(sections.get(name), `${name} --${flag}`).to.match(
            new RegExp(`--(no-)?${flag}\\b`),
          );
  });

  it("links to pages and headings that exist", async () => {
    const names = (await readdir(DOCS, { recursive: true })).filter((name) => name.endsWith(".md"));
    const paths = ["../README.md", ...names];
    const texts = new Map(
      await Promise.all(
        paths.map(async (name) => [new URL(name, DOCS).pathname, await page(name)] as const),
      ),
    );
    const headings = (text: string) =>
      [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, "")
          .replaceAll(/\s/g, "-"),
      );
    for (const [path, text] of texts)
      for (const [link, name = "", anchor] of text.matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g)) {
        const to = name === "" ? path : new URL(name, `file://${path}`).pathname;
        if (!to.endsWith(".md")) continue;
        expect([...texts.keys()], `${link} of ${path}`).to.contain(to);
        if (anchor) expect(headings(texts.get(to) ?? ""), `${link} of ${path}`).to.contain(anchor);
      }
  });

  eachServer((server) => {
    it("the migration on the page of operations runs, up and down", async () => {
      const [, migration = ""] =
        /```ts\n(import type[^]*?)```/.exec(await page("operations.md")) ?? [];
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        "migrations/a.ts": `export const revision = "aaaa1";
export const downRevision = null;
${migration}`,
      });
      await project.run("upgrade");
      const rows = await database.query("SELECT name FROM author");
      expect(rows).to.deep.equal([{ name: "Ursula K. Le Guin" }]);
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
    });
  });

  it("the five minutes of the README are what it takes", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const [, five = ""] = /## Five minutes[^]*?```console\n([^]*?)```/.exec(readme) ?? [];
    const commands = five.trim().split("\n");
    expect(commands[0]).to.equal("npm install --save-dev typeorm-mig");
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, { "src/entities.ts": ACCOUNT });
    await project.remove("mig.config.ts");
    for (const command of commands.slice(1)) {
      const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, quoted, word]) => quoted ?? word ?? "",
      );
      expect(words.slice(0, 2)).to.deep.equal(["npx", "mig"]);
      await project.run(...words.slice(2));
    }
    expect(await project.run("check")).to.contain("No difference");
  });
});

const ACCOUNT = `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity() class Account { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const entities = [Account];
`;
