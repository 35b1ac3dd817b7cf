import { expect } from "chai";
import fc from "fast-check";
import { compare } from "../../../src/autogenerate/compare.js";
import { undo } from "../../../src/autogenerate/render.js";
import { EMPTY_SCHEMA, type Column, type Schema } from "../../../src/schema/model.js";
import { column, index, table } from "../../../src/schema/spec.js";
import { eachServer } from "../../support/databases.js";
import { schemas } from "./arbitraries.js";
import { empty, openPostgres, type PostgresDatabase } from "./database.js";

eachServer(() => {
  describe("what is created is what is read", () => {
    let database: PostgresDatabase;
    before(async () => (database = await openPostgres()));
    afterEach(() => empty(database));
    after(() => database[Symbol.asyncDispose]());

    const create = async (schema: Schema) => {
      const { dialect } = database;
      const wanted = dialect.normalize(schema);
      const start = { ...EMPTY_SCHEMA, extensions: (await read(wanted)).extensions };
      const ops = compare(
        start,
        { ...wanted, extensions: [...start.extensions, ...wanted.extensions] },
        dialect.traits,
      );
      await database.run(ops);
      return { wanted, ops };
    };
    const read = (schema: Schema) =>
      database.reflect({ namespaces: schema.namespaces.map(({ name }) => name) });

    for (const [name, schema] of Object.entries(telling()))
      it(name, async () => {
        const { wanted } = await create(schema);
        expect(await read(schema)).to.deep.equal(wanted);
      });

    it("columns go with those they are computed from, and come back after them", async () => {
      const rest = column({ name: "rest", type: "integer" });
      const plain = column({ name: "a", type: "integer", nullable: true });
      const twice = column({ ...plain, name: "b", generated: "stored", expression: "a * 2" });
      const schema = (...columns: readonly Column[]) =>
        database.dialect.normalize({ ...EMPTY_SCHEMA, tables: [table({ name: "t", columns })] });
      const { wanted } = await create(schema(rest, twice, plain));
      const ops = compare(wanted, schema(rest), database.dialect.traits);
      await database.run(ops, wanted);
      expect(await database.reflect()).to.deep.equal(schema(rest));
      await database.run(undo(ops), schema(rest));
      expect(await database.reflect()).to.deep.equal(schema(rest, plain, twice));
    });

    it("any schema; and nothing is left when that is undone", async () => {
      await fc.assert(
        fc.asyncProperty(schemas, async (schema) => {
          await empty(database);
          const { wanted, ops } = await create(schema);
          expect(await read(schema)).to.deep.equal(wanted);
          await database.run(undo(ops), wanted);
          expect(await read(schema)).to.deep.equal(EMPTY_SCHEMA);
        }),
        { numRuns: 40, interruptAfterTimeLimit: 30_000 },
      );
    });
  });
}, ["postgres"]);

/** Schemas that show one thing each. */
function telling(): Readonly<Record<string, Schema>> {
  const only = (...tables: Parameters<typeof table>[0][]): Schema => ({
    ...EMPTY_SCHEMA,
    tables: tables.map(table),
  });
  const id = column({ name: "id", type: "integer" });
  return {
    "a key of every kind": only({
      name: "t",
      columns: [
        id,
        { name: "a", type: "text" },
        { name: "p", type: "point" },
        { name: "j", type: "jsonb" },
      ],
      indexes: [
        { name: "i1", columns: [{ column: "a", order: "DESC" }] },
        {
          name: "i2",
          columns: [
            { column: "a", order: "DESC", nulls: "LAST" },
            { column: "id", nulls: "FIRST" },
          ],
        },
        {
          name: "i3",
          columns: [{ expression: "a || 'x'::text" }, { expression: "lower(a)", collation: "C" }],
        },
        { name: "i4", columns: [{ column: "a", opclass: "text_pattern_ops", order: "DESC" }] },
        { name: "i5", columns: ["p"], method: "gist" },
        { name: "i6", columns: [{ column: "j", opclass: "jsonb_path_ops" }], method: "gin" },
        { name: "i7", columns: [{ column: "a", collation: "POSIX" }], method: "hash" },
        { name: "i8", columns: ["id"], include: ["a", "p"], unique: true, where: "id > 5" },
        {
          name: "i9",
          columns: [{ expression: "lower(a)", opclass: "varchar_pattern_ops", collation: "C" }],
        },
        { name: "i10", columns: [{ expression: 'lower((a COLLATE "C"))' }, "id"] },
      ],
    }),
    "checks, exclusions and deferrable keys": {
      ...only({
        name: "bookings",
        columns: [
          id,
          { name: "room", type: "integer" },
          { name: "during", type: "tsrange" },
          { name: "fromDay", type: "date" },
        ],
        primaryKey: ["id"],
        uniques: [
          { columns: ["room", "during"], deferrable: "INITIALLY DEFERRED" },
          { columns: ["fromDay"], name: "other" },
        ],
        checks: [
          { name: "c1", expression: `"fromDay" > '2020-01-01'::date` },
          { expression: "room > 0" },
          { expression: "room > id" },
        ],
        exclusions: [
          {
            name: "no_overlap",
            expression: "USING gist (during WITH &&) WHERE ((room > 0))",
            deferrable: "INITIALLY IMMEDIATE",
          },
        ],
        foreignKeys: [
          {
            columns: ["room"],
            references: { table: "bookings", columns: [] },
            onDelete: "CASCADE",
          },
        ],
      }),
    },
    "names longer than the server keeps": {
      ...EMPTY_SCHEMA,
      enums: [{ name: "e".repeat(70), values: ["x"] }],
      tables: [
        table({
          name: "ü".repeat(40),
          columns: [
            { name: `${"c".repeat(62)}ü`, type: `"${"e".repeat(70)}"`, default: "'x'" },
            { name: "d".repeat(80), type: "serial" },
          ],
          primaryKey: ["d".repeat(80)],
          uniques: [{ columns: ["d".repeat(80), `${"c".repeat(62)}ü`] }],
          indexes: [index({ name: "i".repeat(80), columns: ["d".repeat(80)] })],
        }),
      ],
    },
    "types and tables of other schemas": {
      ...EMPTY_SCHEMA,
      namespaces: [{ name: "audit" }, { name: "a.b" }],
      enums: [
        { name: "audit.mood", values: ["sad", "ok"] },
        { name: '"a.b"."Mood"', values: ["x"] },
      ],
      tables: [
        table({
          name: "audit.log",
          columns: [
            id,
            { name: "mood", type: "audit.mood", default: "'ok'" },
            { name: "m", type: '"a.b"."Mood"[]' },
          ],
          primaryKey: ["id"],
          indexes: [{ name: "log_mood", columns: ["mood"], where: "mood = 'sad'::audit.mood" }],
          comment: "of all",
        }),
        table({
          name: "users",
          columns: [id],
          foreignKeys: [{ columns: ["id"], references: { table: "audit.log", columns: ["id"] } }],
        }),
      ],
    },
    "columns that make their values": only({
      name: "t",
      columns: [
        { name: "a", type: "bigint", generated: "increment" },
        { name: "b", type: "smallint", generated: "identity always" },
        { name: "c", type: "integer", generated: "identity by default", comment: "counts" },
        { name: "d", type: "integer", generated: "increment", nullable: true, comment: "maybe" },
        {
          name: "e",
          type: "text",
          generated: "stored",
          expression: "'x'::text || 'y'::text",
          nullable: true,
        },
      ],
    }),
  };
}
