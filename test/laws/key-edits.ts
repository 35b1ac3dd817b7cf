import {
  isComputed,
  type Deferrable,
  type ForeignKey,
  type Index,
  type IndexKey,
  type ReferentialAction,
  type Table,
} from "../../src/schema/model.js";
import {
  check,
  column,
  exclusion,
  foreignKey,
  index,
  indexKey,
  primaryKey,
  unique,
} from "../../src/schema/spec.js";
import { onTable, type Edit } from "./edit.js";
import { checksOf, keyExpressionsOf, keysOf, predicatesOf, typeOf } from "./possible.js";
import type { Pick } from "./pick.js";
import { exclusionsOf, nameFor } from "./sound.js";
import type { Words } from "./words/index.js";

const changePrimaryKey: Edit = onTable((one, schema, pick, words) => {
  const able = keyable(one, schema, words);
  if (able.length === 0 || pick.oneIn(4)) return { ...one, primaryKey: null };
  const name = words.can.primaryKeyNames ? pick([null, nameFor("pk", one.name, [])]) : null;
  return { ...one, primaryKey: primaryKey({ name, columns: pick.some(able, 1, 2) }) };
});

const addUnique: Edit = onTable((one, schema, pick, words) => {
  const able = keyable(one, schema, words);
  if (able.length === 0) return one;
  const names = one.uniques.map(({ name }) => name);
  const added = unique({
    name: named("uq", one, names, pick, words),
    columns: pick.some(able, 1, 2),
    deferrable: words.can.deferrableUniques && pick.oneIn(4) ? pick(DEFERRABLE) : null,
    nullsNotDistinct: words.can.nullsNotDistinct && pick.oneIn(5),
  });
  return one.uniques.some(({ columns }) => columns.join() === added.columns.join())
    ? one
    : { ...one, uniques: [...one.uniques, added] };
});

/** The same columns stay unique, but by another constraint, or by an index. */
const replaceUnique: Edit = onTable((one, _schema, pick) => {
  if (one.uniques.length === 0) return one;
  const was = pick(one.uniques);
  const uniques = one.uniques.filter((other) => other !== was);
  if (pick.oneIn(2)) {
    const name = nameFor(
      "ux",
      one.name,
      one.indexes.map((other) => other.name),
    );
    return {
      ...one,
      uniques,
      indexes: [...one.indexes, index({ name, columns: was.columns, unique: true })],
    };
  }
  const name = nameFor(
    "uq",
    one.name,
    one.uniques.map((other) => other.name),
  );
  return { ...one, uniques: [...uniques, { ...was, name }] };
});

const addCheck: Edit = onTable((one, schema, pick, words) => {
  const options = checksOf(one, schema, words);
  if (options.length === 0) return one;
  const names = one.checks.map(({ name }) => name);
  const added = check({ name: named("ck", one, names, pick, words), expression: pick(options) });
  return one.checks.some(({ expression }) => expression === added.expression)
    ? one
    : { ...one, checks: [...one.checks, added] };
});

/** Under the same name. */
const alterCheck: Edit = onTable((one, schema, pick, words) => {
  if (one.checks.length === 0) return one;
  const was = pick(one.checks);
  const taken = one.checks.map(({ expression }) => expression);
  const options = checksOf(one, schema, words).filter((text) => !taken.includes(text));
  if (options.length === 0) return one;
  const altered = { ...was, expression: pick(options) };
  return { ...one, checks: one.checks.map((other) => (other === was ? altered : other)) };
});

/** On a new column, where none of the table can be kept from overlapping. */
const addExclusion: Edit = onTable((before, _schema, pick, { can }) => {
  if (!can.exclusions) return before;
  const range = column({ name: "range", type: "int4range", nullable: true });
  const one =
    exclusionsOf(before).length > 0 || before.columns.some(({ name }) => name === range.name)
      ? before
      : { ...before, columns: [...before.columns, range] };
  // PostgreSQL makes one of two that say the same.
  const options = exclusionsOf(one).filter(
    (text) => !one.exclusions.some(({ expression }) => expression === text),
  );
  if (options.length === 0) return one;
  const names = one.exclusions.map(({ name }) => name);
  const deferrable = pick([null, ...DEFERRABLE]);
  const added = exclusion({
    name: nameFor("ex", one.name, names),
    expression: pick(options),
    deferrable,
  });
  return { ...one, exclusions: [...one.exclusions, added] };
});

const addIndex: Edit = onTable((one, schema, pick, words) => {
  const name = nameFor(
    "ix",
    one.name,
    one.indexes.map((other) => other.name),
  );
  const added = someIndex(name, one, schema, pick, words);
  return added ? { ...one, indexes: [...one.indexes, added] } : one;
});

/** Under the same name. */
const alterIndex: Edit = onTable((one, schema, pick, words) => {
  if (one.indexes.length === 0) return one;
  const was = pick(one.indexes);
  const altered = someIndex(was.name, one, schema, pick, words) ?? was;
  return { ...one, indexes: one.indexes.map((other) => (other === was ? altered : other)) };
});

function someIndex(
  name: string,
  one: Table,
  schema: Parameters<Edit>[0],
  pick: Pick,
  words: Words,
): Index | undefined {
  const { can } = words;
  const able = keyable(one, schema, words);
  const expressions = keyExpressionsOf(one, schema, words);
  if (able.length === 0) return undefined;
  const order = (key: IndexKey): IndexKey => ({
    ...key,
    order: can.descendingKeys && pick.oneIn(4) ? "DESC" : "ASC",
    nulls: can.nullsOrder && pick.oneIn(4) ? pick(["FIRST", "LAST"]) : null,
  });
  const keys = pick.some(able, 1, 2).map((column) => order(indexKey(column)));
  const expression = expressions.length > 0 && pick.oneIn(5) ? pick(expressions) : null;
  const predicates = predicatesOf(one, schema, words);
  const isUnique = pick.oneIn(4);
  const others = one.columns.filter((other) => !isComputed(other)).map((other) => other.name);
  return index({
    name,
    columns: expression === null ? keys : [order(indexKey({ expression })), ...keys.slice(1)],
    unique: isUnique,
    where: predicates.length > 0 && pick.oneIn(4) ? pick(predicates) : null,
    include: can.include && pick.oneIn(6) ? pick.some(others, 1, 1) : [],
    nullsNotDistinct: isUnique && can.nullsNotDistinct && pick.oneIn(4),
  });
}

/** A foreign key to some table, perhaps its own, on columns that fit or on new ones. */
const addForeignKey: Edit = (schema, pick, words) => {
  const targets = schema.tables.filter((other) => keysOf(other).length > 0);
  if (targets.length === 0) return schema;
  const target = pick(targets);
  const to = pick(keysOf(target));
  return onTable((one, _schema, choose) => {
    let columns = one.columns;
    const from = to.map((name) => {
      const wanted = target.columns.find((other) => other.name === name);
      const fits = columns.filter(
        (other) =>
          !isComputed(other) && other.type === wanted?.type && other.collation === wanted.collation,
      );
      if (fits.length > 0 && choose.oneIn(2)) return choose(fits).name;
      const added = nameFor(
        name,
        "ref",
        columns.map((other) => other.name),
      );
      const { type = "", collation = null } = wanted ?? {};
      columns = [...columns, column({ name: added, type, collation, nullable: true })];
      return added;
    });
    const key = foreignKey({
      name: named(
        "fk",
        one,
        one.foreignKeys.map(({ name }) => name),
        choose,
        words,
      ),
      columns: from,
      references: { table: target.name, columns: to },
      ...someActions(choose, words),
    });
    const isNew =
      new Set(from).size === from.length && !one.foreignKeys.some((other) => isAlike(other, key));
    return isNew ? { ...one, columns, foreignKeys: [...one.foreignKeys, key] } : one;
  })(schema, pick, words);
};

/** Under the same name. */
const alterForeignKey: Edit = onTable((one, _schema, pick, words) => {
  if (one.foreignKeys.length === 0) return one;
  const was = pick(one.foreignKeys);
  const altered = { ...was, ...someActions(pick, words) };
  return { ...one, foreignKeys: one.foreignKeys.map((other) => (other === was ? altered : other)) };
});

const dropSome: Edit = onTable((one, _schema, pick) => {
  const list = pick(["foreignKeys", "indexes", "uniques", "checks", "exclusions"] as const);
  if (one[list].length === 0) return one;
  const gone = pick<unknown>(one[list]);
  return { ...one, [list]: (one[list] as readonly unknown[]).filter((other) => other !== gone) };
});

/** The edits of keys, constraints and indexes. */
export const KEY_EDITS: readonly Edit[] = [
  changePrimaryKey,
  changePrimaryKey,
  addUnique,
  addUnique,
  replaceUnique,
  addCheck,
  alterCheck,
  addExclusion,
  addIndex,
  addIndex,
  alterIndex,
  addForeignKey,
  addForeignKey,
  addForeignKey,
  alterForeignKey,
  dropSome,
  dropSome,
];

const DEFERRABLE: readonly Deferrable[] = ["INITIALLY DEFERRED", "INITIALLY IMMEDIATE"];
const ACTIONS: readonly ReferentialAction[] = [
  "NO ACTION",
  "CASCADE",
  "SET NULL",
  "RESTRICT",
  "SET DEFAULT",
];

const someActions = (pick: Pick, { can }: Words) => ({
  onDelete: pick(ACTIONS),
  onUpdate: pick.oneIn(3) ? pick(ACTIONS) : ("NO ACTION" as const),
  deferrable: can.deferrableForeignKeys && pick.oneIn(4) ? pick(DEFERRABLE) : null,
});

const isAlike = (a: ForeignKey, b: ForeignKey) =>
  a.columns.join() === b.columns.join() && a.references.table === b.references.table;

const named = (
  prefix: string,
  one: Table,
  taken: readonly (string | null)[],
  pick: Pick,
  { can }: Words,
) => (can.namelessConstraints && pick.oneIn(4) ? null : nameFor(prefix, one.name, taken));

/** The columns of the table that can be part of a key. */
const keyable = (one: Table, schema: Parameters<Edit>[0], words: Words): readonly string[] =>
  one.columns
    .filter((other) => !isComputed(other) && typeOf(other.type, schema, words)?.keyable)
    .map(({ name }) => name);
