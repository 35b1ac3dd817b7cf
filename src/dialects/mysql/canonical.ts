import type { Column } from "../../schema/model.js";
import { column, columnSpec } from "../../schema/spec.js";
import type { Grammar } from "../../sql.js";
import type { Expression, Query } from "../dialect.js";
import { batchesOf, type Batch, type Item } from "./canonical-batch.js";
import { showCreate } from "./catalog.js";
import { canonicalDefault, canonicalOnUpdate } from "./default.js";
import { isWhole, tidy } from "./expression.js";
import { withStandIns } from "./four-bytes.js";
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
): Promise<readonly (string | null)[]> {
  return withStandIns(
    expressions.map(({ text }) => text),
    async (texts) => {
      const once = await printed(query, expressions, texts, grammar, settings);
      return printed(query, expressions, once, grammar, settings);
    },
  );
}

/** One print of each text that is not null. */
async function printed(
  query: Query,
  expressions: readonly Expression[],
  texts: readonly (string | null)[],
  grammar: Grammar,
  settings: Settings,
): Promise<readonly (string | null)[]> {
  const prints: (string | null)[] = texts.map(() => null);
  const items = expressions.flatMap((expression, at): readonly Item[] => {
    const text = texts[at] ?? null;
    if (text === null) return [];
    const item = { ...expression, text };
    return isPrintable(item, settings) ? [{ expression: item, at }] : [];
  });
  const server: Printing = { query, grammar, settings };
  for (const batch of batchesOf(items))
    for (const [at, print] of await printBatch(batch, server)) prints[at] = print;
  return prints;
}

interface Printing {
  readonly query: Query;
  readonly grammar: Grammar;
  readonly settings: Settings;
}

type Prints = readonly (readonly [at: number, print: string | null])[];

function isPrintable({ place, column, table, text }: Expression, settings: Settings): boolean {
  if (!isWhole(text)) return false;
  if (place === "index predicate") return false;
  if (place === "index key") return settings.expressionKeys;
  return place === "check" || table.columns.some(({ name }) => name === column);
}

/** All at once; where the server refuses, the halves, so that only what it refuses is left out. */
async function printBatch(batch: Batch, server: Printing): Promise<Prints> {
  try {
    return await printTable(batch, server);
  } catch (error) {
    const { items } = batch;
    if (items.length === 1 || isDenied(error)) return items.map(({ at }) => [at, null]);
    const middle = items.length >> 1;
    return [
      ...(await printBatch({ ...batch, items: items.slice(0, middle) }, server)),
      ...(await printBatch({ ...batch, items: items.slice(middle) }, server)),
    ];
  }
}

/** Without the right to make temporary tables, asking again is no use. */
const isDenied = (error: unknown) =>
  [1044, 1045, 1142, 1227].includes(Number((error as { readonly errno?: unknown }).errno));

async function printTable({ columns, items }: Batch, server: Printing): Promise<Prints> {
  const { query, grammar } = server;
  const table = grammar.name(TEMPORARY);
  const elements = [
    ...columns.map((column) => grammar.column(column)),
    ...items.map((item, at) => element(item, at, server)),
  ];
  await query(`DROP TEMPORARY TABLE IF EXISTS ${table}`);
  await query(`CREATE TEMPORARY TABLE ${table} (${elements.join(", ")})`);
  try {
    const shown = parseShown(await showCreate(query, table));
    let checks = 0;
    return items.map(({ expression, at: place }, at) => {
      if (expression.place === "check") checks += 1;
      return [place, printOf(expression, at, checks, shown, server.settings)];
    });
  } finally {
    await query(`DROP TEMPORARY TABLE IF EXISTS ${table}`);
  }
}

const TEMPORARY = "mig_expressions";
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
    generated: place === "generated" ? "virtual" : null,
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
