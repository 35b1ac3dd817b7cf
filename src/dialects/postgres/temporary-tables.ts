import { localName } from "../../schema/name.js";
import { words, type Statement } from "../../sql.js";
import type { Expression } from "../dialect.js";
import { identifiers } from "./expression.js";
import { collate, postgresGrammar as sql } from "./grammar.js";
import { PLACES } from "./place.js";

/** An expression and the name of the column or constraint that is to carry it. */
export interface Placed {
  readonly expression: Expression;
  readonly name: string;
}

/** One temporary table: some columns, and expressions that read nothing but these. */
interface Sheet {
  /** What the expressions call the table; null where they do not say. */
  readonly called: string | null;
  /** Name and definition. */
  readonly columns: Map<string, string>;
  /** What the expressions mention that is no column of theirs, and must not become one. */
  readonly strange: Set<string>;
  readonly placed: Placed[];
}

/** How many expressions a table gets, and among how many tables a place is sought. */
const ROOM = 200;
const OPEN = 8;

/**
 * Statements that make temporary tables to carry the expressions, as few as can be: thousands of tables in one
 * transaction would use up the server's locks.
 */
export function temporaryTables(all: readonly Placed[]): readonly Statement[] {
  const sheets: Sheet[] = [];
  for (const placed of all) {
    const needs = needsOf(placed.expression);
    const found = sheets.slice(-OPEN).find((sheet) => fits(sheet, needs));
    // CREATE TABLE makes one of two exclusions that say the same, so each gets a table of its own.
    const sheet = placed.expression.place === "exclusion" ? undefined : found;
    if (sheet) add(sheet, placed, needs);
    else sheets.push({ ...needs, placed: [placed] });
  }
  return sheets.map(statement);
}

/** All that what the server says of an expression depends on: expressions of which it is the same are the same. */
export function contextOf(expression: Expression): string {
  const { table, place, column, text } = expression;
  const { called, columns } = needsOf(expression);
  const type = table.columns.find(({ name }) => name === column)?.type ?? null;
  return JSON.stringify([place, text, type, called, ...columns]);
}

type Needs = Pick<Sheet, "called" | "columns" | "strange">;

function needsOf({ table, text }: Expression): Needs {
  const mentioned = identifiers(text);
  const columns = table.columns
    .filter(({ name }) => mentioned.has(name))
    .map(({ name, type, collation }): [string, string] => [name, words(type, collate(collation))]);
  const own = new Map(columns);
  const local = localName(table.name);
  const qualifies = text.replaceAll(/"?\s*\./g, ".").includes(`${local}.`);
  return {
    called: qualifies && mentioned.has(local) ? local : null,
    columns: own,
    strange: new Set([...mentioned].filter((name) => !own.has(name))),
  };
}

function fits(sheet: Sheet, { called, columns, strange }: Needs): boolean {
  return (
    sheet.placed.length < ROOM &&
    sheet.called === called &&
    [...columns].every(
      ([name, definition]) =>
        !sheet.strange.has(name) && (sheet.columns.get(name) ?? definition) === definition,
    ) &&
    ![...strange].some((name) => sheet.columns.has(name))
  );
}

function add(sheet: Sheet, placed: Placed, { columns, strange }: Needs): void {
  sheet.placed.push(placed);
  for (const [name, definition] of columns) sheet.columns.set(name, definition);
  for (const name of strange) sheet.strange.add(name);
}

/** The table has a name that hides nothing from the expressions, unless they call it by its own. */
function statement({ called, columns, placed }: Sheet): Statement {
  const elements = [
    ...[...columns].map(([name, definition]) => words(sql.name(name), definition)),
    ...placed.flatMap(
      ({ expression, name }) => PLACES[expression.place].write(expression, name) ?? [],
    ),
  ];
  const name = sql.name(called ?? `mig_table_of_${placed[0]?.name ?? ""}`);
  return `CREATE TEMPORARY TABLE ${name} (${elements.join(", ")})`;
}
