import type { ServerName } from "../../support/databases.js";
import { mariadb } from "./mariadb.js";
import { mysql } from "./mysql.js";
import { postgres } from "./postgres.js";
import { sqlite } from "./sqlite.js";
import type { Words } from "./words.js";

export type { Type, Words } from "./words.js";

/** What random schemas are made of, for each server. */
export const WORDS: { readonly [Name in ServerName]: Words } = { postgres, mysql, mariadb, sqlite };
