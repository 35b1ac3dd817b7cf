import { nameParts, qualify } from "../../schema/name.js";
import type {
  Check,
  Column,
  ForeignKey,
  Index,
  Table,
  TableName,
  Unique,
} from "../../schema/model.js";
import { check, index, unique } from "../../schema/spec.js";
import { standardLiteral } from "../../sql.js";
import type { Span } from "./cursor.js";
import { normalTable, type Constraints } from "./normalize.js";
import { fold, isWord, sameName, tokenize } from "./tokens.js";
import type {
  Clause,
  ClauseBody,
  WrittenColumn,
  WrittenForeignKey,
  WrittenIndex,
  WrittenTable,
} from "./written.js";

/** What can be known of the other tables: the table of that name, in SQLite's way of comparing. */
export type Others = (name: string) => Pick<Table, "name" | "primaryKey" | "columns"> | undefined;

/**
 * The table that a statement makes, with the statement, and otherwise in normal form but for its foreign keys,
 * which need `resolve`.
 */
export function tableOf(
  name: TableName,
  written: WrittenTable,
  { indexes, triggers }: Pick<Table, "indexes" | "triggers">,
): Table {
  const clauses = [...written.columns, ...written.constraints].flatMap((item) => item.clauses);
  const key = clauses.map(({ body }) => body).find(({ kind }) => kind === "primary key");
  const names = written.columns.map((item) => item.name);
  const full: Table = {
    name,
    columns: written.columns.map((item) => columnOf(item, written, key)),
    primaryKey:
      key?.kind === "primary key" ? { name: null, columns: declared(key.columns, names) } : null,
    ...constraintsOf(clauses, written),
    exclusions: [],
    indexes,
    triggers,
    comment: null,
    engine: null,
    collation: null,
    withoutRowid: written.withoutRowid,
    strict: written.strict,
    definition: null,
  };
  return { ...normalTable(full), definition: written.source };
}

/** The constraints of the table that some of its clauses are. */
export function constraintsOf(
  clauses: readonly Clause[],
  { source, columns }: WrittenTable,
): Constraints {
  const names = columns.map(({ name }) => name);
  const uniques: Unique[] = [];
  const checks: Check[] = [];
  const foreignKeys: ForeignKey[] = [];
  for (const { name, body } of clauses) {
    if (body.kind === "unique")
      uniques.push(unique({ name, columns: declared(body.columns, names) }));
    if (body.kind === "check")
      checks.push(check({ name, expression: slice(source, body.expression) }));
    if (body.kind === "foreign key") foreignKeys.push(foreignKeyOf(name, body, names));
  }
  return { uniques, checks, foreignKeys };
}

/** The index that a statement makes, with the columns of its table as they are called there. */
export const indexOf = (name: string, { keys, unique, where }: WrittenIndex): Index =>
  index({
    name,
    unique,
    where,
    columns: keys.map(({ expression, collation, order }) => ({ expression, collation, order })),
  });

/** A foreign key as SQLite understands it: names as declared, and the primary key where it names no columns. */
export function resolve(key: ForeignKey, others: Others): ForeignKey {
  const { references } = key;
  const other = others(references.table);
  if (!other) return key;
  const columns =
    references.columns.length > 0
      ? declared(
          references.columns,
          other.columns.map(({ name }) => name),
        )
      : (other.primaryKey?.columns ?? []);
  return { ...key, references: { table: other.name, columns } };
}

/** Finds a table of the list by its name, whatever its case. */
export function othersIn(tables: readonly Table[]): Others {
  const byName = new Map(tables.map((item) => [nameKey(item.name), item]));
  return (name) => byName.get(nameKey(name));
}

/** What is the same for names that SQLite takes for the same. */
export const nameKey = (name: TableName): string => fold(nameParts(name).join("\0"));

const foreignKeyOf = (
  name: string | null,
  key: WrittenForeignKey,
  names: readonly string[],
): ForeignKey => ({
  name,
  columns: declared(key.columns, names),
  references: { table: qualify(null, key.table), columns: key.references },
  onDelete: key.onDelete,
  onUpdate: key.onUpdate,
  deferrable: key.deferrable,
});

function columnOf(
  { name, type, clauses }: WrittenColumn,
  { source }: WrittenTable,
  key: ClauseBody | undefined,
): Column {
  let nullable = true;
  let generated: Column["generated"] = null;
  let expression: string | null = null;
  let collation: string | null = null;
  let value: string | null = null;
  if (key?.kind === "primary key" && key.increment && sameName(key.columns[0] ?? "", name))
    generated = "increment";
  for (const { body } of clauses) {
    if (body.kind === "not null") nullable = false;
    if (body.kind === "collate") collation = body.collation;
    if (body.kind === "default") value = defaultOf(source, body.expression);
    if (body.kind === "generated") {
      generated = body.how;
      expression = slice(source, body.expression);
    }
  }
  return {
    name,
    type: type.text,
    nullable,
    default: value,
    generated,
    expression,
    onUpdate: null,
    charset: null,
    collation,
    comment: null,
  };
}

/** Outside parentheses a bare word is a string, and so is a quoted name. */
function defaultOf(source: string, span: Span): string {
  const text = slice(source, span);
  if (source[span.start - 1] === "(") return text;
  const [token, ...rest] = tokenize(text);
  if (!token || rest.length > 0) return text;
  if (token.kind === "name") return standardLiteral(token.value);
  return token.kind === "word" && !isWord(token, ...VALUES) ? standardLiteral(token.text) : text;
}

const VALUES = ["NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"];

/** Names as the columns were declared; what names no column is left as it is. */
const declared = (names: readonly string[], columns: readonly string[]): readonly string[] =>
  names.map((name) => columns.find((column) => sameName(column, name)) ?? name);

const slice = (source: string, { start, end }: Span) => source.slice(start, end);
