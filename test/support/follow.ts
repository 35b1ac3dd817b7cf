import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Sqlite, type SqliteFile } from "./create-database.js";
import { newestRevision, replaceBody } from "./newest-revision.js";
import { commandsOf, type Block } from "./pages.js";
import type { UserProject } from "./user-project.js";

/** What a block of a page tells to do; "other" is only there to be read. */
export type Told = "file" | "generated" | "upgrade" | "downgrade" | "console" | "sql" | "other";

/**
 * Does what a block of a page tells, in a project: types its commands, writes its file, runs its SQL on the SQLite file it
 * names, puts its lines into the newest revision, or finds them there.
 */
export async function follow(project: UserProject, block: Block): Promise<Told> {
  const { language, info, text } = block;
  if (language === "console") {
    await type(project, block);
    return "console";
  }
  if (info === "") return "other";
  if (info === "generated") {
    const written = await readFile(await newestRevision(project), "utf8");
    expect(squeezed(written)).to.contain(squeezed(text));
    return info;
  }
  if (info === "upgrade" || info === "downgrade") {
    await replaceBody(project, info, text);
    return info;
  }
  if (language === "sql") {
    using database = sqlite(project, info);
    database.exec(text);
    return "sql";
  }
  await project.write({ [info]: text });
  return "file";
}

/** An SQLite file of a project, closed at the end of its block. */
export function sqlite(project: UserProject, name: string): SqliteFile & Disposable {
  const database = new Sqlite(join(project.path, name));
  return Object.assign(database, { [Symbol.dispose]: () => database.close() });
}

/** Types each command but those that install; only `check` may find something. */
async function type(project: UserProject, block: Block): Promise<void> {
  for (const [program, ...words] of commandsOf(block)) {
    if (program === "npm") continue;
    expect([program, words[0]]).to.deep.equal(["npx", "mig"]);
    const { code, stderr } = await project.mig(...words.slice(1));
    expect(code === 0 || (words[1] === "check" && code === 3), stderr).to.equal(true);
  }
}

/** However it is broken into lines. */
const squeezed = (text: string) => text.replaceAll(/\s+|,(?=\s*[)}\]])/g, "");
