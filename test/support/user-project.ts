import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mig, migs, type Answer } from "./mig.js";
import { linkPackages, type TypeormPackage } from "./shop.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A project of a user on disk, and `mig` in it. */
export interface UserProject extends AsyncDisposable {
  readonly path: string;
  write(files: Files): Promise<void>;
  remove(name: string): Promise<void>;
  /** Runs mig, whatever it ends with. */
  mig(...args: readonly string[]): Promise<Answer>;
  /** Runs mig, and fails unless it ends with 0; gives what it printed. */
  run(...args: readonly string[]): Promise<string>;
  /** The revision files, by name. */
  revisions(): Promise<readonly string[]>;
  /** The text of the only revision file whose name contains this. */
  revision(part: string): Promise<string>;
}

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

/**
 * A project with a data source for the given connection, a configuration, and these files beside them. Its TypeORM, if none is
 * named, is the one that has that type of connection: 0.3 for `sqlite`, and 1.x for all others.
 */
export async function userProject(
  options: object,
  files: Files = {},
  typeorm?: TypeormPackage,
): Promise<UserProject> {
  const folder = await temporaryFolder();
  const { path } = folder;
  const is03 = "type" in options && options.type === "sqlite";
  await linkPackages(join(path, "node_modules"), typeorm ?? (is03 ? "typeorm03" : "typeorm"));
  const write = async (texts: Files) => {
    for (const [name, text] of Object.entries(texts)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), text);
    }
  };
  await write({
    "package.json": JSON.stringify({ name: "app", private: true }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: { target: "es2022", module: "commonjs", strict: true },
    }),
    "mig.config.ts": `import { defineConfig } from "typeorm-mig";
export default defineConfig({ dataSource: "src/data-source.ts" });
`,
    "src/data-source.ts": `import { DataSource } from "typeorm";
import { entities } from "./entities";
export const AppDataSource = new DataSource({ ...${JSON.stringify(options)}, entities } as any);
`,
    "src/entities.ts": "export const entities = [];\n",
    ...files,
  });
  const migrations = join(path, "migrations");
  const revisions = async () => (await readdir(migrations).catch(() => [])).toSorted();
  return {
    path,
    write,
    remove: (name) => rm(join(path, name)),
    mig: (...args) => mig(path, args),
    run: async (...args) => (await migs(path, args)).stdout,
    revisions,
    async revision(part) {
      const found = (await revisions()).filter((name) => name.includes(part));
      if (found.length !== 1) throw new Error(`${found.length} revisions with ${part}`);
      return readFile(join(migrations, found[0] ?? ""), "utf8");
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
