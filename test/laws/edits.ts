import { remove } from "../../src/schema/edit.js";
import { isComputed, type Schema, type Table } from "../../src/schema/model.js";
import { qualify } from "../../src/schema/name.js";
import { column, table } from "../../src/schema/spec.js";
import { another, onColumn, onTable, type Edit } from "./edit.js";
import { KEY_EDITS } from "./key-edits.js";
import { computationsOf, typeOf, typesOf } from "./possible.js";
import { timeNow } from "./sound.js";
import type { Pick } from "./pick.js";
import type { Words } from "./words/index.js";

const TABLES = ["users", "order", "Order Item", "naïve", "a.b", 'say "hi"', "it's"];
const COLUMNS = [
  "name",
  "group",
  "Total",
  "q`uote",
  "with space",
  'q"uote',
  "it's",
  "back\\slash",
  "a.b",
];
const ENUMS = ["mood", "Odd status"];
const LABELS = ["ok", "it's", "so so", "Ünï", "back\\slash"];
const COMMENTS = ["a comment", "it's\ntwo lines", 'back\\slash and "quotes"', "100 % ✓"];

/** A new table with a few columns, most often with a primary key of one. */
export const addTable: Edit = (schema, pick, words) => {
  const free = namesLeft(
    [...TABLES, ...words.oddNames],
    schema.tables.map(({ name }) => name),
  );
  const namespace = pick([null, null, ...schema.namespaces.map(({ name }) => name)]);
  const names = free.map((name) => qualify(namespace, name));
  const left = names.filter((name) => !schema.tables.some((one) => one.name === name));
  if (left.length === 0) return schema;
  const counter = pick([undefined, ...words.counters]);
  const id = column({
    name: "id",
    type: counter ? pick(counter.types) : pick(words.types.filter(({ keyable }) => keyable)).text,
    generated: counter?.generated ?? null,
  });
  const empty = table({
    name: pick(left),
    columns: [id],
    primaryKey: pick.oneIn(6) ? null : ["id"],
    comment: pick([null, ...COMMENTS]),
  });
  const count = pick([1, 2, 0, 3, 4]);
  const filled = Array.from({ length: count }).reduce<Table>(
    (grown) => withColumn(grown, schema, pick, words),
    empty,
  );
  return { ...schema, tables: [...schema.tables, filled] };
};

const dropTable: Edit = (schema, pick) =>
  schema.tables.length === 0
    ? schema
    : { ...schema, tables: remove(schema.tables, pick(schema.tables).name) };

const addColumn: Edit = onTable((one, schema, pick, words) => withColumn(one, schema, pick, words));

/** What stands on the column goes too. */
const dropColumn: Edit = onTable((one, _schema, pick) => ({
  ...one,
  columns: remove(one.columns, pick(one.columns).name),
}));

const retype: Edit = onColumn(
  () => true,
  (was, _one, schema, pick, words) => {
    const own = typeOf(was.type, schema, words);
    const kin = words.types.filter(({ family }) => family === own?.family && family !== "own");
    const types = kin.length > 0 && !pick.oneIn(4) ? kin : typesOf(schema, words);
    return {
      type: another(
        types.map(({ text }) => text),
        was.type,
        pick,
      ),
    };
  },
);

/** A column and all that refer to it, or that it refers to, get another type together. */
const retypeKey: Edit = (schema, pick, words) => {
  const keys = schema.tables.flatMap((one) => one.foreignKeys);
  if (keys.length === 0) return schema;
  const { references } = pick(keys);
  const joined = new Set([`${references.table}\0${references.columns[0]}`]);
  for (let size = 0; size < joined.size;) {
    size = joined.size;
    for (const one of schema.tables)
      for (const key of one.foreignKeys)
        key.columns.forEach((name, at) => {
          const [here, there] = [
            `${one.name}\0${name}`,
            `${key.references.table}\0${key.references.columns[at]}`,
          ];
          if (joined.has(here) || joined.has(there)) joined.add(here).add(there);
        });
  }
  const { text: type } = pick(words.types.filter(({ keyable }) => keyable));
  return {
    ...schema,
    tables: schema.tables.map((one) => ({
      ...one,
      columns: one.columns.map((was) =>
        joined.has(`${one.name}\0${was.name}`) ? { ...was, type } : was,
      ),
    })),
  };
};

const alterNullable: Edit = onColumn(
  (was) => was.generated === null,
  (was) => ({ nullable: !was.nullable }),
);

const alterDefault: Edit = onColumn(
  (was, words) =>
    was.generated === null &&
    words.types.some(({ text, defaults }) => text === was.type && defaults.length > 0),
  (was, _one, schema, pick, words) => {
    const defaults = typeOf(was.type, schema, words)?.defaults ?? [];
    return { default: another([null, ...defaults], was.default, pick) };
  },
);

/** Whether and how the column counts. */
const alterCounter: Edit = onColumn(
  (was, words) => words.counters.some(({ types }) => types.includes(was.type)) && !isComputed(was),
  (was, _one, _schema, pick, words) => {
    const ways = words.counters.filter(({ types }) => types.includes(was.type));
    return { generated: another([null, ...ways.map((way) => way.generated)], was.generated, pick) };
  },
);

/** A computed column becomes a plain one, or is kept in another way. */
const alterComputed: Edit = onColumn(isComputed, (was, _one, _schema, pick, words) =>
  pick.oneIn(2)
    ? { generated: null, expression: null }
    : { generated: another(words.computed, was.generated, pick) },
);

const alterExpression: Edit = onColumn(isComputed, (was, one, schema, pick, words) => {
  const fitting = computationsOf(one, schema, words).filter(({ type }) => type === was.type);
  return {
    expression: another(
      fitting.map(({ expression }) => expression),
      was.expression,
      pick,
    ),
  };
});

const alterCollation: Edit = onColumn(
  (was) => /char|text/.test(was.type) && !isComputed(was),
  (was, _one, _schema, pick, words) => ({
    collation: another([null, ...words.collations], was.collation, pick),
  }),
);

const alterOnUpdate: Edit = onColumn(
  (was, { can }) => can.onUpdate && timeNow(was.type) !== null,
  (was) => ({ onUpdate: was.onUpdate === null ? timeNow(was.type) : null }),
);

const commentColumn: Edit = onColumn(
  (_was, { can }) => can.comments,
  (was, _one, _schema, pick) => ({ comment: another([null, ...COMMENTS], was.comment, pick) }),
);

const commentTable: Edit = onTable((one, _schema, pick) => ({
  ...one,
  comment: another([null, ...COMMENTS], one.comment, pick),
}));

const changeNamespaces: Edit = (schema, pick, { can }) => {
  if (!can.namespaces) return schema;
  const name = pick(["audit", "Odd space"]);
  const { namespaces } = schema;
  return {
    ...schema,
    namespaces: namespaces.some((one) => one.name === name)
      ? remove(namespaces, name)
      : [...namespaces, { name }],
  };
};

const changeEnums: Edit = (schema, pick, { can }) => {
  if (!can.enumTypes) return schema;
  const name = qualify(
    pick([null, null, ...schema.namespaces.map((one) => one.name)]),
    pick(ENUMS),
  );
  const type = { name, values: pick.some(LABELS, 1, 4) };
  const others = schema.enums.filter((one) => one.name !== name);
  if (others.length === schema.enums.length) return { ...schema, enums: [...others, type] };
  return { ...schema, enums: pick.oneIn(4) ? others : [...others, type] };
};

/** All edits, each as often as it is to be tried. */
export const EDITS: readonly Edit[] = [
  addTable,
  addTable,
  dropTable,
  addColumn,
  addColumn,
  addColumn,
  dropColumn,
  dropColumn,
  retype,
  retype,
  retypeKey,
  alterNullable,
  alterDefault,
  alterDefault,
  alterCounter,
  alterComputed,
  alterExpression,
  alterCollation,
  alterOnUpdate,
  commentColumn,
  commentTable,
  changeNamespaces,
  changeEnums,
  changeEnums,
  ...KEY_EDITS,
];

function withColumn(one: Table, schema: Schema, pick: Pick, words: Words): Table {
  const taken = one.columns.map(({ name }) => name);
  const left = namesLeft([...COLUMNS, ...words.oddNames], taken);
  if (left.length === 0) return one;
  const name = pick(left);
  const computations = computationsOf(one, schema, words);
  if (computations.length > 0 && pick.oneIn(6))
    return {
      ...one,
      columns: [
        ...one.columns,
        column({ name, ...pick(computations), generated: pick(words.computed), nullable: true }),
      ],
    };
  const type = pick(pick.oneIn(3) ? typesOf(schema, words).toReversed() : words.types);
  const added = column({
    name,
    type: type.text,
    nullable: !pick.oneIn(3),
    default: pick([null, ...type.defaults]),
    collation: pick.oneIn(6) ? pick(words.collations) : null,
    comment: pick.oneIn(4) ? pick(COMMENTS) : null,
  });
  return { ...one, columns: [...one.columns, added] };
}

/** Names that differ from those taken by more than their case. */
const namesLeft = (names: readonly string[], taken: readonly string[]): readonly string[] =>
  names.filter((name) => !taken.includes(name));
