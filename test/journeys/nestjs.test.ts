import { expect } from "chai";
import { spawn } from "node:child_process";
import { cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import { migs, type Answer } from "../support/mig.js";
import { linkPackages } from "../support/shop.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

describe("an application of NestJS", function () {
  this.timeout(300_000);
  let app: Awaited<ReturnType<typeof temporaryFolder>>;

  before("compiles it, as `npm run build` does", async () => {
    app = await temporaryFolder();
    await cp(join(ROOT, "fixtures/nestjs"), app.path, { recursive: true });
    await linkPackages(join(app.path, "node_modules"), "typeorm");
    await mkdir(join(app.path, "node_modules/@nestjs"));
    for (const name of ["@nestjs/common", "@nestjs/core", "@nestjs/typeorm", "rxjs"])
      await symlink(join(ROOT, "node_modules", name), join(app.path, "node_modules", name), "dir");
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const { code, stdout } = await run(app.path, [tsc, "-p", "tsconfig.json"], {});
    expect([code, stdout]).to.deep.equal([0, ""]);
  });
  after(() => app[Symbol.asyncDispose]());

  const start = ({ options }: TestDatabase, mode: string) =>
    run(app.path, ["dist/main.js"], { DATABASE: JSON.stringify(options), MIGRATIONS: mode });

  eachServer((server) => {
    it("migrates when several replicas start at once, and serves in each", async () => {
      await using database = await createDatabase(server);
      const replicas = await Promise.all([1, 2, 3].map(() => start(database, "migrate")));
      for (const { code, stdout, stderr } of replicas) {
        expect(code, stderr).to.equal(0);
        expect(stdout).to.contain("serving, with notes");
      }
      const said = replicas.map(({ stdout }) => stdout).join("");
      expect(said.match(/a11ce000000\d notes/g)).to.deep.equal([
        "a11ce0000001 notes",
        "a11ce0000002 notes",
      ]);
      const rows = await database.query("SELECT text FROM note WHERE done = FALSE");
      expect(rows.length).to.equal(3);
      const check = await migs(app.path, ["check"], { DATABASE: JSON.stringify(database.options) });
      expect(check.stdout).to.contain("No difference");
    });

    it("does not serve before its database is there, and serves once a job has brought it there", async () => {
      await using database = await createDatabase(server);
      const refused = await start(database, "verify");
      expect(refused.code).to.equal(1);
      expect(refused.stderr).to.contain("lacks 2 revisions: a11ce0000001, a11ce0000002");
      const waiting = start(database, "wait");
      await migs(app.path, ["upgrade", "head"], { DATABASE: JSON.stringify(database.options) });
      expect((await waiting).code).to.equal(0);
      expect((await start(database, "verify")).code).to.equal(0);
    });
  });
});

function run(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = { ...inherited, ...environment, NO_COLOR: "1" };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
}
