import fc from "fast-check";
import type { EntitySchema, EntitySchemaColumnOptions } from "typeorm";
import type { Flavor } from "../../../src/dialects/dialect.js";
import { entity } from "../data-source.js";
import { choose } from "./entity-set.js";

/** Up to three entities of the usual columns, keys and relations, such as TypeORM can create. */
export const generatedEntities = (flavor: Flavor): fc.Arbitrary<readonly EntitySchema[]> =>
  fc
    .array(entityOptions(flavor), { minLength: 1, maxLength: 3 })
    .map((all) => all.map((options, at) => build(options, at, all.length)));

interface Options {
  readonly columns: readonly EntitySchemaColumnOptions[];
  readonly indexes: readonly (readonly [columns: readonly number[], unique: boolean])[];
  readonly uniques: readonly (readonly number[])[];
  readonly check: boolean;
  readonly relations: readonly Relation[];
}
interface Relation {
  readonly type: "many-to-one" | "one-to-one" | "many-to-many";
  readonly to: number;
  readonly nullable: boolean;
  readonly onDelete: "CASCADE" | "NO ACTION" | "RESTRICT";
}

const entityOptions = (flavor: Flavor): fc.Arbitrary<Options> =>
  fc.record({
    columns: fc.array(columnOptions(flavor), { minLength: 1, maxLength: 6 }),
    indexes: fc.array(fc.tuple(places, fc.boolean()), { maxLength: 3 }),
    uniques: fc.array(places, { maxLength: 2 }),
    check: fc.boolean(),
    relations: fc.array(
      fc.record<Relation>({
        type: fc.constantFrom("many-to-one", "one-to-one", "many-to-many"),
        to: fc.nat(2),
        nullable: fc.boolean(),
        onDelete: fc.constantFrom("CASCADE", "NO ACTION", "RESTRICT"),
      }),
      { maxLength: 2 },
    ),
  });

const places = fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 3 });

function columnOptions(flavor: Flavor): fc.Arbitrary<EntitySchemaColumnOptions> {
  const kinds = choose(flavor, { postgres: POSTGRES, mysql: MYSQL, sqlite: SQLITE });
  return fc
    .tuple(
      fc.oneof(...kinds),
      fc.record({ nullable: fc.boolean(), comment: text(flavor) }, { requiredKeys: [] }),
    )
    .map(([kind, common]) => ({ ...kind, ...common }));
}

type Kind = fc.Arbitrary<EntitySchemaColumnOptions>;

/** A type, and perhaps a default of its values. */
const kind = (type: object, value?: fc.Arbitrary<unknown>): Kind =>
  (value === undefined
    ? fc.constant(type)
    : fc
        .record({ default: value }, { requiredKeys: [] })
        .map((given) => ({ ...type, ...given }))) as Kind;

/** Text that TypeORM, which does not escape, can put between quotes. */
const text = (flavor: Flavor) =>
  fc
    .string({ unit: flavor === "postgres" ? "grapheme" : "grapheme-ascii", maxLength: 12 })
    .filter((text) => !/['\\\0]/.test(text));

const whole = fc.integer({ min: -30_000, max: 30_000 });
const cents = fc.integer({ min: -99_999, max: 99_999 }).map((amount) => amount / 100);
const half = fc.integer({ min: -999, max: 999 }).map((amount) => amount / 2);
const sql = (...texts: readonly string[]) => fc.constantFrom(...texts).map((text) => () => text);

const COMMON = (flavor: Flavor): readonly Kind[] => [
  kind({ type: "int" }, fc.oneof(whole, whole.map(String))),
  kind({ type: "smallint" }, whole),
  kind({ type: "bigint" }, fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }).map(String)),
  kind({ type: Boolean }, fc.boolean()),
  kind({ type: "varchar", length: 20 }, text(flavor)),
  kind({ type: "varchar" }, text(flavor)),
  kind({ type: "decimal", precision: 12, scale: 2 }, fc.oneof(cents, cents.map(String))),
  kind({ type: "text" }),
  kind({ type: "date" }, fc.constantFrom("2020-01-31", "1999-12-31")),
  kind({ type: "simple-json" }),
  fc
    .uniqueArray(fc.string({ unit: letters, minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 4,
      selector: (value) => value.toLowerCase(),
    })
    .chain((values) => kind({ type: "simple-enum", enum: values }, fc.constantFrom(...values))),
];

const letters = fc.constantFrom(..."abcXYZ 09-_.");

const POSTGRES: readonly Kind[] = [
  ...COMMON("postgres"),
  kind({ type: "text" }, text("postgres")),
  kind({ type: "double precision" }, half),
  kind({ type: "real" }, half),
  kind({ type: "timestamptz" }, sql("now()", "CURRENT_TIMESTAMP", "clock_timestamp()")),
  kind({ type: "timestamp", precision: 3 }, sql("LOCALTIMESTAMP(3)", "CURRENT_TIMESTAMP(3)")),
  kind({ type: "time" }, fc.constantFrom("12:00", "23:59:59.5")),
  kind({ type: "jsonb" }, fc.dictionary(text("postgres"), whole, { maxKeys: 3 })),
  kind({ type: "uuid" }, fc.uuid()),
  kind({ type: "uuid" }, sql("gen_random_uuid()")),
  kind({ type: "int", array: true }, fc.array(whole, { maxLength: 3 })),
  kind({ type: "interval" }, fc.constantFrom("1 day", "2 hours")),
  kind({ type: "bytea" }),
];

const MYSQL: readonly Kind[] = [
  ...COMMON("mysql"),
  kind({ type: "int", unsigned: true }, fc.nat(1000)),
  kind({ type: "double" }, half.map(String)),
  kind({ type: "datetime", precision: 6 }, sql("CURRENT_TIMESTAMP(6)")),
  kind({ type: "datetime" }, sql("CURRENT_TIMESTAMP", "NOW()")),
  kind({ type: "char", length: 12 }, text("mysql")),
  kind({ type: "json" }),
  kind({ type: "varbinary", length: 16 }),
];

const SQLITE: readonly Kind[] = [
  ...COMMON("sqlite"),
  kind({ type: "text" }, text("sqlite")),
  kind({ type: "double" }, half),
  kind({ type: "datetime" }, sql("datetime('now')", "CURRENT_TIMESTAMP")),
  kind({ type: "blob" }),
];

function build(options: Options, at: number, count: number): EntitySchema {
  const names = options.columns.map((_, index) => `c${index}`);
  const pick = (places: readonly number[]) =>
    [...new Set(places.map((place) => place % names.length))]
      .filter((place) => isIndexable(options.columns[place]))
      .map((place) => `c${place}`);
  const keys = (lists: readonly (readonly number[])[]) =>
    lists.map(pick).filter((list) => list.length > 0);
  return entity(
    `e${at}`,
    Object.fromEntries(options.columns.map((column, index) => [`c${index}`, column])),
    {
      indices: options.indexes
        .map(([places, unique], index) => ({
          name: `ix_${at}_${index}`,
          columns: pick(places),
          unique,
        }))
        .filter(({ columns }) => columns.length > 0),
      uniques: keys(options.uniques).map((columns, index) => ({
        name: `uq_${at}_${index}`,
        columns,
      })),
      checks: options.check ? [{ name: `ck_${at}`, expression: "id > 0 AND id <> 13" }] : [],
      relations: Object.fromEntries(
        options.relations.map(({ type, to, nullable, onDelete }, index) => [
          `r${index}`,
          {
            target: `e${to % count}`,
            type,
            // Relations that all demand each other cannot be filled, which TypeORM refuses.
            ...(type === "many-to-many" ? { joinTable: true } : { joinColumn: true, onDelete }),
            nullable: nullable || to % count >= at,
          },
        ]),
      ),
    },
  );
}

/** Long text and JSON have no index without a length, or none at all. */
const isIndexable = (column: EntitySchemaColumnOptions | undefined) =>
  !["text", "json", "jsonb", "simple-json", "blob"].includes(String(column?.type));
