import fc from "fast-check";
import { quoted } from "../../../src/dialects/postgres/identifier.js";
import type {
  Column,
  EnumType,
  ForeignKey,
  Index,
  IndexKey,
  Schema,
  Table,
} from "../../../src/schema/model.js";
import { localName, qualify } from "../../../src/schema/name.js";
import { column, indexKey, table } from "../../../src/schema/spec.js";

/** Names that only survive where everything is quoted. */
const NAMES = [
  ...["users", "Order", "select", 'we"ird', "it's", "back\\slash", "emoji 😀", "dotted.name"],
  ...["ünï", "UPPER", "$1", "two words", "percent%", "semi;colon", "x", "y", "total", "n_1"],
];
const LABELS = ["a", "B", "it's", 'qu"ote', "", "back\\slash", "x,y", "😀", "with space", "{}"];

/** Types in canonical spelling, each with defaults the way normal form has them. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  smallint: ["0", "-1"],
  integer: ["1", "-5"],
  bigint: ["3000000000"],
  numeric: ["1.50"],
  "numeric(12,2)": ["0", "-9.5"],
  "numeric(5)": ["7"],
  real: ["'0.5'", "2"],
  "double precision": ["'-1.25'"],
  money: [],
  varchar: ["''"],
  "varchar(40)": ["'it''s'", "'back\\slash'"],
  "char(1)": ["'x'"],
  "char(4)": [],
  text: ["'::text'", "'(a)'", "'now()'"],
  boolean: ["true", "false"],
  timestamp: ["now()", "('now'::text)::timestamp without time zone"],
  "timestamp(3)": ["now()"],
  timestamptz: ["now()", "('now'::text)::timestamp(3) with time zone"],
  time: ["'12:00:00'"],
  "timetz(2)": [],
  date: ["('now'::text)::date"],
  interval: ["'1 day'"],
  "interval day to second(3)": [],
  uuid: ["(md5('x'::text))::uuid"],
  json: ["'{\"a\":1}'"],
  jsonb: ['\'{"a": [1, "x"]}\''],
  bytea: ["'\\x00ff'"],
  "bit(3)": ["'101'"],
  "varbit(8)": [],
  inet: [],
  point: [],
  int4range: [],
  tsvector: [],
  xml: [],
  "text[]": ["'{}'", "'{a,\"b c\"}'"],
  "integer[]": ["'{1,2}'"],
  "varchar(10)[]": [],
};
const COLLATABLE = /^(text|varchar)/;

/** Schemas in normal form, but for the order of their lists. */
export const schemas: fc.Arbitrary<Schema> = fc
  .record({
    inNamespace: fc.boolean(),
    enums: fc.uniqueArray(fc.constantFrom("mood", "orderStatus_enum", 'st"ate'), { maxLength: 2 }),
    labels: fc.array(fc.uniqueArray(fc.constantFrom(...LABELS), { minLength: 1, maxLength: 5 }), {
      minLength: 2,
      maxLength: 2,
    }),
    names: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
  })
  .chain(({ inNamespace, enums, labels, names }) => {
    const home = (at: number) => (inNamespace && at % 2 === 1 ? "Audit log" : null);
    const types = enums.map((name, at): EnumType => ({
      name: qualify(home(at), name),
      values: labels[at] ?? [],
    }));
    return fc
      .tuple(...names.map((name, at) => tables(qualify(home(at), name), types)))
      .chain((list) => foreignKeysOf(list))
      .map((list) => ({
        namespaces: inNamespace ? [{ name: "Audit log" }] : [],
        extensions: [],
        sequences: [],
        views: [],
        enums: types,
        tables: list,
      }));
  });

/** One table without foreign keys. */
export const tables = (name: string, enums: readonly EnumType[] = []): fc.Arbitrary<Table> =>
  fc
    .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 })
    .chain((names) => fc.tuple(...names.map((column) => columns(column, enums))))
    .chain((list) =>
      fc
        .record({
          key: some(keyable(list), 2),
          unique: some(keyable(list), 2),
          nullsNotDistinct: fc.boolean(),
          deferrable: fc.constantFrom(
            null,
            "INITIALLY IMMEDIATE" as const,
            "INITIALLY DEFERRED" as const,
          ),
          indexes: indexLists(list),
          comment: fc.constantFrom(null, 'it\'s a \\ "comment" 😀\n2'),
          computed: fc.boolean(),
        })
        .map((parts): Table => {
          const local = localName(name);
          const key = new Set(parts.key.map((column) => column.name));
          const numbers = list.filter(({ type }) => type === "integer");
          const [number] = numbers;
          return table({
            name,
            columns: [
              ...list.map((item) => ({ ...item, nullable: item.nullable && !key.has(item.name) })),
              ...(parts.computed && number
                ? [
                    column({
                      name: "computed",
                      type: "integer",
                      nullable: true,
                      generated: "stored",
                      expression: `${quoted(number.name)} * 2`,
                    }),
                  ]
                : []),
            ],
            primaryKey: key.size > 0 ? { name: `PK ${local}`, columns: [...key] } : null,
            uniques:
              parts.unique.length > 0
                ? [
                    {
                      name: `UQ ${local}`,
                      columns: parts.unique.map((column) => column.name),
                      deferrable: parts.deferrable,
                    },
                  ]
                : [],
            checks: numbers.map(({ name: column }, at) => ({
              name: `CK ${local} ${at}`,
              expression: `${quoted(column)} > 0`,
            })),
            indexes: parts.indexes.map((index, at) => ({ ...index, name: `IX ${local} ${at}` })),
            comment: parts.comment,
          });
        }),
    );

const columns = (name: string, enums: readonly EnumType[]): fc.Arbitrary<Column> =>
  fc
    .record({
      type: fc.constantFrom(...Object.keys(TYPES), ...enums.flatMap(typesOf)),
      nullable: fc.boolean(),
      pick: fc.nat(),
      generated: fc.constantFrom(
        null,
        null,
        "increment" as const,
        "identity always" as const,
        "identity by default" as const,
      ),
      collation: fc.constantFrom(null, "C", "POSIX"),
      comment: fc.constantFrom(null, "it's", "\\n"),
    })
    .map(({ type, nullable, pick, generated, collation, comment }) => {
      const counts = /^(smallint|integer|bigint)$/.test(type) && generated !== null;
      const defaults = [null, ...(TYPES[type] ?? [])];
      return column({
        name,
        type,
        nullable: nullable && !(counts && generated !== "increment"),
        default: counts ? null : (defaults[pick % defaults.length] ?? null),
        generated: counts ? generated : null,
        collation: COLLATABLE.test(type) ? collation : null,
        comment,
      });
    });

/** The text of an enum type, and of an array of it. */
function typesOf({ name }: EnumType): readonly string[] {
  const parts = [...name.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)];
  const text = parts
    .map(([, inner, plain]) => quoted(inner?.replaceAll('""', '"') ?? plain ?? ""))
    .join(".");
  return [text, `${text}[]`];
}

const UNORDERED = /^(json|point|xml)$/;
const keyable = (list: readonly Column[]) => list.filter(({ type }) => !UNORDERED.test(type));

const indexLists = (list: readonly Column[]): fc.Arbitrary<readonly Index[]> =>
  keyable(list).length > 0 ? fc.array(indexes(list), { maxLength: 3 }) : fc.constant([]);

const indexes = (list: readonly Column[]): fc.Arbitrary<Index> =>
  fc
    .record({
      keys: some(keyable(list), 3),
      order: fc.constantFrom("ASC" as const, "DESC" as const),
      nulls: fc.boolean(),
      where: fc.constantFrom(...list).map(({ name }) => `${quoted(name)} IS NOT NULL`),
      partial: fc.boolean(),
      include: some(list, 1),
      unique: fc.boolean(),
      collation: fc.constantFrom(null, "C"),
    })
    .map(({ keys, order, nulls, where, partial, include, unique, collation }) => ({
      name: "",
      columns: [
        ...keys.map((key): IndexKey =>
          indexKey({
            column: key.name,
            order,
            nulls: nulls ? (order === "ASC" ? "FIRST" : "LAST") : null,
            collation:
              COLLATABLE.test(key.type) && key.collation === null && !key.type.endsWith("[]")
                ? collation
                : null,
          }),
        ),
        ...list
          .filter(({ type }) => type === "text")
          .map(({ name }) => indexKey({ expression: `lower(${quoted(name)})`, order })),
      ],
      unique,
      method: null,
      where: partial ? where : null,
      include: include.map(({ name }) => name),
      nullsNotDistinct: false,
      parser: null,
    }))
    .filter((index) => index.columns.length > 0);

const some = <T>(list: readonly T[], most: number): fc.Arbitrary<readonly T[]> =>
  fc.subarray([...list], { maxLength: Math.min(most, list.length) });

/** Foreign keys from each table to the first one, where that has a key. */
const foreignKeysOf = (list: readonly Table[]): fc.Arbitrary<readonly Table[]> =>
  fc
    .tuple(
      ...list.map(() =>
        fc.record({
          there: fc.boolean(),
          onDelete: fc.constantFrom("NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"),
          onUpdate: fc.constantFrom("NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"),
          deferrable: fc.constantFrom(null, "INITIALLY IMMEDIATE", "INITIALLY DEFERRED"),
        }),
      ),
    )
    .map((choices) => {
      const [first] = list;
      const key = first?.primaryKey;
      if (!first || !key) return list;
      const types = key.columns.map((name) => first.columns.find((other) => other.name === name));
      // The server has no foreign keys of varchar arrays: "cannot determine element type".
      if (types.some((other) => other?.type.endsWith("[]"))) return list;
      const added = types.map((other, at) =>
        column({
          name: `ref ${at}`,
          type: other?.type ?? "",
          nullable: true,
          collation: other?.collation ?? null,
        }),
      );
      return list.map((item, at): Table => {
        const { there, ...actions } = choices[at] ?? { there: false };
        if (!there) return item;
        const foreign = {
          name: `FK ${localName(item.name)}`,
          columns: added.map(({ name }) => name),
          references: { table: first.name, columns: key.columns },
          ...actions,
        } as ForeignKey;
        return { ...item, columns: [...item.columns, ...added], foreignKeys: [foreign] };
      });
    });
