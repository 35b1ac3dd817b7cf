import { MigError } from "../errors.js";
import { around, type Grammar } from "../sql.js";
import type { TableName } from "../schema/model.js";

/** SQL with values and names in it, as plain data: a text before each part, and one behind the last. */
export interface Sql {
  readonly texts: readonly string[];
  readonly parts: readonly SqlPart[];
}

/** What stands between two texts. */
export type SqlPart =
  { readonly value: unknown } | { readonly name: string } | { readonly table: TableName };

/** A statement in the words of the database, or one with values and names in it. */
export type SqlText = string | Sql;

/** The tag, and what makes other parts than values. */
export interface SqlTag {
  (texts: readonly string[], ...values: readonly unknown[]): Sql;
  /** The name of a column or another thing, as one part. */
  name(name: string): Sql;
  /** The name of a table, which may be qualified: `audit.users`. */
  table(table: TableName): Sql;
  /** SQL that is not looked at. */
  raw(text: string): Sql;
  /** Values or other SQL with a text between them, which is a comma unless it is said: for `IN (…)`. */
  join(items: readonly unknown[], between?: string): Sql;
}

/**
 * SQL of which the values become literals of the database and the names are quoted as it quotes them:
 * sql`UPDATE t SET a = ${5} WHERE ${sql.name("b")} IS NULL`.
 */
export const sql: SqlTag = withParts((texts, ...values) => joined(texts, values.map(partOf)), {
  name: (name) => single({ name }),
  table: (table) => single({ table }),
  raw: (text) => joined([text], []),
  join(items, between = ", ") {
    if (items.length === 0)
      throw new MigError(
        "MIG409",
        "sql.join has nothing to join, and IN () is no SQL.",
        "Leave the statement out where there is nothing.",
      );
    return joined(["", ...items.slice(1).map(() => between), ""], items.map(partOf));
  },
});

/** Whether a value is SQL made by `sql`, also by another copy of the package, or the data of it. */
export const isSql = (value: unknown): value is Sql =>
  typeof value === "object" &&
  value !== null &&
  Array.isArray((value as Partial<Sql>).texts) &&
  Array.isArray((value as Partial<Sql>).parts);

/** The text, in the words of a database. Refuses (MIG409) what stands within quotes or a comment. */
export function spelled(given: SqlText, grammar: Grammar): string {
  if (typeof given === "string") return given;
  if (!grammar.isOpenBetween(given.texts))
    throw new MigError(
      "MIG409",
      `A value or a name stands within quotes or a comment: ${told(given)}`,
      "Leave the quotes out: sql`…` writes those of the database.",
    );
  return given.texts.reduce((text, next, at) => {
    const part = given.parts[at - 1];
    return text + (part ? around(spelledPart(part, grammar), text) : "") + next;
  });
}

/** The text as people read it, with names and values as they are in JavaScript. */
export function told(given: SqlText): string {
  if (typeof given === "string") return given;
  return given.texts.reduce((text, next, at) => {
    const part = given.parts[at - 1];
    return text + (part ? toldPart(part) : "") + next;
  });
}

/** The tag with its other functions; each function has a name already, which cannot be set. */
function withParts(
  tag: (texts: readonly string[], ...values: readonly unknown[]) => Sql,
  parts: Pick<SqlTag, "name" | "table" | "raw" | "join">,
): SqlTag {
  for (const [name, value] of Object.entries(parts)) Object.defineProperty(tag, name, { value });
  return tag as SqlTag;
}

/** Its texts and parts and nothing else, as they can be printed. */
export const plainSql = ({ texts, parts }: Sql): Sql => ({ texts, parts });

/** What `sql` has made can stand in another one; the data of it is a value like any other. */
const partOf = (value: unknown): SqlPart | Sql =>
  isSql(value) && TAGGED in value ? value : { value };

/** Marks what `sql` has made, also for other copies of the package. */
const TAGGED = Symbol.for("typeorm-mig.sql");

const single = (part: SqlPart): Sql => joined(["", ""], [part]);

/** One that stands in another becomes a part of it. */
function joined(texts: readonly string[], parts: readonly (SqlPart | Sql)[]): Sql {
  const all: string[] = [texts[0] ?? ""];
  const found: SqlPart[] = [];
  const append = (text: string) => all.push((all.pop() ?? "") + text);
  parts.forEach((part, at) => {
    if (isSql(part)) {
      append(part.texts[0] ?? "");
      part.parts.forEach((inner, place) => {
        found.push(inner);
        all.push(part.texts[place + 1] ?? "");
      });
      append(texts[at + 1] ?? "");
    } else {
      found.push(part);
      all.push(texts[at + 1] ?? "");
    }
  });
  return { [TAGGED]: true, texts: all, parts: found } as Sql;
}

function spelledPart(part: SqlPart, grammar: Grammar): string {
  if ("name" in part) return grammar.name(part.name);
  if ("table" in part) return grammar.table(part.table);
  return grammar.value(part.value);
}

function toldPart(part: SqlPart): string {
  if ("name" in part) return part.name;
  if ("table" in part) return part.table;
  const { value } = part;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object" && value !== null && !(value instanceof Date))
    return JSON.stringify(value);
  return typeof value === "string" ? `'${value}'` : String(value);
}
