import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A small project of a user, on disk for one test. */
export interface Sample extends AsyncDisposable {
  readonly root: string;
  /** The absolute path of one of its files. */
  at(name: string): string;
  write(files: Files): Promise<void>;
}

/** Texts by name. */
export type Files = Readonly<Record<string, string>>;

/** Writes a project with a node_modules folder of its own, into a folder where the packages of the repository are found. */
export async function sample(files: Files, typeorm?: "typeorm03"): Promise<Sample> {
  const folder = await temporaryFolder();
  await symlink(PACKAGES, join(folder.path, "node_modules"));
  const root = join(folder.path, "project");
  const at = (name: string) => join(root, name);
  const write = async (files: Files) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(at(name)), { recursive: true });
      await writeFile(at(name), text);
    }
  };
  await write({ "package.json": "{}", "tsconfig.json": COMMONJS, ...files });
  await mkdir(at("node_modules"), { recursive: true });
  if (typeorm !== undefined) {
    await symlink(join(PACKAGES, typeorm), at("node_modules/typeorm"));
  }
  return { root, at, write, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** What makes a project one of native modules, written as bundlers allow. */
export const MODULE: Files = {
  "package.json": `{ "type": "module" }`,
  "tsconfig.json": `{ "compilerOptions": { "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "strict": true } }`,
};

const COMMONJS = `{ "compilerOptions": { "target": "es2022", "module": "commonjs", "strict": true, "esModuleInterop": true } }`;

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));
