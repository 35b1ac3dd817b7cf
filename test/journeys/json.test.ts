import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { createDatabase } from "../support/databases.js";
import { oldProject } from "../support/old-project.js";
import { revisionFile } from "../support/revision-file.js";
import { typeErrors } from "../support/type-errors.js";
import { userProject } from "../support/user-project.js";

/** What is typed, and the type in docs/commands.md that the document has then. */
const DOCUMENTS: readonly (readonly [type: string, ...typed: readonly string[]])[] = [
  ["Init", "init"],
  ["Heads", "heads"],
  ["Current", "current"],
  ["Status", "status"],
  ["Log", "log"],
  ["Check", "check"],
  ["Revision", "revision", "--autogenerate", "-m", "one", "--rev-id", "aaaa1"],
  ["Upgrade", "upgrade"],
  ["Revision", "revision", "--autogenerate", "-m", "nothing"],
  ["Revision", "revision", "-m", "two", "--rev-id", "aaaa2"],
  ["Upgrade", "upgrade"],
  ["Downgrade", "downgrade", "-1"],
  ["Current", "current"],
  ["History", "history"],
  ["History", "history", "-i"],
  ["History", "history", "-i", "-v"],
  ["Status", "status"],
  ["Log", "log"],
  ["Heads", "heads"],
  ["Show", "show", "aaaa1"],
  ["Stamp", "stamp", "head"],
  ["Resolve", "resolve", "aaaa1", "--applied"],
  ["Stamp", "stamp", "--purge", "base"],
  ["Revision", "revision", "-m", "side", "--rev-id", "bbbb2", "--head", "aaaa1", "--splice"],
  ["Merge", "merge", "--rev-id", "cccc2"],
  ["Branches", "branches"],
  ["Health", "check", "--revisions-only"],
  ["EnsureVersion", "ensure-version"],
  ["ListTemplates", "list-templates"],
  ["Edit", "edit", "aaaa1"],
  ["Failure", "stamp", "zzzz9"],
  ["Failure", "stamp"],
];

interface Stopped {
  readonly error: { readonly code: string };
  readonly steps: readonly { readonly revision: string }[];
}

describe("the JSON of the commands", function () {
  this.timeout(300_000);

  it("is of the type that is documented, nothing missing and nothing more", async () => {
    const page = await readFile(new URL("../../docs/commands.md", import.meta.url), "utf8");
    const [, types = ""] = /^## JSON$[^]*?```ts\n([^]*?)```/m.exec(page) ?? [];
    await using database = await createDatabase("sqlite");
    await database.query("CREATE TABLE unknown (id integer)");
    await using project = await userProject(database.options, {
      // What is printed by the user's modules must not get into the document.
      "src/entities.ts": `console.log("entities are loaded");
import { Column, Entity, PrimaryColumn } from "typeorm";
@Entity() class Account { @PrimaryColumn("integer") id!: number; @Column("text") name!: string; }
export const entities = [Account];
`,
    });
    await project.remove("mig.config.ts");
    process.env["EDITOR"] = "true";
    const values: string[] = [];
    for (const [type, ...typed] of DOCUMENTS) {
      const { code, stdout, stderr } = await project.mig(...typed, "--json");
      expect([1, 2].includes(code ?? 0), stderr).to.equal(type === "Failure");
      expect(stderr.replaceAll("entities are loaded\n", "")).to.equal("");
      JSON.parse(stdout);
      values.push(`export const value${values.length}: ${type} = ${stdout.trim()};`);
    }
    for (const file of [
      revisionFile("aaaa3", "aaaa2", "", ""),
      revisionFile("aaaa4", "aaaa3", 'await op.execute("this is no SQL");'),
    ])
      await project.write({ [`migrations/${/"(aaaa\d)"/.exec(file)?.[1]}.ts`]: file });
    await project.run("stamp", "aaaa2");
    const stopped = await project.mig("upgrade", "aaaa4", "--json");
    const { error, steps } = JSON.parse(stopped.stdout) as Stopped;
    expect(stopped.code).to.equal(1);
    expect(error.code).to.equal("MIG401");
    expect(steps.map(({ revision }) => revision)).to.deep.equal(["aaaa3"]);
    values.push(`export const stopped: Failure = ${stopped.stdout.trim()};`);
    await project.write({ "migrations/aaaa3.ts": revisionFile("aaaa3", "aaaa2", "", "op;") });
    for (const [type, ...typed] of CHANGED) {
      const { stdout } = await project.mig(...typed, "--json");
      expect(stdout, typed.join(" ")).to.contain('"difference": [');
      values.push(`export const value${values.length}: ${type} = ${stdout.trim()};`);
    }
    for (const [type, value] of [...(await ofSeveral()), ...(await ofOld())])
      values.push(`export const value${values.length}: ${type} = ${value.trim()};`);
    const documented = [...types.matchAll(/^interface (\w+)/gm)].map(([, name]) => name ?? "");
    const parts = [
      "Adopt",
      "Entry",
      "Step",
      "Tenants",
      "Moved",
      "Databases",
      "Comparison",
      "Changed",
      "LogEntry",
    ];
    expect(new Set([...DOCUMENTS.map(([type]) => type), ...parts])).to.have.keys(...documented);

    values.push(
      "// @ts-expect-error: a document that lacks something is found",
      "const a: Stamp = { from: [] };",
    );
    values.push(
      "// @ts-expect-error: and one that has more",
      "const b: Stamp = { from: [], to: [], more: 1 };",
    );
    values.push(
      "// @ts-expect-error: also in a part",
      'const c: Tenants<Stamp> = { tenants: [{ tenant: "a", milliseconds: 1, outcome: "done", from: [], to: [], more: 1 }] };',
    );
    await project.write({ "documents.ts": `${types}\n${values.join("\n")}\n` });
    expect(typeErrors(project.path, ["documents.ts"])).to.deep.equal([]);
  });
});

/** The same, once a file has changed since it was applied, and another revision has failed. */
const CHANGED: readonly (readonly [type: string, ...typed: readonly string[]])[] = [
  ["Status", "status"],
  ["Upgrade", "upgrade", "aaaa3"],
  ["Failure", "upgrade", "aaaa3", "--strict"],
];

/** Documents of tenants, of several databases, and of tenants of several databases, with their types. */
async function ofSeveral(): Promise<readonly (readonly [type: string, document: string])[]> {
  const wrong = 'await op.execute("this is no SQL");';
  await using project = await userProject(
    { type: "better-sqlite3", database: "main.sqlite" },
    {
      "mig.config.ts": `export default { dataSource: "src/data-source.ts", databases: {
        two: { versionTable: "two", tenants: ["c", "d"] }, one: { tenants: ["a", "b"] } } };`,
      "migrations/one/a.ts": revisionFile("aaaa1", null, 'await op.execute("SELECT 1");'),
      "migrations/two/a.ts": revisionFile("bbbb1", null, wrong),
      "src/entities.ts": `import { Entity, PrimaryColumn } from "typeorm";
@Entity() class Account { @PrimaryColumn("integer") id!: number; }
export const entities = [Account];
`,
    },
  );
  const documents: (readonly [string, string])[] = [];
  for (const [type, ...typed] of SEVERAL)
    documents.push([type, (await project.mig(...typed, "--json")).stdout]);
  for (const kind of ['"done"', '"failed"', '"not started"', '"one": null'])
    expect(documents.join(), kind).to.contain(kind);
  return documents;
}

/** What is adopted, would be, and was before. */
async function ofOld(): Promise<readonly (readonly [type: string, document: string])[]> {
  await using database = await createDatabase("sqlite");
  await using project = await oldProject(database);
  await project.runOld();
  const documents: (readonly [string, string])[] = [];
  for (const typed of [["--dry-run"], [], []])
    documents.push(["Adopt", await project.run("adopt", ...typed, "--json")]);
  return documents;
}

const SEVERAL: readonly (readonly [type: string, ...typed: readonly string[]])[] = [
  ["Tenants<Moved>", "upgrade", "--tenants", "-n", "one"],
  ["Tenants<Moved>", "downgrade", "base", "--tenant", "a", "-n", "one"],
  ["Tenants<Stamp>", "stamp", "head", "--tenants", "-n", "one"],
  ["Tenants<Current>", "current", "--tenants", "-n", "one"],
  ["Tenants<Check>", "check", "--tenants", "--jobs", "1", "-n", "one"],
  ["Tenants<Status>", "status", "--tenants", "-n", "one"],
  ["Tenants<Log>", "log", "--tenants", "-n", "one"],
  ["Databases<Status>", "status"],
  ["Databases<Log>", "log"],
  ["Databases<Tenants<Current>>", "current", "--tenants"],
  ["Databases<Tenants<Moved>>", "upgrade", "--tenants", "--jobs", "1"],
  ["Databases<Heads>", "heads"],
  ["Databases<Upgrade>", "upgrade"],
  ["Databases<Upgrade>", "downgrade", "base"],
  ["Failure", "upgrade", "--tenant", "nobody", "-n", "one"],
];
