import { scriptingFor } from "../../src/dialects/index.js";
import type { Migration } from "../../src/runtime/op.js";
import { scriptHead, scriptOf, versionTableScript } from "../../src/runtime/script.js";
import type { Schema } from "../../src/schema/model.js";
import { AUTHOR } from "./footing.js";
import { revision } from "./revisions.js";
import type { SchemaDatabase } from "./schema-database.js";

/** The script of a first revision, for a database that is known to have that schema and is not asked. */
export async function scripted(
  { connection }: SchemaDatabase,
  schema: Schema,
  migration: Migration,
): Promise<string> {
  const { dialect, server } = connection;
  const means = {
    dialect,
    scripting: await scriptingFor(server),
    versionTable: { name: "mig_version", schema: null },
    typeormMetadata: "typeorm_metadata",
    author: AUTHOR,
  };
  const only = {
    direction: "upgrade" as const,
    migration,
    revision: revision("aaaa1", { message: "" }),
    isTransactional: true,
    limits: {},
    file: null,
    rowsBefore: [],
    rowsAfter: ["aaaa1"],
  };
  let text = scriptHead(means, "a script") + (await versionTableScript(means));
  const known = { written: schema, schema: dialect.normalize(schema), executed: [] };
  for await (const piece of scriptOf(means, known, [only])) text += piece;
  return text;
}
