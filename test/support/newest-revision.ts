import { expect } from "chai";
import { readFile, writeFile } from "node:fs/promises";
import type { UserProject } from "./user-project.js";

/** The path of the revision that no other follows. */
export async function newestRevision(project: UserProject): Promise<string> {
  const { heads } = JSON.parse(await project.run("heads", "--json")) as {
    heads: readonly { path: string }[];
  };
  return heads[0]?.path ?? "";
}

/** Puts lines in the place of what a function of the newest revision does. */
export async function replaceBody(
  project: UserProject,
  name: "upgrade" | "downgrade",
  lines: string,
): Promise<void> {
  const path = await newestRevision(project);
  const text = await readFile(path, "utf8");
  const body = new RegExp(
    `(export const ${name}: Migration = async) \\(_?op\\) => \\{[^]*?\\};$`,
    "m",
  );
  expect(text).to.match(body);
  await writeFile(
    path,
    text.replace(body, (_, start: string) => `${start} (op) => {\n${lines}};`),
  );
}
