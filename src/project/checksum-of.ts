import { readFile } from "node:fs/promises";
import { checksum } from "../revisions/checksum.js";
import type { Revision } from "../revisions/revision.js";

/** What tells whether the file of a revision has changed since. */
export const checksumOf = async ({ path }: Revision): Promise<string> =>
  checksum(await readFile(path, "utf8"));
