import type { EnumType } from "../../schema/model.js";
import { finallyDo, printing } from "./printing.js";
import type { Expression, Print, Query } from "../dialect.js";
import { inHalves } from "../in-halves.js";
import { onceEach } from "../once-each.js";
import { comingTypes } from "./coming-types.js";
import { canonicalDefault } from "./default.js";
import { PLACES } from "./place.js";
import { problemOf } from "./refusal.js";
import { contextOf, temporaryTables } from "./temporary-tables.js";

/**
 * Lets the server print each expression twice, in temporary tables that are rolled back; nothing is evaluated.
 * Twice, because what the server prints of `a IN ('x', 'y')` it prints another way when given that.
 */
export async function canonical(
  query: Query,
  expressions: readonly Expression[],
  enums: readonly EnumType[],
): Promise<readonly Print[]> {
  if (expressions.length === 0) return [];
  const session = await printing(query);
  if (session.problem) return expressions.map(() => ({ text: null, problem: session.problem }));
  const prints = await onceEach(expressions, contextOf, (distinct) =>
    session.rolledBack(async () => {
      const now = await twice(query, distinct);
      return enums.length === 0 ? now : withComing(query, distinct, now, enums);
    }),
  );
  return prints.map((print, at) => (isMoment(expressions[at]) ? momentOf(print) : print));
}

/** https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-SPECIAL-VALUES */
function isMoment(expression: Expression | undefined): boolean {
  const column = expression?.table.columns.find(({ name }) => name === expression.column);
  if (expression?.place !== "default" || !column || !/^(date|time)/.test(column.type)) return false;
  const text = canonicalDefault(expression.text, column.type, null);
  return /^'[^']*\b(now|today|tomorrow|yesterday)\b[^']*'$/i.test(text ?? "");
}

const momentOf = ({ text, problem }: Print): Print => ({
  text: null,
  problem: text === null ? problem : { kind: "moment", words: MOMENT },
});

const MOMENT =
  'PostgreSQL reads it once, when the default is set, and gives every row that moment: `() => "now()"` is that of the row';

/** What was refused is tried again with the types that are to be there by then. */
async function withComing(
  query: Query,
  expressions: readonly Expression[],
  now: readonly Print[],
  enums: readonly EnumType[],
): Promise<readonly Print[]> {
  const refused = expressions.filter((_, at) => now[at]?.text === null);
  if (refused.length === 0) return now;
  const { statements, inWords } = comingTypes(enums);
  await query("SAVEPOINT mig_types");
  const prints = await finallyDo(
    async () => {
      for (const statement of statements) await query(statement);
      return twice(query, refused.map(inWords));
    },
    async () => {
      await query("ROLLBACK TO SAVEPOINT mig_types");
      await query("RELEASE SAVEPOINT mig_types");
    },
  );
  const then = prints.values();
  return now.map((print) => (print.text === null ? (then.next().value ?? print) : print));
}

async function twice(query: Query, expressions: readonly Expression[]): Promise<readonly Print[]> {
  const once = await printed(query, expressions);
  const again = expressions.flatMap((expression, at) => {
    const text = once[at]?.text ?? null;
    return text === null ? [] : [{ ...expression, text }];
  });
  const prints = (await printed(query, again)).values();
  return once.map(({ text, problem }, at) => ({
    text: text === null ? null : sameDefault(prints.next().value?.text ?? text, expressions[at]),
    problem,
  }));
}

/** A default in the one spelling that it has in its column; a numeric has as many decimals as its scale says. */
function sameDefault(text: string, expression: Expression | undefined): string {
  const column = expression?.table.columns.find(({ name }) => name === expression.column);
  if (expression?.place !== "default" || !column) return text;
  const plain = canonicalDefault(text, column.type, null) ?? text;
  return /^numeric\(/.test(column.type)
    ? plain.replace(/^(\d+)(?:\.0*|(\.\d*?)0*)$/, "$1$2")
    : plain;
}

/** Each expression as the server prints it, or why it refuses. */
const printed = (query: Query, expressions: readonly Expression[]): Promise<readonly Print[]> =>
  inHalves(expressions, {
    async all(some) {
      await query("SAVEPOINT mig_print");
      return finallyDo(
        () => printTogether(query, some),
        async () => {
          // The tables go at once: the next try may need their names.
          await query("ROLLBACK TO SAVEPOINT mig_print");
          await query("RELEASE SAVEPOINT mig_print");
        },
      );
    },
    problemOf,
    // A right may be missing on what one of them names.
    isHopeless: () => false,
    refused: (_, problem) => ({ text: null, problem }),
  });

async function printTogether(
  query: Query,
  expressions: readonly Expression[],
): Promise<readonly Print[]> {
  const nameOf = (at: number) => `mig_canonical_${at}`;
  const placed = expressions.map((expression, at) => ({ expression, name: nameOf(at) }));
  for (const statement of temporaryTables(placed)) await query(statement);
  const texts = new Map((await query(PRINTED)).map(({ name, text }) => [name, String(text)]));
  return expressions.map(({ place }, at) => {
    const text = texts.get(nameOf(at));
    return { text: text === undefined ? null : PLACES[place].read(text), problem: null };
  });
}

const PRINTED = `
SELECT a.attname AS name, pg_get_expr(d.adbin, d.adrelid) AS text
FROM pg_attrdef d
JOIN pg_class c ON c.oid = d.adrelid
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE c.relnamespace = pg_my_temp_schema() AND a.attname LIKE 'mig\\_canonical\\_%'
UNION ALL
SELECT conname, CASE contype WHEN 'c' THEN pg_get_expr(conbin, conrelid) ELSE pg_get_constraintdef(oid) END
FROM pg_constraint
WHERE connamespace = pg_my_temp_schema() AND conname LIKE 'mig\\_canonical\\_%'`;
