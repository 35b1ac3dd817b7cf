import { pathToFileURL } from "node:url";
import type { Way } from "./way.js";

/** SQLite: no server, but a folder for its files that is removed as a server's is. */
export const sqlite: readonly Way[] = [
  {
    from: "a temporary folder",
    prepare: async ({ folder }) => ({
      steps: [],
      signal: "SIGTERM",
      url: pathToFileURL(`${folder}/`).href,
      answers: async () => undefined,
    }),
  },
];
