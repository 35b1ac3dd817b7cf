import { expect } from "chai";
import { apply, inverse, operations, type Operation } from "../../../src/operations/index.js";
import type { ColumnChange } from "../../../src/operations/column.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { table, type ColumnSpec, type TableSpec } from "../../../src/schema/spec.js";
import { eachServer } from "../../support/databases.js";
import { empty, openPostgres, type PostgresDatabase } from "./database.js";

/** A column "c" of the table "t", which also has an id, and one change of it. */
interface Alteration {
  readonly column: Omit<ColumnSpec, "name">;
  readonly change: ColumnChange;
  /** SQL literals put into the column; each row is one value. */
  readonly values: readonly string[];
  /** The values as text after the change; left out where they stay as they are. */
  readonly after?: readonly (string | null)[];
  /** The same once the change is undone. */
  readonly back?: readonly (string | null)[];
  readonly also?: Partial<TableSpec>;
  /** The first version of PostgreSQL that has what is needed. */
  readonly since?: number;
}

const CASES: Readonly<Record<string, Alteration>> = {
  "a longer varchar": {
    column: { type: "varchar(5)" },
    change: { type: "varchar(50)" },
    values: ["'abc'"],
  },
  "varchar to text, with a default": {
    column: { type: "varchar(5)", default: "'x'" },
    change: { type: "text" },
    values: ["'abc'"],
  },
  "integer to bigint, with a default and an index": {
    column: { type: "integer", default: "0" },
    change: { type: "bigint" },
    values: ["42"],
    also: {
      indexes: [{ name: "i", columns: ["c"] }],
      checks: [{ name: "k", expression: "c > 0" }],
    },
  },
  "text to a list, with a default": {
    column: { type: "text", default: "''" },
    change: { type: "text[]", default: "'{}'" },
    values: ["'abc'"],
    after: ["{abc}"],
    back: ["{abc}"],
  },
  "xml to a list of numbers": {
    column: { type: "xml" },
    change: { type: "integer[]" },
    values: ["'42'"],
    after: ["{42}"],
    back: ["42"],
  },
  "integer to a list, without the default": {
    column: { type: "integer", default: "0" },
    change: { type: "integer[]", default: null },
    values: [],
  },
  "integer to numeric and its default": {
    column: { type: "integer", default: "1" },
    change: { type: "numeric(10,2)", default: "1.5" },
    values: ["42"],
    after: ["42.00"],
  },
  "integer to varchar": {
    column: { type: "integer", default: "1" },
    change: { type: "varchar(10)", default: "'1'" },
    values: ["42"],
  },
  "text to integer": {
    column: { type: "text", default: "'1'" },
    change: { type: "integer", default: "1" },
    values: ["'42'"],
  },
  "text to uuid": {
    column: { type: "text", nullable: true },
    change: { type: "uuid" },
    values: ["'6ecd8c99-4036-403d-bf84-cf8400f67836'", "NULL"],
    after: ["6ecd8c99-4036-403d-bf84-cf8400f67836", null],
  },
  "boolean to integer": {
    column: { type: "boolean", default: "true" },
    change: { type: "integer", default: "1" },
    values: ["true", "false"],
    after: ["1", "0"],
  },
  "boolean to smallint": {
    column: { type: "boolean" },
    change: { type: "smallint" },
    values: ["true", "false"],
    after: ["1", "0"],
  },
  "timestamp to timestamptz": {
    column: { type: "timestamp", default: "now()" },
    change: { type: "timestamptz" },
    values: ["'2020-01-02 03:04:05'"],
    after: ["2020-01-02 03:04:05+00"],
  },
  "timestamp to date and fewer digits": {
    column: { type: "timestamp" },
    change: { type: "date" },
    values: ["'2020-01-02 03:04:05'"],
    after: ["2020-01-02"],
    back: ["2020-01-02 00:00:00"],
  },
  "json to jsonb": {
    column: { type: "json" },
    change: { type: "jsonb" },
    values: ["'{\"a\": 1}'"],
  },
  "text to jsonb": {
    column: { type: "text" },
    change: { type: "jsonb" },
    values: ["'{\"a\": 1}'"],
  },
  "text to an array of it": {
    column: { type: "text", nullable: true },
    change: { type: "text[]" },
    values: ["'a,b'", "NULL"],
    after: ['{"a,b"}', null],
    back: ['{"a,b"}', null],
  },
  "integer array to bigint array": {
    column: { type: "integer[]", default: "'{1}'" },
    change: { type: "bigint[]" },
    values: ["'{1,2}'"],
  },
  "text array to integer array": {
    column: { type: "text[]" },
    change: { type: "integer[]" },
    values: ["'{1,2}'"],
  },
  "integer array to integer": {
    column: { type: "integer[]" },
    change: { type: "integer" },
    values: ["'{7}'"],
    after: ["7"],
  },
  "varchar to an enum": {
    column: { type: "varchar(10)", default: "'sad'" },
    change: { type: "mood" },
    values: ["'happy'"],
    also: { indexes: [{ name: "i", columns: ["c"] }] },
  },
  "an enum to another one": {
    column: { type: "mood", default: "'sad'" },
    change: { type: '"Other mood"', default: "'happy'" },
    values: ["'happy'"],
  },
  "an enum to an array of it": {
    column: { type: "mood" },
    change: { type: "mood[]", default: "'{sad}'" },
    values: ["'happy'"],
    after: ["{happy}"],
  },
  "another collation": {
    column: { type: "varchar(9)" },
    change: { collation: "C" },
    values: ["'a'"],
  },
  "another type, the same collation": {
    column: { type: "varchar(9)", collation: "C" },
    change: { type: "text" },
    values: ["'a'"],
  },
  nullable: { column: { type: "text" }, change: { nullable: true }, values: ["'a'"] },
  "a default": { column: { type: "text" }, change: { default: "'it''s'" }, values: ["'a'"] },
  "another default": {
    column: { type: "timestamptz", default: "now()" },
    change: { default: "('now'::text)::timestamp(3) with time zone" },
    values: ["'2020-01-02 03:04:05'"],
    after: ["2020-01-02 03:04:05+00"],
    back: ["2020-01-02 03:04:05+00"],
  },
  "a comment": {
    column: { type: "text" },
    change: { comment: 'it\'s \\ "so" 😀' },
    values: ["'a'"],
  },
  "type, null, default, collation and comment at once": {
    column: { type: "varchar(20)", nullable: true, default: "'1'", collation: "C", comment: "a" },
    change: { type: "bigint", nullable: false, default: "2", collation: null, comment: null },
    values: ["'1'"],
  },
  "a plain number begins to count": {
    column: { type: "integer", default: "0" },
    change: { generated: "increment", default: null },
    values: ["7", "3"],
  },
  "a plain number becomes an identity": {
    column: { type: "bigint", nullable: true },
    change: { generated: "identity by default", nullable: false },
    values: ["7"],
  },
  "a counting number becomes an identity": {
    column: { type: "integer", generated: "increment" },
    change: { generated: "identity always" },
    values: ["7"],
  },
  "an identity of the other kind": {
    column: { type: "integer", generated: "identity by default" },
    change: { generated: "identity always" },
    values: ["7"],
  },
  "an identity of another type": {
    column: { type: "integer", generated: "identity by default" },
    change: { type: "bigint" },
    values: ["7"],
  },
  "a counting number of another type": {
    column: { type: "integer", generated: "increment", comment: "c" },
    change: { type: "bigint" },
    values: ["7"],
  },
  "a computed column stops to be computed": {
    column: { type: "integer", generated: "stored", expression: "id * 2", nullable: true },
    change: { generated: null, expression: null },
    values: ["DEFAULT", "DEFAULT"],
    after: ["2", "4"],
    back: ["2", "4"],
    also: {
      indexes: [{ name: "i", columns: ["c"] }],
      uniques: [{ name: "u", columns: ["c", "id"] }],
    },
  },
  "a computed column computes something else": {
    column: { type: "integer", generated: "stored", expression: "id * 2", comment: "it" },
    change: { expression: "id * 3" },
    values: ["DEFAULT"],
    after: ["3"],
    back: ["2"],
    also: {
      indexes: [
        { name: "i", columns: ["id"], where: "c > 1" },
        { name: "j", columns: [{ expression: "c + 1" }] },
      ],
      checks: [{ name: "k", expression: "c > 0" }],
      uniques: [{ name: "u", columns: ["c"] }],
    },
  },
  "a computed column of another type": {
    column: { type: "integer", generated: "stored", expression: "id * 2" },
    change: { type: "bigint", expression: "((id * 2))::bigint" },
    values: ["DEFAULT"],
    after: ["2"],
    back: ["2"],
    also: { primaryKey: { name: "pk", columns: ["c"] } },
  },
  "a computed column may not be null": {
    column: { type: "integer", generated: "stored", expression: "id * 2", nullable: true },
    change: { nullable: false, comment: "never" },
    values: ["DEFAULT"],
    after: ["2"],
    back: ["2"],
  },
  "a virtual column becomes a stored one": {
    column: { type: "integer", generated: "virtual", expression: "id * 2", nullable: true },
    change: { generated: "stored" },
    values: ["DEFAULT"],
    after: ["2"],
    back: ["2"],
    since: 18,
  },
  "a virtual column computes something else": {
    column: { type: "integer", generated: "virtual", expression: "id * 2", nullable: true },
    change: { expression: "id * 3" },
    values: ["DEFAULT"],
    after: ["3"],
    back: ["2"],
    since: 18,
  },
  "a virtual column becomes a plain one": {
    column: { type: "integer", generated: "virtual", expression: "id * 2", nullable: true },
    change: { generated: null, expression: null, nullable: false, default: "5", comment: "kept" },
    values: ["DEFAULT"],
    after: ["2"],
    back: ["2"],
    since: 18,
  },
  "the type that a computed column reads": {
    column: { type: "integer", default: "1" },
    change: { type: "bigint" },
    values: ["21"],
    also: {
      columns: [
        { name: "twice", type: "bigint", generated: "stored", expression: "c * 2", comment: "2c" },
      ],
      indexes: [{ name: "i", columns: ["twice", "c"] }],
      checks: [{ name: "k", expression: "twice > 0" }],
    },
  },
};

eachServer(() => {
  describe("one change of a column with rows in it", () => {
    let database: PostgresDatabase;
    before(async () => {
      database = await openPostgres();
      await database.query("SET TimeZone = 'UTC'");
    });
    beforeEach(() => empty(database));
    after(() => database[Symbol.asyncDispose]());

    for (const [name, { column, change, values, after, back, also, since }] of Object.entries(
      CASES,
    ))
      it(name, async () => {
        const { dialect, query, run, reflect } = database;
        if ((dialect.server.version[0] ?? 0) < (since ?? 0)) return expectRefusal(dialect, column);
        const given = dialect.normalize(start({ name: "c", ...column }, also));
        await run([
          ...given.enums.map((type): Operation => ({ kind: "createEnum", type })),
          ...given.tables.map((table): Operation => ({ kind: "createTable", table })),
        ]);
        for (const value of values) await query(`INSERT INTO t (c) VALUES (${value})`);
        expect(await reflect()).to.deep.equal(given);
        const read = async () =>
          (await query("SELECT c::text FROM t ORDER BY id")).map((row) => row["c"]);
        const first = await read();

        const from = given.tables[0]?.columns.find((one) => one.name === "c");
        const op: Operation = { kind: "alterColumn", table: "t", column: from!, change };
        await run([op], given);
        const changed = dialect.normalize(apply(op, given));
        expect(ordered(await reflect())).to.deep.equal(ordered(changed));
        expect(await read()).to.deep.equal(after ?? first);

        await run([inverse(op) as Operation], changed);
        expect(ordered(await reflect())).to.deep.equal(ordered(given));
        expect(await read()).to.deep.equal(back ?? first);
      });
  });

  describe("a column that begins to count", () => {
    it("goes on after the highest value, also in a bigger type", async () => {
      await using database = await openPostgres();
      const { query, run, script } = database;
      await script("CREATE TABLE t (c int NOT NULL); INSERT INTO t VALUES (-5), (41)");
      const plain = { name: "c", type: "integer" };
      await run([operations.alterColumn.of("t", plain, { generated: "increment" })]);
      const counting = { ...plain, generated: "increment" } as const;
      await run([operations.alterColumn.of("t", counting, { type: "bigint" })]);
      expect(await query("INSERT INTO t DEFAULT VALUES RETURNING c::int")).to.deep.equal([
        { c: 42 },
      ]);
      await query("SELECT setval(pg_get_serial_sequence('t', 'c'), 3000000000)");
      await query("INSERT INTO t DEFAULT VALUES");
    });

    it("leaves no sequence behind when it stops", async () => {
      await using database = await openPostgres();
      await database.script('CREATE TABLE "T 1" ("it\'s" serial)');
      const column = { name: "it's", type: "integer", generated: "increment" } as const;
      await database.run([operations.alterColumn.of("T 1", column, { generated: null })]);
      const left = await database.query("SELECT FROM pg_class WHERE relkind = 'S'");
      expect(left).to.have.length(0);
    });
  });
}, ["postgres"]);

function start(column: ColumnSpec, also: Partial<TableSpec> = {}): Schema {
  const id: ColumnSpec = { name: "id", type: "integer", generated: "identity always" };
  return {
    ...EMPTY_SCHEMA,
    enums: [
      { name: "Other mood", values: ["happy", "sad"] },
      { name: "mood", values: ["sad", "happy"] },
    ],
    tables: [table({ name: "t", ...also, columns: [id, column, ...(also.columns ?? [])] })],
  };
}

/** A column that had to be made anew stands last. */
const ordered = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map((one) => ({
    ...one,
    columns: one.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  })),
});

function expectRefusal(
  dialect: PostgresDatabase["dialect"],
  column: Omit<ColumnSpec, "name">,
): void {
  const op = operations.addColumn.of("t", { name: "c", ...column });
  expect(() => dialect.compile([op], EMPTY_SCHEMA)).to.throw("no virtual columns");
}
