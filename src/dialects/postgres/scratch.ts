import { quoting, standardLiteral, words } from "../../sql.js";
import type { Query } from "../dialect.js";
import type { OnServer, Scratching } from "../scratch.js";
import { pieces } from "../statements.js";
import { postgresLexis } from "./lexis.js";

export const scratching: Scratching = {
  get onServer() {
    return ON_SERVER;
  },
  // On a server that was given for that, roles may come and go.
  watch: async (_query, place) => async (sql) => (place === "beside" ? reach(sql) : null),
};

const { name } = quoting('"');

const ON_SERVER: OnServer = {
  async create(query, database) {
    const [own] = await query(
      "SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype FROM pg_database WHERE datname = current_database()",
    );
    const literal = (key: string) => standardLiteral(String(own?.[key]));
    await query(
      // The other template cannot be copied while somebody is connected to it.
      words(
        `CREATE DATABASE ${name(database)} TEMPLATE template0`,
        `ENCODING ${literal("encoding")} LC_COLLATE ${literal("collate")} LC_CTYPE ${literal("ctype")}`,
      ),
    );
    const comment = standardLiteral("Made by `mig verify` to try revisions in; may be dropped.");
    await query(`COMMENT ON DATABASE ${name(database)} IS ${comment}`);
    const [setting] = await query(
      "SELECT 1 FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) AS c WHERE d.datname = current_database() AND s.setrole = 0 AND c LIKE 'search_path=%'",
    );
    if (setting) await query(`ALTER DATABASE ${name(database)} SET search_path FROM CURRENT`);
  },
  async drop(query, database) {
    await query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${standardLiteral(database)} AND backend_type = 'client backend' AND pg_has_role(usesysid, 'MEMBER')`,
    );
    await query(`DROP DATABASE IF EXISTS ${name(database)}`);
  },
  async named(query, beginning) {
    const rows = await query(
      `SELECT datname AS name FROM pg_database WHERE starts_with(datname, ${standardLiteral(beginning)}) ORDER BY datname`,
    );
    return rows.map((row) => String(row["name"]));
  },
  async current(query) {
    const [row] = await query("SELECT current_database() AS name");
    return String(row?.["name"]);
  },
  async contents(query) {
    const rows = await objects(query);
    return rows.map(({ kind, identity }) => `${kind} ${identity}`);
  },
  async supposed(query) {
    const schemas = await query(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY nspname",
    );
    const searched = await query("SELECT unnest(current_schemas(false)) AS name");
    const extensions = await query(
      "SELECT extname AS name, nspname AS schema FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql' ORDER BY extname",
    );
    const names = (rows: typeof schemas) => rows.map((row) => String(row["name"]));
    return {
      schemas: names(schemas),
      searched: names(searched),
      extensions: extensions.map((row) => ({
        name: String(row["name"]),
        schema: String(row["schema"]),
      })),
    };
  },
  async make(query, { schemas, extensions }) {
    const makeSchema = (schema: string) => query(`CREATE SCHEMA IF NOT EXISTS ${name(schema)}`);
    for (const schema of schemas) await makeSchema(schema);
    for (const extension of extensions) {
      if (!extension.schema.startsWith("pg_")) await makeSchema(extension.schema);
      await query(
        `CREATE EXTENSION IF NOT EXISTS ${name(extension.name)} WITH SCHEMA ${name(extension.schema)}`,
      );
    }
  },
  async empty(query, before) {
    const found = await ON_SERVER.supposed(query);
    const isNew = (item: string, list: readonly string[]) => !list.includes(item);
    const there = before.extensions.map((extension) => extension.name);
    for (const extension of found.extensions)
      if (isNew(extension.name, there))
        await query(`DROP EXTENSION IF EXISTS ${name(extension.name)} CASCADE`);
    for (const schema of found.schemas)
      if (isNew(schema, before.schemas)) await query(`DROP SCHEMA ${name(schema)} CASCADE`);
    // One may have gone with another.
    for (const { kind, identity } of await objects(query))
      await query(`DROP ${kind} IF EXISTS ${identity} CASCADE`);
    await ON_SERVER.make(query, { schemas: before.schemas, extensions: [] });
  },
};

/** What is in the schemas of a database and belongs to no extension, in the words of DROP. */
async function objects(
  query: Query,
): Promise<readonly { readonly kind: string; readonly identity: string }[]> {
  const rows = await query(OBJECTS);
  return rows.map((row) => ({ kind: String(row["kind"]), identity: String(row["identity"]) }));
}

const OBJECTS = `
  SELECT kind, identity FROM (
    SELECT 1 AS place, c.oid AS id, 'pg_class'::regclass AS catalog, relnamespace AS home,
      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE'
        WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END AS kind,
      format('%I.%I', n.nspname, relname) AS identity
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
    UNION ALL
    SELECT 2, t.oid, 'pg_type'::regclass, typnamespace, CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,
      format('%I.%I', n.nspname, typname)
    FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE typtype IN ('e', 'd', 'r')
    UNION ALL
    SELECT 3, p.oid, 'pg_proc'::regclass, pronamespace, 'ROUTINE', p.oid::regprocedure::text FROM pg_proc p
  ) o JOIN pg_namespace h ON h.oid = home
  WHERE h.nspname !~ '^pg_' AND h.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = id AND d.classid = catalog AND d.deptype IN ('e', 'i', 'a')
      AND (d.deptype = 'e' OR kind = 'SEQUENCE'))
  ORDER BY place, identity`;

/** What belongs to all databases of a server, or to another one. */
function reach(sql: string): string | null {
  const found = SERVER_WIDE.exec(codeOf(sql, RUNS_TEXT.test(sql)));
  return found?.[1]?.replaceAll(/\s+/g, " ").trim() ?? null;
}

/** The text without comments, and without strings unless they count: as bodies of what is run. */
function codeOf(sql: string, withStrings: boolean): string {
  let code = "";
  for (const { kind, text } of pieces(postgresLexis, sql))
    code += kind === "space" ? " " : !withStrings && /^e?'/i.test(text) ? " 0 " : text;
  return code;
}

const RUNS_TEXT = /\bDO\b|\bCREATE\b[^;]*\b(?:FUNCTION|PROCEDURE)\b/i;

/** Where a statement begins, also in the body of a function or of DO. */
const BEGIN = String.raw`(?:^|[;'$]|\b(?:BEGIN|THEN|ELSE|LOOP)\b)\s*`;
const SERVER_WIDE = new RegExp(
  `${BEGIN}(${[
    String.raw`(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER(?!\s+MAPPING)|GROUP|DATABASE|TABLESPACE|SUBSCRIPTION)\b`,
    String.raw`ALTER\s+SYSTEM\b`,
    String.raw`(?:REASSIGN|DROP)\s+OWNED\b`,
    String.raw`COMMENT\s+ON\s+(?:ROLE|DATABASE|TABLESPACE)\b`,
    String.raw`(?:GRANT|REVOKE)\b(?![^;]*\bON\b)`,
    String.raw`(?:GRANT|REVOKE)\b(?=[^;]*\bON\s+(?:DATABASE|TABLESPACE|PARAMETER)\b)`,
  ].join("|")})`,
  "i",
);
