import type { Server } from "../../../src/dialects/dialect.js";
import type { ServerName } from "../../support/databases.js";
import { mariadb } from "./mariadb.js";
import { mysql } from "./mysql.js";
import { postgres } from "./postgres.js";
import { sqlite } from "./sqlite.js";
import type { Words } from "./words.js";

export { number, text, type Type, type Words } from "./words.js";

/** What random schemas are made of, for the newest version of each server. */
export const WORDS: { readonly [Name in ServerName]: Words } = { postgres, mysql, mariadb, sqlite };

/** What this server can do of it. */
export function wordsFor({ flavor, version: [major = 0] }: Server): Words {
  const words = WORDS[flavor];
  if (flavor !== "postgres") return words;
  return {
    ...words,
    computed: words.computed.filter((kind) => kind === "stored" || major >= 18),
    can: { ...words.can, nullsNotDistinct: major >= 15 },
  };
}
