import { fileURLToPath } from "node:url";
import { MigError } from "../../src/errors.js";
import type { Config } from "../../src/project/config.js";
import { lockDatabase, type LockOptions } from "../../src/project/lock.js";
import { openProject, type Project } from "../../src/project/open.js";

/** A project on that database, as another process would open it, from this folder. */
export const opened = (options: object, more: Config = {}, cwd = HERE): Promise<Project> =>
  openProject({ cwd, config: { dataSource: () => options as never, postWriteHooks: [], ...more } });

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** The error of one that does not get the lock; one that gets it gives it back. */
export async function refusalOf(project: Project, options: LockOptions): Promise<MigError | null> {
  try {
    await using _ = await lockDatabase(project, options);
    return null;
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
}
