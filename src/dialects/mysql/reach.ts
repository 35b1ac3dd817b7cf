import type { Query } from "../dialect.js";
import type { Place, Watch } from "../scratch.js";
import { pieces } from "../statements.js";
import { mysqlLexis } from "./lexis.js";

/**
 * Watches over statements by their words: none may name another database of the server, change to one, make one, or change
 * what belongs to all of them. A statement that is composed on the server is composed here first, and watched over itself.
 */
export const watchOf = (query: Query, others: readonly string[], place: Place): Watch => {
  const names = others.map((name) => ({ name, pattern: naming(name) }));
  const watch: Watch = async (sql, parameters = []) => {
    const code = codeOf(sql, false);
    const wide = OF_DATABASES.exec(code) ?? (place === "beside" ? OF_SERVER.exec(code) : null);
    if (wide) return (wide[1] ?? "").replaceAll(/\s+/g, " ").trim();
    const isDynamic = /\b(?:PREPARE|EXECUTE)\b/i.test(code);
    const text = isDynamic ? codeOf(sql, true) : code;
    const isNamed = ({ name, pattern }: (typeof names)[number]) =>
      pattern.test(text) ||
      (isDynamic && text.toLowerCase().includes(`'${name.toLowerCase()}'`)) ||
      // The driver puts them in as names.
      (code.includes("??") && parameters.flat().some((value) => same(value, name)));
    const named = names.find(isNamed);
    if (named) return named.name;
    const composed = COMPOSED.exec(text);
    const expression = composed?.[1] ?? composed?.[2];
    if (expression === undefined) return null;
    const [row] = await query(`SELECT ${expression} AS composed`);
    return watch(String(row?.["composed"] ?? ""));
  };
  return watch;
};

const same = (value: unknown, name: string) =>
  typeof value === "string" && value.toLowerCase().split(".")[0] === name.toLowerCase();

/** The text without comments, and without strings unless they count: in statements that are run as such. */
function codeOf(sql: string, withStrings: boolean): string {
  let code = "";
  for (const { kind, text } of pieces(mysqlLexis, sql))
    code += kind === "space" ? " " : !withStrings && text.startsWith("'") ? " 0 " : text;
  return code;
}

/** A name before a dot, in whatever quotes. */
function naming(name: string): RegExp {
  const literally = (text: string) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  const bare = literally(name);
  const quoted = [
    "`" + literally(name.replaceAll("`", "``")) + "`",
    `"${literally(name.replaceAll('"', '""'))}"`,
  ];
  // Behind another dot it is the name of a table.
  return new RegExp(
    `(?<!\\.\\s*)(?:${quoted.join("|")}|(?<![\\w$\\u0080-\\uffff])${bare})\\s*\\.`,
    "i",
  );
}

const BEGIN = String.raw`(?:^|[;'"!]|\b(?:BEGIN|THEN|ELSE|DO)\b)\d*\s*`;
const OF_DATABASES = new RegExp(
  `${BEGIN}(${[
    String.raw`USE\s+(?!INDEX\b|KEY\b)`,
    String.raw`(?:CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?(?:DATABASE|SCHEMA)\b`,
    String.raw`ALTER\s+(?:DATABASE|SCHEMA)\b(?!\s+(?:DEFAULT|CHARACTER|CHARSET|COLLATE|ENCRYPTION)\b)`,
  ].join("|")})`,
  "i",
);
const OF_SERVER = new RegExp(
  `${BEGIN}(${[
    String.raw`(?:CREATE|ALTER|DROP|RENAME)\s+(?:OR\s+REPLACE\s+)?(?:USER|ROLE|SERVER|TABLESPACE|LOGFILE|INSTANCE)\b`,
    String.raw`(?:GRANT|REVOKE|FLUSH|RESET|PURGE|SHUTDOWN|KILL|INSTALL|UNINSTALL|CLONE|CHANGE)\b`,
    String.raw`SET\s+(?:[^;]*,\s*)?(?:GLOBAL|PERSIST|PERSIST_ONLY|PASSWORD|DEFAULT\s+ROLE)\b`,
    String.raw`SET\b[^;]*@@(?:GLOBAL|PERSIST)\b`,
  ].join("|")})`,
  "i",
);
const COMPOSED =
  /^\s*(?:PREPARE\s+\S+\s+FROM\s+([^;]+?)|EXECUTE\s+IMMEDIATE\s+([^;]+?)(?:\s+USING\b[^;]*)?)\s*;?\s*$/i;
