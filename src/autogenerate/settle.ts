import type { Dialect, Expression, Query } from "../dialects/dialect.js";
import type { Check, Column, Exclusion, Index, IndexKey, Schema, Table } from "../schema/model.js";
import { settledViews } from "./settle-views.js";
import { withSameActions } from "./same-actions.js";

/**
 * The wanted schema, with every expression that the server takes for the same as the actual one spelt as the
 * actual one is. After that a difference in text is a difference. Asks the server only about texts that differ.
 */
export async function settle(
  actual: Schema,
  asked: Schema,
  dialect: Dialect,
  query: Query,
): Promise<Schema> {
  const wanted = dialect.traits.restrictIsNoAction ? withSameActions(actual, asked) : asked;
  const tables = new Map(actual.tables.map((table) => [table.name, table]));
  const pairs = wanted.tables.flatMap((table) => {
    const was = tables.get(table.name);
    return was ? [...differing(was, table)] : [];
  });
  const settled = { ...wanted, views: await settledViews(actual, wanted, dialect, query) };
  if (pairs.length === 0) return settled;
  const texts = await dialect.canonical(
    query,
    pairs.flatMap(([from, to]) => [from, to]),
  );
  const same = new Map<string, string>();
  pairs.forEach(([from, to], at) => {
    const canonical = texts[2 * at];
    if (canonical !== null && canonical === texts[2 * at + 1]) same.set(place(to), from.text);
  });
  return { ...settled, tables: wanted.tables.map((table) => respell(table, same)) };
}

type Pair = readonly [from: Expression, to: Expression];

/** The expressions that stand in the same place of both tables and are not the same text. */
function* differing(from: Table, to: Table): Generator<Pair> {
  const before = new Map(expressionsOf(from).map((expression) => [place(expression), expression]));
  for (const expression of expressionsOf(to)) {
    const was = before.get(place(expression));
    if (was && was.text !== expression.text) yield [was, expression];
  }
}

interface Placed extends Expression {
  /** The constraint or index it belongs to, and which key of it; the column otherwise. */
  readonly of: string;
}

const place = (expression: Expression): string =>
  JSON.stringify([expression.table.name, expression.place, (expression as Placed).of]);

function expressionsOf(table: Table): readonly Placed[] {
  return [
    ...table.columns.flatMap((column) => columnExpressions(table, column)),
    ...table.checks.flatMap((check) => checkExpressions(table, check)),
    ...table.exclusions.map((exclusion) => exclusionExpression(table, exclusion)),
    ...table.indexes.flatMap((index) => indexExpressions(table, index)),
  ];
}

function columnExpressions(table: Table, column: Column): readonly Placed[] {
  const at = (place: Expression["place"], text: string | null): readonly Placed[] =>
    text === null ? [] : [{ table, place, column: column.name, text, of: column.name }];
  return [
    ...at("default", column.default),
    ...at("on update", column.onUpdate),
    ...at("generated", column.expression),
  ];
}

const checkExpressions = (table: Table, { name, expression }: Check): readonly Placed[] =>
  name === null ? [] : [{ table, place: "check", column: null, text: expression, of: name }];

const exclusionExpression = (table: Table, { name, expression }: Exclusion): Placed => ({
  table,
  place: "exclusion",
  column: null,
  text: expression,
  of: name,
});

function indexExpressions(table: Table, index: Index): readonly Placed[] {
  const keys = index.columns.flatMap((key, at): readonly Placed[] =>
    key.expression === null
      ? []
      : [
          {
            table,
            place: "index key",
            column: null,
            text: key.expression,
            of: keyOf(index.name, at),
          },
        ],
  );
  if (index.where === null) return keys;
  return [
    ...keys,
    { table, place: "index predicate", column: null, text: index.where, of: index.name },
  ];
}

const keyOf = (index: string, at: number) => `${index} ${at}`;

/** The table with the texts of the map put in their places. */
function respell(table: Table, same: ReadonlyMap<string, string>): Table {
  const text = <T extends string | null>(at: Expression["place"], of: string, own: T): T =>
    own === null ? own : ((same.get(JSON.stringify([table.name, at, of])) ?? own) as T);
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      default: text("default", column.name, column.default),
      onUpdate: text("on update", column.name, column.onUpdate),
      expression: text("generated", column.name, column.expression),
    })),
    checks: table.checks.map((check) =>
      check.name === null
        ? check
        : { ...check, expression: text("check", check.name, check.expression) },
    ),
    exclusions: table.exclusions.map((exclusion) => ({
      ...exclusion,
      expression: text("exclusion", exclusion.name, exclusion.expression),
    })),
    indexes: table.indexes.map((index) => ({
      ...index,
      columns: index.columns.map((key, at): IndexKey => ({
        ...key,
        expression: text("index key", keyOf(index.name, at), key.expression),
      })),
      where: text("index predicate", index.name, index.where),
    })),
  };
}
