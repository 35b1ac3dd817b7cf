import type { Dialect, Expression, Query } from "../dialects/dialect.js";
import { find } from "../schema/edit.js";
import { equal } from "../schema/equal.js";
import { inPlainWords } from "../schema/expression.js";
import type {
  Check,
  Column,
  EnumType,
  Exclusion,
  Index,
  IndexKey,
  Schema,
  Table,
} from "../schema/model.js";
import type { Placed, Unsettled } from "./unsettled.js";
import { settleViews } from "./settle-views.js";
import { namesRetyped } from "./retyped.js";
import { withSameActions } from "./same-actions.js";

/** The wanted schema once the server has been asked, and what it would not take or say. */
interface Settled {
  readonly wanted: Schema;
  readonly unsettled: readonly Unsettled[];
}

/**
 * The wanted schema, with every expression that the server takes for the same as the actual one spelt as the
 * actual one is. After that a difference in text is a difference. Asks the server only about texts that differ or are new.
 * The actual schema may have new names already; `there` is what the server has now.
 */
export async function settle(
  actual: Schema,
  asked: Schema,
  dialect: Dialect,
  query: Query,
  there: Schema = actual,
): Promise<Settled> {
  const wanted = dialect.traits.restrictIsNoAction ? withSameActions(actual, asked) : asked;
  const tables = new Map(actual.tables.map((table) => [table.name, table]));
  const { views, unsettled: refused } = await settleViews(actual, wanted, there, dialect, query);
  const { strictTypes } = dialect.traits;
  const questions = wanted.tables.flatMap((table) => [
    ...differing(tables.get(table.name), table, strictTypes),
  ]);
  if (questions.length === 0) return { wanted: { ...wanted, views }, unsettled: refused };
  const before = questions.flatMap(({ from }) => from ?? []);
  const gone = wanted.tables.flatMap((table) => [...going(tables.get(table.name), table)]);
  const prints = await dialect.canonical(
    query,
    [...before, ...gone, ...questions.map(({ to }) => to)],
    coming(there.enums, wanted.enums),
  );
  const printsBefore = prints.slice(0, before.length).values();
  const printsGone = prints.slice(before.length, before.length + gone.length);
  const texts = new Map(gone.map((one, at) => [kindOf(one, printsGone[at]?.text), one.text]));
  const same = new Map<string, string>();
  const unsettled: Unsettled[] = [...refused];
  for (const [at, { from, to }] of questions.entries()) {
    const was = from && printsBefore.next().value;
    const is = prints[before.length + gone.length + at];
    if (from?.text === to.text) {
      // Over columns of other types the server says it otherwise: it is made anew, so that the way back has the former words.
      if (is?.text != null && was?.text != null && is.text !== was.text)
        same.set(place(to), is.text);
      continue;
    }
    const isSame =
      (is?.text != null && is.text === was?.text) ||
      (is?.problem?.kind === "moment" && (from?.text.startsWith("'") ?? false)) ||
      (is?.problem?.kind === "not asked" && isSaidAlike(from?.text, to.text));
    // What goes under one name and comes under another is the same, too.
    const text = isSame ? from?.text : from ? undefined : texts.get(kindOf(to, is?.text));
    if (text !== undefined) same.set(place(to), text);
    if (is?.problem)
      unsettled.push({ ...is.problem, expression: to, isChange: from !== undefined });
  }
  return {
    wanted: { ...wanted, views, tables: respelt(wanted.tables, questions, same) },
    unsettled,
  };
}

const isSaidAlike = (a: string | undefined, b: string): boolean =>
  a !== undefined && inPlainWords(a) === inPlainWords(b);

/** The types that will be there, and are not yet or not so. */
const coming = (now: readonly EnumType[], then: readonly EnumType[]) =>
  then.filter(({ name, values }) => !equal(values, find(now, name)?.values));

interface Question {
  readonly from: InTable | undefined;
  readonly to: InTable;
}
type InTable = Placed & Expression;

/**
 * The expressions of the second table for which there is another text, or none, in the first; where the server minds types, also those
 * of constraints and indexes over columns of another type.
 */
function* differing(from: Table | undefined, to: Table, strictTypes: boolean): Generator<Question> {
  if (from === to) return;
  const namesOne = strictTypes && from ? namesRetyped(from, to) : null;
  const isRetyped = (expression: InTable) =>
    namesOne !== null && isNamed(expression) && namesOne(expression.text);
  const before = new Map(
    from && expressionsOf(from).map((expression) => [place(expression), expression]),
  );
  for (const expression of expressionsOf(to)) {
    const was = before.get(place(expression));
    if (was?.text !== expression.text || isRetyped(expression)) yield { from: was, to: expression };
  }
}

/** The expressions of constraints and indexes that the second table lacks, where it has some that the first lacks. */
function* going(from: Table | undefined, to: Table): Generator<InTable> {
  if (!from || from === to) return;
  const [before, after] = [from, to].map((table) => expressionsOf(table).filter(isNamed));
  const isMissing = (expressions: readonly InTable[] = []) => {
    const places = new Set(expressions.map(place));
    return (expression: InTable) => !places.has(place(expression));
  };
  if (after?.some(isMissing(before))) yield* before?.filter(isMissing(after)) ?? [];
}

const isNamed = ({ column }: InTable) => column === null;

/** What two expressions share that are the same but for what they are part of; nothing is the same as what has no print. */
const kindOf = (expression: Placed, print: string | null | undefined): string =>
  JSON.stringify([expression.table.name, expression.place, print ?? place(expression)]);

const place = (expression: Placed): string =>
  JSON.stringify([expression.table.name, expression.place, expression.of]);

function expressionsOf(table: Table): readonly InTable[] {
  return [
    ...table.columns.flatMap((column) => columnExpressions(table, column)),
    ...table.checks.map((check) => checkExpression(table, check)),
    ...table.exclusions.map((exclusion) => exclusionExpression(table, exclusion)),
    ...table.indexes.flatMap((index) => indexExpressions(table, index)),
  ];
}

function columnExpressions(table: Table, column: Column): readonly InTable[] {
  const at = (place: Expression["place"], text: string | null): readonly InTable[] =>
    text === null ? [] : [{ table, place, column: column.name, text, of: column.name }];
  return [
    ...at("default", column.default),
    ...at("on update", column.onUpdate),
    ...at("generated", column.expression),
  ];
}

const checkExpression = (table: Table, check: Check): InTable => ({
  table,
  place: "check",
  column: null,
  text: check.expression,
  of: ofCheck(check),
});

/** A check without a name is known by what it says. */
const ofCheck = ({ name, expression }: Check): string => name ?? expression;

const exclusionExpression = (table: Table, { name, expression }: Exclusion): InTable => ({
  table,
  place: "exclusion",
  column: null,
  text: expression,
  of: name,
});

function indexExpressions(table: Table, index: Index): readonly InTable[] {
  const keys = index.columns.flatMap((key, at): readonly InTable[] =>
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

/** The tables that were asked about with the texts of the map put in their places. */
function respelt(
  tables: readonly Table[],
  questions: readonly Question[],
  same: ReadonlyMap<string, string>,
): readonly Table[] {
  const asked = new Set(questions.map(({ to }) => to.table));
  return tables.map((table) => (asked.has(table) ? respell(table, same) : table));
}

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
    checks: table.checks.map((check) => ({
      ...check,
      expression: text("check", ofCheck(check), check.expression),
    })),
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
