import type { Column, Table } from "../../schema/model.js";
import { column, columnSpec } from "../../schema/spec.js";
import type { Grammar } from "../../sql.js";
import type { Expression, Print, Problem, Query } from "../dialect.js";
import { inHalves } from "../in-halves.js";
import { actedOn, readsCounter } from "./forbidden.js";
import { batchesOf, type Batch, type Item } from "./canonical-batch.js";
import { showCreate } from "./catalog.js";
import { canonicalDefault, canonicalOnUpdate } from "./default.js";
import { isWhole, tidy } from "./expression.js";
import { standInsFor } from "./four-bytes.js";
import { problemOf } from "./refusal.js";
import {
  parseShown,
  shownDefault,
  shownExpression,
  shownOnUpdate,
  type ShownTable,
} from "./show-create.js";
import type { Settings } from "./settings.js";

/**
 * Each expression as the server prints it, twice, as the first print may not be the last. The server is shown them in
 * temporary tables, of which nothing is left: they commit nothing and stand in no catalog.
 */
export async function canonical(
  query: Query,
  expressions: readonly Expression[],
  grammar: Grammar,
  settings: Settings,
): Promise<readonly Print[]> {
  const server: Printing = { query, grammar, settings };
  const { replaced, restored } = standInsFor(expressions.map(({ text }) => text));
  const printable = expressions.map((expression): Expression => ({
    ...expression,
    text: replaced(expression.text),
    // A default of an enum has to go on being one of its values.
    table: withTypes(expression.table, replaced),
  }));
  const once = await printed(
    printable,
    printable.map(({ text }) => text),
    server,
  );
  const again = await printed(
    printable,
    once.map(({ text }) => text),
    server,
  );
  return once.map(({ problem }, at) => {
    const text = again[at]?.text ?? null;
    const words = problem && { ...problem, words: restored(problem.words) };
    return { text: text && restored(text), problem: words };
  });
}

const withTypes = (table: Table, respelt: (type: string) => string): Table =>
  table.columns.every(({ type }) => respelt(type) === type)
    ? table
    : {
        ...table,
        columns: table.columns.map((column) => ({ ...column, type: respelt(column.type) })),
      };

interface Printing {
  readonly query: Query;
  readonly grammar: Grammar;
  readonly settings: Settings;
}

/** One print of each text that is not null. */
async function printed(
  expressions: readonly Expression[],
  texts: readonly (string | null)[],
  server: Printing,
): Promise<readonly Print[]> {
  const prints: Print[] = texts.map(() => ({ text: null, problem: null }));
  const items = expressions.flatMap((expression, at): readonly Item[] => {
    const text = texts[at] ?? null;
    if (text === null) return [];
    const item = { ...expression, text };
    const words = unprintable(item, server.settings);
    if (words !== null) prints[at] = refused(words);
    return words === null ? [{ expression: item, at }] : [];
  });
  for (const batch of batchesOf(items))
    for (const [at, print] of await printBatch(batch, server)) prints[at] = print;
  return prints;
}

const refused = (words: string): Print => ({ text: null, problem: { kind: "refused", words } });

type Prints = readonly (readonly [at: number, print: Print])[];

/** Why the server need not be asked: the text would end another statement than it seems to, or has no place. */
function unprintable(
  { place, column, table, text }: Expression,
  settings: Settings,
): string | null {
  if (!isWhole(text)) return "A quote or a parenthesis of it is not closed.";
  if (place === "check") return actedOn(table, text);
  const counts = place === "generated" ? readsCounter(table, column, text, settings) : null;
  if (counts !== null) return counts;
  if (place === "index predicate") return "The server has no partial indexes.";
  if (place === "index key")
    return settings.expressionKeys ? null : "The server has no indexes on expressions.";
  const isThere = table.columns.some(({ name }) => name === column);
  return isThere ? null : "There is no such column.";
}

const printBatch = ({ columns, items }: Batch, server: Printing): Promise<Prints> =>
  inHalves(items, {
    all: (some) => printTable({ columns, items: some }, server),
    problemOf,
    // Without the right to make temporary tables, asking again is no use.
    isHopeless: ({ kind }) => kind === "not asked",
    refused: ({ expression, at }, problem) => [
      at,
      { text: null, problem: inWords(problem, expression) },
    ],
  });

/** The column that stands for the expression's own has a name of no meaning to anybody else. */
const inWords = (problem: Problem, { column }: Expression): Problem => ({
  ...problem,
  words: problem.words.replaceAll(/\bmig_\d+\b/g, column ?? "expression"),
});

async function printTable({ columns, items }: Batch, server: Printing): Promise<Prints> {
  const { query, grammar } = server;
  const table = grammar.name(TEMPORARY);
  const elements = [
    grammar.column(SOME_COLUMN),
    ...columns.map((column) => grammar.column(column)),
    ...items.map((item, at) => element(item, at, server)),
  ];
  await query(`DROP TEMPORARY TABLE IF EXISTS ${table}`);
  await query(`CREATE TEMPORARY TABLE ${table} (${elements.join(", ")}) ENGINE=InnoDB`);
  const drop = () => query(`DROP TEMPORARY TABLE IF EXISTS ${table}`);
  const shown = parseShown(await showCreate(query, table).finally(drop));
  let checks = 0;
  return items.map(({ expression, at: place }, at) => {
    if (expression.place === "check") checks += 1;
    return [
      place,
      { text: printOf(expression, at, checks, shown, server.settings), problem: null },
    ];
  });
}

const TEMPORARY = "mig_expressions";
/** No table is without one, but an expression may be. */
const SOME_COLUMN = column({ name: "mig_column", type: "int", nullable: true });
const nameOf = (at: number) => `mig_${at}`;

/** The part of CREATE TABLE that holds the expression in its place. */
function element(
  { expression: { table, place, column: name, text } }: Item,
  at: number,
  { grammar }: Printing,
): string {
  if (place === "check") return `CHECK (${text})`;
  if (place === "index key") return `KEY ${grammar.name(nameOf(at))} ((${text}))`;
  const owner = table.columns.find((column) => column.name === name) as Column;
  const bare = column({
    ...columnSpec(owner),
    name: nameOf(at),
    nullable: true,
    default: place === "default" ? text : null,
    onUpdate: place === "on update" ? text : null,
    generated: place === "generated" ? (owner.generated ?? "virtual") : null,
    expression: place === "generated" ? text : null,
    comment: null,
  });
  return grammar.column(bare);
}

function printOf(
  { table, place, column: name }: Expression,
  at: number,
  check: number,
  shown: ShownTable,
  settings: Settings,
): string | null {
  if (place === "check") return tidied(checkNumber(shown, check));
  if (place === "index key") return tidied(shown.indexes.get(nameOf(at))?.keys[0] ?? null);
  const text = shown.columns.get(nameOf(at)) ?? "";
  if (place === "generated") return tidied(shownExpression(text));
  const { type } = table.columns.find((column) => column.name === name) as Column;
  const print = place === "default" ? shownDefault(text) : shownOnUpdate(text);
  if (print === null) return null;
  return place === "default"
    ? canonicalDefault(print, type, settings)
    : canonicalOnUpdate(print, type, settings);
}

const tidied = (text: string | null) => (text === null ? null : tidy(text));

/** The server gives checks without a name one that ends in their number. */
function checkNumber({ checks }: ShownTable, wanted: number): string | null {
  for (const [name, expression] of checks) if (name.endsWith(`_${wanted}`)) return expression;
  return null;
}
