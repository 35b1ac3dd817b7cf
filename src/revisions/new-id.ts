import { randomBytes } from "node:crypto";
import type { RevisionId } from "./revision.js";

/** A new id that no other revision has: twelve random hexadecimal digits. */
export function newRevisionId(): RevisionId {
  return randomBytes(6).toString("hex");
}
