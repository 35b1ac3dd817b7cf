import type { Flavor } from "../dialects/dialect.js";
import { MigError } from "../errors.js";
import { propertyOf, type ColumnMetadata, type Source } from "./source.js";

/** The default of a column as SQL. Says what TypeORM says wherever that is valid, and what is meant where not. */
export function defaultText(column: ColumnMetadata, source: Source): string | null {
  const value: unknown = column.default;
  if (makesUuid(column)) return uuidDefault(source);
  if (value === null || value === undefined) return null;
  if (typeof value === "function")
    return functionText(called(value as () => unknown, column), column, source);
  const quote = {
    exactly: source.habits.literal,
    text: (text: string) => literal(text, column, source),
  };
  return VALUES[source.server.flavor](value, column, quote);
}

/** TypeORM calls it when it writes DDL, so that it may never have been called before. */
function called(value: () => unknown, column: ColumnMetadata): unknown {
  try {
    return value();
  } catch (cause) {
    throw new MigError(
      "MIG507",
      `The default of ${propertyOf(column)} is a function that throws: ${String(cause)}`,
      'It is called to learn the SQL of the default: `default: () => "now()"`.',
      { cause },
    );
  }
}

/** Whether the database itself makes the ids of a uuid column, where it has a function for it. */
export const makesUuid = (column: ColumnMetadata): boolean =>
  column.isGenerated && column.generationStrategy === "uuid" && (column.default ?? null) === null;

/** Only TypeORM's driver for PostgreSQL has one; elsewhere TypeORM makes the uuid before it inserts. */
const uuidDefault = ({ dataSource }: Source) =>
  (dataSource.driver as { readonly uuidGenerator?: string }).uuidGenerator ?? null;

/**
 * TypeORM respells the words for the present moment, and has to find its own spelling again. Of any other text
 * 0.3 takes the part it knows for the whole, so only the bare word is shown to it.
 */
function functionText(text: unknown, column: ColumnMetadata, { dataSource }: Source) {
  if (text === null || text === undefined) return null;
  if (!MOMENT.test(String(text))) return String(text);
  return dataSource.driver.normalizeDefault(column) ?? null;
}

const MOMENT =
  /^\s*(CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|LOCALTIMESTAMP|LOCALTIME|NOW)(\(\d*\))?\s*$/i;

interface Quote {
  readonly exactly: (text: string) => string;
  /** A text that a person wrote, with TypeORM's ways in mind. */
  readonly text: (text: string) => string;
}

/** How each database's values are written; a list, an object and a number are not written alike. */
const VALUES: {
  readonly [F in Flavor]: (value: unknown, column: ColumnMetadata, quote: Quote) => string;
} = {
  postgres(value, column, quote) {
    if (typeof value === "boolean") return String(value);
    if (column.isArray && Array.isArray(value)) return quote.text(arrayText(value));
    return plain(value, quote);
  },
  mysql(value, column, quote) {
    const text = VALUES.mariadb(value, column, quote);
    // https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html
    return MYSQL_WITHOUT_LITERALS.has(String(column.type)) ? `(${text})` : text;
  },
  mariadb(value, column, quote) {
    if (typeof value === "boolean") return value ? "1" : "0";
    if (typeof value === "number") return quote.exactly(numberText(value, column));
    if (Array.isArray(value) && COMMA_LISTS.has(String(column.type)))
      return quote.text(value.join(","));
    return plain(value, quote);
  },
  sqlite(value, column, quote) {
    if (typeof value === "boolean") return value ? "1" : "0";
    if (typeof value === "number" || typeof value === "bigint") return String(value);
    if (Array.isArray(value) && column.type === "simple-enum") return quote.text(value.join(","));
    const text = plain(value, quote);
    return column.type === "jsonb" && typeof value === "object" ? `jsonb(${text})` : text;
  },
};

const plain = (value: unknown, quote: Quote) =>
  typeof value === "object" ? quote.exactly(JSON.stringify(value)) : quote.text(String(value));

const COMMA_LISTS: ReadonlySet<string> = new Set(["set", "simple-array"]);
const MYSQL_WITHOUT_LITERALS: ReadonlySet<string> = new Set([
  ...["tinytext", "text", "mediumtext", "longtext", "simple-array", "simple-json", "json"],
  ...["tinyblob", "blob", "mediumblob", "longblob", "geometry", "point", "linestring", "polygon"],
  ...["multipoint", "multilinestring", "multipolygon", "geometrycollection"],
]);

/** Rounded only as the column itself would: TypeORM makes 1 of 0.5 where no scale is given. */
function numberText(value: number, { type, scale }: ColumnMetadata): string {
  if (scale === undefined && !DECIMALS.has(String(type))) return String(value);
  return value.toFixed(scale ?? 0);
}

const DECIMALS: ReadonlySet<string> = new Set(["decimal", "dec", "numeric", "fixed"]);

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function arrayText(items: readonly unknown[]): string {
  const texts = items.map((item) => {
    if (item === null || item === undefined) return "NULL";
    if (Array.isArray(item)) return arrayText(item);
    const text = typeof item === "object" ? JSON.stringify(item) : String(item);
    return PLAIN_ITEM.test(text) && !/^null$/i.test(text)
      ? text
      : `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
  });
  return `{${texts.join(",")}}`;
}

const PLAIN_ITEM = /^[^\s{},"\\]+$/;

/**
 * TypeORM puts a text between quotes as it is. So one whose quotes are all doubled is taken for what people
 * write to make that work, unless it is one of the values of an enum.
 */
function literal(text: string, column: ColumnMetadata, { habits }: Source): string {
  const quoted = habits.literal(text);
  if (column.enum?.some((value) => String(value) === text)) return quoted;
  const once = text.replaceAll("''", "'");
  return text === once.replaceAll("'", "''") ? habits.literal(once) : quoted;
}
