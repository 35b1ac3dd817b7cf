import { dialectFor, scriptingFor, sourceType } from "../../src/dialects/index.js";
import { args, type Operation } from "../../src/operations/index.js";
import type { Migration } from "../../src/runtime/op.js";
import {
  scriptHead,
  scriptOf,
  versionTableScript,
  type ScriptMeans,
} from "../../src/runtime/script.js";
import type { Ready } from "../../src/runtime/steps.js";
import type { Schema } from "../../src/schema/model.js";
import type { ServerName } from "./databases.js";
import { AUTHOR } from "./footing.js";
import { revision } from "./revisions.js";
import { withoutOrder } from "./same.js";
import type { SchemaDatabase } from "./schema-database.js";

/** What a migration says that was written to a file: without what the operations remember. */
export const saying =
  (ops: readonly Operation[]): Migration =>
  async (op) => {
    const calls = op as unknown as Readonly<Record<string, (...list: unknown[]) => Promise<void>>>;
    for (const each of ops) await calls[each.kind]?.(...args(each));
  };

/** One step from revision to revision; `base` is none. */
export function step(
  direction: Ready["direction"],
  migration: Migration,
  from: string,
  to: string,
): Ready {
  const rows = (id: string) => (id === "base" ? [] : [id]);
  const id = direction === "upgrade" ? to : from;
  return {
    direction,
    migration,
    isTransactional: true,
    limits: {},
    file: null,
    revision: revision(id, { message: `it's\n${id}` }),
    rowsBefore: rows(from),
    rowsAfter: rows(to),
  };
}

/** Means to write scripts for a server that is not asked. */
export async function meansFor(
  server: ServerName,
  version: readonly number[],
): Promise<ScriptMeans> {
  const type = server === "sqlite" ? "better-sqlite3" : server;
  const text = version.join(".") + (server === "mariadb" ? "-MariaDB" : "");
  const imagined = await sourceType(type).imagine({ version: text, database: "shop" });
  return {
    dialect: await dialectFor(imagined),
    scripting: await scriptingFor(imagined),
    versionTable: { name: "mig_version", schema: null },
    author: AUTHOR,
    typeormMetadata: "typeorm_metadata",
  };
}

/** The whole script of some steps for a database of this schema. */
export async function wholeScript(
  means: ScriptMeans,
  schema: Schema,
  steps: readonly Ready[],
  isFirst = false,
): Promise<string> {
  let text = scriptHead(means, "a script");
  if (isFirst) text += await versionTableScript(means);
  const known = { written: schema, schema: means.dialect.normalize(schema), executed: [] };
  for await (const piece of scriptOf(means, known, steps)) text += piece;
  return text;
}

/** What is in a database besides mig's own tables; on MySQL also in these other databases. */
export async function seen(
  { connection, server }: SchemaDatabase,
  databases: readonly string[] = [],
): Promise<Schema> {
  const { dialect, query } = connection;
  const namespaces = server === "postgres" ? ("all" as const) : databases;
  return withoutOrder(dialect.normalize(await dialect.reflect(query, { namespaces, except: OWN })));
}

/** What is mig's and TypeORM's own. */
export const OWN = ["mig_version", "mig_journal", "typeorm_metadata"];
