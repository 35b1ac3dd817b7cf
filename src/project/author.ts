import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Author } from "../runtime/journal.js";

/** Who runs this: what the journal says of a run. */
export const author = (): Author => ({
  host: hostname().slice(0, 255),
  user: userName().slice(0, 255),
  program: version(),
});

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return ""; // a container may run as a user that has no name
  }
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
