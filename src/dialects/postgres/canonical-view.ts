import { equal } from "../../schema/equal.js";
import type { Schema, Table, View } from "../../schema/model.js";
import { localName } from "../../schema/name.js";
import type { Print, Query } from "../dialect.js";
import { grouped } from "../grouped.js";
import { inHalves } from "../in-halves.js";
import { onceEach } from "../once-each.js";
import { identifiers } from "./expression.js";
import { normalQuery } from "./normalize.js";
import { finallyDo, printing } from "./printing.js";
import { problemOf } from "./refusal.js";
import { stageFor } from "./stage.js";

/**
 * Lets the server print each query twice, as that of a temporary view: over what is there, or over temporary tables that
 * are as wanted where something of it changes. All of it is rolled back, and no row is read.
 */
export async function canonicalViews(
  query: Query,
  queries: readonly string[],
  { actual, wanted }: { readonly actual: Schema; readonly wanted: Schema },
  own: string | null,
): Promise<readonly Print[]> {
  if (queries.length === 0) return [];
  const session = await printing(query);
  if (session.problem) return queries.map(() => ({ text: null, problem: session.problem }));
  return session.rolledBack(async () => {
    const changed = changedNames(actual, wanted);
    const isRead = readersOf(changed, wanted.views);
    const settled = queries.filter((text) => !isRead(text));
    const prints = await printsOf(query, settled, actual.views);
    const before = new Map(actual.views.map((view) => [view.name, view]));
    const others = wanted.views.filter((view) => !isSame(before.get(view.name), view, prints));
    const names = others.map(({ name }) => localName(name));
    const rest = queries.filter(readersOf([...changed, ...names], wanted.views));
    for (const [text, print] of zipped(rest, await printedOnStage(query, rest, wanted, own)))
      prints.set(text, print);
    return queries.map((text) => prints.get(text) ?? { text: null, problem: null });
  });
}

/** Twice, but for what comes out as a view that is there: that has been printed by the server before. */
async function printsOf(
  query: Query,
  queries: readonly string[],
  views: readonly View[],
): Promise<Map<string, Print>> {
  const there = new Set(views.map((view) => view.query));
  const fresh = queries.filter((text) => !there.has(text));
  const prints = new Map<string, Print>();
  const known = new Set<string>();
  for (const [text, print] of zipped(fresh, await printed(query, fresh))) {
    const own = print.text === null ? null : normalQuery(print.text);
    if (print.problem !== null) prints.set(text, print);
    if (own === null || !there.has(own)) continue;
    prints.set(text, { text: own, problem: null });
    known.add(own);
  }
  for (const text of known) prints.set(text, { text, problem: null });
  const rest = queries.filter((text) => !prints.has(text));
  for (const [text, print] of zipped(rest, await printedTwice(query, rest)))
    prints.set(text, print);
  return prints;
}

const zipped = <A, B>(as: readonly A[], bs: readonly B[]): readonly (readonly [A, B])[] =>
  as.flatMap((a, at) => bs.slice(at, at + 1).map((b) => [a, b] as const));

/** The names of the tables and types that are not there as they are wanted, as far as a view can see. */
function changedNames(actual: Schema, wanted: Schema): readonly string[] {
  const tables = new Map(actual.tables.map((table) => [table.name, table]));
  const enums = new Map(actual.enums.map((type) => [type.name, type]));
  const types = wanted.enums.filter((type) => !equal(enums.get(type.name), type));
  const values = new Set(types.map(({ name }) => localName(name)));
  const isOther = (table: Table) => {
    const was = tables.get(table.name);
    return was !== table && !equal(was && seenOf(was), seenOf(table));
  };
  // A value that comes can be compared with a column of its type.
  const holds = ({ columns }: Table) =>
    values.size > 0 &&
    columns.some(({ type }) => [...identifiers(type)].some((it) => values.has(it)));
  return [...wanted.tables.filter((table) => isOther(table) || holds(table)), ...types].map(
    ({ name }) => localName(name),
  );
}

const seenOf = ({ columns, primaryKey }: Table) => ({
  columns: columns.map(({ name, type, collation }) => ({ name, type, collation })),
  key: primaryKey?.columns ?? [],
});

/** Tells whether a query reads one of these, itself or through views. */
function readersOf(names: readonly string[], views: readonly View[]): (text: string) => boolean {
  if (names.length === 0) return () => false;
  const reads = views.flatMap(({ name, query }) =>
    [...identifiers(query)].map((read) => ({ read, reader: localName(name) })),
  );
  const readers = grouped(reads, ({ read }) => read);
  const all = new Set(names);
  // What is added on the way is looked at as well.
  for (const name of all) for (const { reader } of readers.get(name) ?? []) all.add(reader);
  return (text) => [...identifiers(text)].some((name) => all.has(name));
}

/** Whether the view is there as it is wanted. */
function isSame(was: View | undefined, view: View, prints: ReadonlyMap<string, Print>): boolean {
  if (was?.materialized !== view.materialized) return false;
  if (was.query === view.query) return true;
  const print = prints.get(view.query)?.text ?? null;
  return print !== null && prints.get(was.query)?.text === print;
}

/** Prints queries over temporary tables, types and views that are as wanted. */
async function printedOnStage(
  query: Query,
  queries: readonly string[],
  wanted: Schema,
  own: string | null,
): Promise<readonly Print[]> {
  if (queries.length === 0) return [];
  const { statements, respelt } = stageFor(queries, wanted, own);
  const isSet = await tried(query, statements);
  return printedTwice(query, isSet ? queries.map(respelt) : queries);
}

async function printedTwice(query: Query, queries: readonly string[]): Promise<readonly Print[]> {
  const once = await printed(query, queries);
  const again = once.flatMap(({ text }) => text ?? []);
  const texts = (await printed(query, again)).values();
  return once.map(({ text, problem }) => ({
    text: text === null ? null : (texts.next().value?.text ?? null),
    problem,
  }));
}

/** Each query as the server prints it, or why it refuses. */
const printed = (query: Query, queries: readonly string[]): Promise<readonly Print[]> =>
  onceEach(
    queries,
    (text) => text,
    (distinct) =>
      inHalves(distinct, {
        all: (some) => takenBack(query, () => printTogether(query, some)),
        problemOf,
        isHopeless: () => false,
        refused: (_, problem) => ({ text: null, problem }),
      }),
  );

async function printTogether(query: Query, queries: readonly string[]): Promise<readonly Print[]> {
  const nameOf = (at: number) => `mig_view_${at}`;
  await query(
    queries.map((text, at) => `CREATE TEMPORARY VIEW ${nameOf(at)} AS ${text}`).join(";\n"),
  );
  const texts = new Map((await query(PRINTED)).map(({ name, text }) => [name, String(text)]));
  return queries.map((_, at) => ({ text: texts.get(nameOf(at)) ?? null, problem: null }));
}

const PRINTED = `
SELECT relname AS name, pg_get_viewdef(oid) AS text
FROM pg_class
WHERE relnamespace = pg_my_temp_schema() AND relname LIKE 'mig\\_view\\_%'`;

/** Does the work; what it made is gone at once, as the next try needs its names. */
async function takenBack<T>(query: Query, work: () => Promise<T>): Promise<T> {
  await query("SAVEPOINT mig_print");
  return finallyDo(work, async () => {
    await query("ROLLBACK TO SAVEPOINT mig_print");
    await query("RELEASE SAVEPOINT mig_print");
  });
}

/** Runs the statements; where the server refuses one, it is as if they had not been tried. */
async function tried(query: Query, statements: readonly string[]): Promise<boolean> {
  if (statements.length === 0) return true;
  await query("SAVEPOINT mig_try");
  try {
    await query(statements.join(";\n"));
    await query("RELEASE SAVEPOINT mig_try");
    return true;
  } catch (error) {
    problemOf(error);
    await query("ROLLBACK TO SAVEPOINT mig_try");
    await query("RELEASE SAVEPOINT mig_try");
    return false;
  }
}
