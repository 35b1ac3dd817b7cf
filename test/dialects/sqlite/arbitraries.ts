import fc from "fast-check";
import {
  EMPTY_SCHEMA,
  type Check,
  type Column,
  type ForeignKey,
  type Index,
  type ReferentialAction,
  type Schema,
  type Table,
  type Unique,
} from "../../../src/schema/model.js";
import {
  check,
  column,
  foreignKey,
  index,
  indexKey,
  table,
  unique,
} from "../../../src/schema/spec.js";
import { sqliteGrammar as sql } from "../../../src/dialects/sqlite/grammar.js";

/** Names that a careless reader or writer of SQL stumbles over. */
export const NAMES = [
  "id",
  "Name",
  "order",
  "a b",
  'quo"te',
  "back`tick",
  "brac]ket",
  "it's",
  "emoji😀",
  "ünïcode",
  "CHECK",
  "x--y",
  "/*c*/",
  "(open",
  "comma,",
  "dot.ted",
  "select",
  "end",
  "ö",
  "new\nline",
  "back\\slash",
  "tab\there",
  "?",
  "long ".repeat(40),
] as const;

const TYPES = [
  "integer",
  "text",
  "varchar(255)",
  "decimal(12,2)",
  "datetime",
  "boolean",
  "blob",
  "bigint",
  "unsigned big int",
  "real",
  "json",
  "",
];
const STRICT_TYPES = ["integer", "real", "text", "blob", "any"];

const DEFAULTS = [
  null,
  "'x'",
  "''",
  "1",
  "-1.5",
  "CURRENT_TIMESTAMP",
  "datetime('now')",
  "x'00FF'",
  "'it''s -- no /* comment'",
  "1 + 2",
  "(1) + (2)",
];

const COLLATIONS = [null, null, null, "NOCASE", "RTRIM"];

const ACTIONS: readonly ReferentialAction[] = [
  "NO ACTION",
  "RESTRICT",
  "CASCADE",
  "SET NULL",
  "SET DEFAULT",
];

/** Some of a list, in any order, at least so many. */
const some = <T>(items: readonly T[], minLength = 1, maxLength = 3) =>
  fc.shuffledSubarray([...items], { minLength, maxLength: Math.min(maxLength, items.length) });

const named = (prefix: string) =>
  fc.option(
    fc.constantFrom(...NAMES).map((name) => `${prefix} ${name}`),
    { nil: null },
  );

/** Any table that SQLite can hold, but for foreign keys and indexes, whose names are the schema's. */
export const anyTable = (name: string): fc.Arbitrary<Table> =>
  fc
    .record({
      names: some(NAMES, 1, 6),
      strict: fc.boolean(),
      withoutRowid: fc.boolean(),
      counts: fc.boolean(),
    })
    .chain(({ names, strict, withoutRowid, counts }) =>
      fc
        .tuple(...names.map((column) => plainColumn(column, strict)))
        .chain((columns) => withComputed(columns, strict))
        .chain((columns) => withKeys(name, columns, { strict, withoutRowid, counts })),
    );

function plainColumn(name: string, strict: boolean): fc.Arbitrary<Column> {
  return fc
    .record({
      type: fc.constantFrom(...(strict ? STRICT_TYPES : TYPES)),
      nullable: fc.boolean(),
      default: fc.constantFrom(...DEFAULTS),
      collation: fc.constantFrom(...COLLATIONS),
    })
    .map((facets) => column({ name, ...facets }));
}

/** Perhaps with a column that is computed from the first one. */
function withComputed(
  columns: readonly Column[],
  strict: boolean,
): fc.Arbitrary<readonly Column[]> {
  const first = columns[0]?.name ?? "";
  const computed = fc
    .record({
      type: fc.constantFrom(...(strict ? STRICT_TYPES : TYPES)),
      generated: fc.constantFrom("stored" as const, "virtual" as const),
      expression: fc.constantFrom(
        `length(${sql.name(first)})`,
        `${sql.name(first)} || ' -- '`,
        `(${sql.name(first)}) || (${sql.name(first)})`,
      ),
    })
    .map((facets) => column({ name: "computed", nullable: true, ...facets }));
  return fc.oneof(
    fc.constant(columns),
    computed.map((extra) => [...columns, extra]),
  );
}

interface Kind {
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  readonly counts: boolean;
}

function withKeys(
  name: string,
  columns: readonly Column[],
  { strict, withoutRowid, counts }: Kind,
): fc.Arbitrary<Table> {
  const plain = columns.filter(({ expression }) => expression === null).map((each) => each.name);
  return fc
    .record({
      key: fc.option(some(plain), { nil: null }),
      uniques: fc.array(anyUnique(plain), { maxLength: 2 }),
      checks: fc.array(anyCheck(columns), { maxLength: 3 }),
    })
    .map(({ key, uniques, checks }) => {
      const [first = ""] = plain;
      const counted = counts
        ? { name: first, type: "integer", generated: "increment" as const }
        : null;
      return table({
        name,
        columns: columns.map((each) =>
          counted && each.name === first ? column({ ...counted, nullable: false }) : each,
        ),
        primaryKey: counted ? [first] : key,
        uniques: distinctNames(uniques),
        checks: distinctNames(checks),
        withoutRowid: withoutRowid && !counted && key !== null,
        strict,
      });
    });
}

const anyUnique = (columns: readonly string[]): fc.Arbitrary<Unique> =>
  fc.record({ name: named("uq"), columns: some(columns) }).map(unique);

function anyCheck(columns: readonly Column[]): fc.Arbitrary<Check> {
  const each = columns.map(({ name }) => sql.name(name));
  const expression = fc
    .constantFrom(...each)
    .chain((name) =>
      fc.constantFrom(
        `${name} IN ('a','b')`,
        `${name} IN ('it''s', ', )', 'c -- d')`,
        `${name} IS NOT NULL OR 1 = 1`,
        `length(${name}) < 100`,
        `(${name} <> 'x''y') OR (${name} = ')')`,
        `${name} LIKE '%''%' ESCAPE '\\'`,
        `CASE WHEN ${name} THEN 1 ELSE 1 END`,
      ),
    );
  return fc.record({ name: named("ck"), expression }).map(check);
}

/** One to three tables that refer to each other, and their indexes. */
export const anySchema: fc.Arbitrary<Schema> = some([
  "users",
  "Order Lines",
  'we"ird',
  "select",
  "dot.ted",
])
  .map((names) =>
    names.map((name) => (name.includes(".") || name.includes('"') ? sql.name(name) : name)),
  )
  .chain((names) => fc.tuple(...names.map(anyTable)))
  .chain((tables) =>
    fc
      .tuple(
        ...tables.map((each) =>
          fc.record({
            foreignKeys: fc.array(anyForeignKey(each, tables), { maxLength: 2 }).map(distinctNames),
            indexes: fc.array(anyIndex(each), { maxLength: 3 }).map(distinctNames),
          }),
        ),
      )
      .map((parts) => ({
        ...EMPTY_SCHEMA,
        tables: tables.map((each, at) => ({ ...each, ...parts[at], triggers: [] })),
      })),
  )
  .map((schema): Schema => ({ ...schema, tables: schema.tables as readonly Table[] }));

const plainNames = ({ columns }: Table) =>
  columns.filter(({ expression }) => expression === null).map(({ name }) => name);

function anyForeignKey(from: Table, tables: readonly Table[]): fc.Arbitrary<ForeignKey> {
  return fc.constantFrom(...tables).chain((to) => {
    const size = Math.min(plainNames(from).length, plainNames(to).length, 2);
    return fc
      .record({
        name: named("fk"),
        columns: some(plainNames(from), size, size),
        references: some(plainNames(to), size, size),
        onDelete: fc.constantFrom(...ACTIONS),
        onUpdate: fc.constantFrom(...ACTIONS),
        deferrable: fc.constantFrom(
          null,
          "INITIALLY IMMEDIATE" as const,
          "INITIALLY DEFERRED" as const,
        ),
      })
      .map(({ references, ...key }) =>
        foreignKey({ ...key, references: { table: to.name, columns: references } }),
      );
  });
}

function anyIndex(of: Table): fc.Arbitrary<Index> {
  const columns = of.columns.map(({ name }) => name);
  const key = fc
    .record({
      column: fc.constantFrom(...columns),
      isExpression: fc.boolean(),
      order: fc.constantFrom("ASC" as const, "DESC" as const),
      collation: fc.constantFrom(...COLLATIONS),
    })
    .map(({ column, isExpression, ...rest }) =>
      indexKey(
        isExpression ? { expression: `lower(${sql.name(column)})`, ...rest } : { column, ...rest },
      ),
    );
  return fc
    .record({
      name: fc.constantFrom(...NAMES).map((name) => `${of.name} ix ${name}`),
      columns: fc.array(key, { minLength: 1, maxLength: 3 }),
      unique: fc.boolean(),
      where: fc.option(
        fc.constantFrom(...columns).map((name) => `${sql.name(name)} IS NOT NULL`),
        { nil: null },
      ),
    })
    .map(index);
}

function distinctNames<T extends { readonly name: string | null }>(
  items: readonly T[],
): readonly T[] {
  const names = new Set<string>();
  return items.filter(({ name }) => {
    const isNew = name === null || !names.has(name);
    if (name !== null) names.add(name);
    return isNew;
  });
}
