import { MigError } from "../../errors.js";
import type { Check, Column, Table, TableName } from "../../schema/model.js";
import type { Statement } from "../../sql.js";
import { constraintsIn, constraintsWritten, goesBefore } from "./constraints.js";
import type { Draft } from "./draft.js";
import { editedColumn } from "./edited-column.js";
import { columnText, enumColumn, sqliteGrammar as sql } from "./grammar.js";
import { following, joined, layoutOf, type Item } from "./layout.js";
import { normalTable } from "./normalize.js";
import { parseTable } from "./parse.js";
import { resolve, tableOf, type Others } from "./read.js";
import { fold } from "./tokens.js";
import type { Clause, ClauseBody, WrittenColumn, WrittenTable } from "./written.js";

/** What else is to be known of a table that is to be written. */
export interface Writing {
  /** What it is called at first; otherwise its name. */
  readonly as?: TableName;
  /** Whether a column is the one of its definition, and not another of the same name; otherwise all are. */
  readonly isKept?: (column: string) => boolean;
  readonly others: Others;
}

/**
 * The statement that makes the table. Where it has a definition, that is the text to start from, and only what
 * differs is changed: clauses that have no place in the schema, and comments, stay as they are.
 */
export function createStatement(table: Table, writing: Writing): Statement {
  const { as = table.name, others } = writing;
  const wanted = normalTable({
    ...table,
    foreignKeys: table.foreignKeys.map((key) => resolve(key, others)),
  });
  refuseToCountElsewhere(wanted);
  const draft = draftOf(wanted, table, writing);
  const inline = enumChecks(draft);
  const items: Item[] = [];
  for (const column of wanted.columns) {
    const own = draft.columns.get(column.name);
    const check = inline.get(column.name) ?? null;
    items.push(
      own
        ? { ...around(own, draft), text: editedColumn(own, column, check, draft) }
        : following(items.at(-1), columnText(draft.said(column), check), draft.layout),
    );
  }
  let added = newConstraints(draft, table, new Set(inline.values()));
  const add = (some: readonly NewConstraint[]) => {
    for (const { text } of some) items.push(following(items.at(-1), text, draft.layout));
    added = added.filter((each) => !some.includes(each));
  };
  const { source, constraints } = draft.written;
  for (const item of constraints.filter(({ clauses }) => clauses.every(draft.stays))) {
    add(added.filter((each) => item.clauses.some(({ body }) => goesBefore(each, shapeOf(body)))));
    items.push({ ...around(item, draft), text: source.slice(item.start, item.end) });
  }
  add(added);
  return `CREATE TABLE ${sql.table(as)}${draft.layout.open}${joined(items)}${closing(draft)}`;
}

/** From the last item to the end, with other options where they change. */
function closing({ layout: { close }, wanted, was, written: { source, body } }: Draft): string {
  if (was.withoutRowid === wanted.withoutRowid && was.strict === wanted.strict) return close;
  return source.slice(source.length - close.length, body.end) + optionsOf(wanted);
}

/** The closing parenthesis and what stands behind it. */
const optionsOf = ({ withoutRowid, strict }: Table): string => {
  const options = [withoutRowid && "WITHOUT ROWID", strict && "STRICT"].filter(Boolean).join(", ");
  return options === "" ? ")" : `) ${options}`;
};

function draftOf(wanted: Table, given: Table, { isKept, others }: Writing): Draft {
  const { definition } = given;
  const defaults = new Map(given.columns.map((column) => [column.name, column.default]));
  const said = (column: Column): Column => ({
    ...column,
    default: column.default && (defaults.get(column.name) ?? null),
  });
  const written = definition === null ? blank(wanted) : parseTable(definition);
  const was = tableOf(wanted.name, written, { indexes: [], triggers: [] });
  const byName = new Map(written.columns.map((column) => [fold(column.name), column]));
  const columns = new Map(
    wanted.columns.flatMap(({ name }): readonly (readonly [string, WrittenColumn])[] => {
      const column = byName.get(fold(name));
      return column && (isKept?.(name) ?? true) ? [[name, column]] : [];
    }),
  );
  const constraints = new Map(constraintsIn(wanted).map((each) => [each.text, each]));
  const keepsKey = keyText(was) === keyText(wanted);
  const stays = (clause: Clause) =>
    clause.body.kind === "primary key"
      ? keepsKey
      : constraintsWritten([clause], written, others).every(({ text }) => constraints.has(text));
  const clauses = [...columns.values(), ...written.constraints].flatMap((item) => item.clauses);
  const placed = new Set(constraintsWritten(clauses, written, others).map(({ text }) => text));
  const missing = [...constraints.values()].filter(({ text }) => !placed.has(text));
  const layout = layoutOf(written);
  return { wanted, written, was, layout, columns, stays, keepsKey, said, missing };
}

/** What a table that is new is written from. */
function blank(table: Table): WrittenTable {
  const { withoutRowid, strict } = table;
  const source = ` (${optionsOf(table)}`;
  const name = { start: 0, end: 0 };
  const body = { start: 2, end: 2 };
  return { source, name, body, columns: [], constraints: [], withoutRowid, strict };
}

/** The missing checks that are enums, by their column: TypeORM finds them only there. */
function enumChecks({ missing, wanted }: Draft): ReadonlyMap<string, Check> {
  const found = new Map<string, Check>();
  for (const { check } of missing) {
    if (!check) continue;
    const column = enumColumn(check);
    if (column !== null && wanted.columns.some(({ name }) => name === column) && !found.has(column))
      found.set(column, check);
  }
  return found;
}

function newConstraints(
  { missing, keepsKey, wanted }: Draft,
  { primaryKey }: Table,
  inline: ReadonlySet<Check>,
): readonly NewConstraint[] {
  const rest = missing.filter(({ check }) => !check || !inline.has(check));
  const isInline = keepsKey || countingColumn(wanted) !== null;
  return [
    ...rest,
    ...(primaryKey && !isInline
      ? [{ kind: "primary key" as const, text: sql.primaryKey(primaryKey), width: 0 }]
      : []),
  ];
}

/** A constraint or the primary key, as far as its place matters. */
interface NewConstraint {
  readonly text: string;
  readonly kind: ClauseBody["kind"];
  readonly width: number;
}

const shapeOf = (body: ClauseBody) => ({
  kind: body.kind,
  width: "columns" in body ? body.columns.length : 0,
});

const around = (item: WrittenColumn | WrittenTable["constraints"][number], { layout }: Draft) =>
  layout.around.get(item) ?? { before: "", gap: "", after: "" };

const keyText = (table: Table) =>
  JSON.stringify([table.primaryKey?.columns ?? null, countingColumn(table)]);

const countingColumn = ({ columns }: Table): string | null =>
  columns.find(({ generated }) => generated === "increment")?.name ?? null;

/** AUTOINCREMENT stands only where the rowid does (https://www.sqlite.org/autoinc.html). */
function refuseToCountElsewhere(table: Table): void {
  const column = countingColumn(table);
  const key = table.primaryKey?.columns ?? [];
  if (column === null || (key.length === 1 && key[0] === column && !table.withoutRowid)) return;
  throw new MigError(
    "MIG404",
    `SQLite counts up only in a primary key of one column, and ${table.name}.${column} is none.`,
    "Make the column alone the primary key, or leave out `generated` and give the values yourself.",
  );
}
