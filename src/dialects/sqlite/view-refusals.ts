import type { Schema, Table, View } from "../../schema/model.js";
import { localName } from "../../schema/name.js";
import { tablesReadBy } from "../../schema/reads.js";
import type { Problem, Query } from "../dialect.js";
import { sqliteGrammar as sql } from "./grammar.js";
import { problemOf } from "./refusals.js";

/**
 * What SQLite has against each query, null where nothing, once the tables and views are as wanted: these are given to it as
 * names within the query, and it is asked how it would run that, which runs and leaves nothing.
 */
export async function viewRefusals(
  query: Query,
  queries: readonly string[],
  wanted: Schema,
): Promise<readonly (Problem | null)[]> {
  const named = new Map(
    [...wanted.tables, ...wanted.views].map((one) => [localName(one.name).toLowerCase(), one]),
  );
  const problems: (Problem | null)[] = [];
  for (const text of queries) {
    const read = readBy(text, named);
    const isTried = ![text, ...read.filter(isView).map((view) => view.query)].some(isBeyond);
    problems.push(isTried ? await refusal(query, text, read) : null);
  }
  return problems;
}

type Relation = Table | View;
const isView = (relation: Relation): relation is View => "query" in relation;

/** What a query can say only of a table itself: the name of its database, its rowid and its indexes. */
const isBeyond = (text: string): boolean =>
  /\b(_rowid_|rowid|oid|indexed)\b/i.test(text) ||
  tablesReadBy(text).some(({ outer }) => outer !== null);

/** The tables and views that the query reads, itself and through views, each after those that it reads. */
function readBy(text: string, named: ReadonlyMap<string, Relation>): readonly Relation[] {
  const found = new Set<Relation>();
  const begun = new Set<Relation>();
  const visit = (query: string): void => {
    for (const { local } of tablesReadBy(query)) {
      const relation = named.get(local);
      if (relation === undefined || begun.has(relation)) continue;
      begun.add(relation);
      if (isView(relation)) visit(relation.query);
      found.add(relation);
    }
  };
  visit(text);
  return [...found];
}

async function refusal(
  query: Query,
  text: string,
  read: readonly Relation[],
): Promise<Problem | null> {
  const names = read.map((relation) => {
    if (isView(relation)) return `${sql.name(localName(relation.name))} AS (${relation.query}\n)`;
    const columns = relation.columns.map(({ name }) => name);
    return `${sql.name(localName(relation.name))} (${sql.names(columns)}) AS (SELECT ${columns.map(() => "NULL").join(", ")})`;
  });
  const within = names.length > 0 ? `WITH ${names.join(", ")} ` : "";
  try {
    await query(`EXPLAIN ${within}SELECT * FROM (${text}\n)`);
    return null;
  } catch (error) {
    return problemOf(error);
  }
}
