import { randomUUID } from "node:crypto";
import { constants, copyFile, link, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MigError } from "../errors.js";

/**
 * Writes a file whole: it is there complete or not at all, and one that exists is never overwritten. Refuses (MIG516) what
 * cannot be written, and leaves nothing behind.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  await makeFolder(dirname(path));
  const draft = join(dirname(path), `.${randomUUID()}.mig`);
  try {
    await writeFile(draft, text);
    await giveName(draft, path);
  } catch (cause) {
    throw cannotWrite(path, cause);
  } finally {
    // A draft that stays is in nobody's way, and is not to hide what went wrong before.
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** Makes a folder, and those above it, if they are not there. Refuses (MIG516) where that cannot be. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Unlike a rename, both refuse a file that is there. */
async function giveName(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (!WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await copyFile(draft, path, constants.COPYFILE_EXCL);
  }
}

/** What exFAT, shared folders of virtual machines and some mounts say of a hard link. */
const WITHOUT_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV", "EMLINK"]);

function cannotWrite(path: string, cause: unknown): MigError {
  const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split(",");
  return new MigError(
    "MIG516",
    `${path} cannot be written: ${reason}.`,
    "Nothing was written. See whether something of that name is there, whether there is room, and whether you may write there.",
    { cause },
  );
}
