import { expect } from "chai";
import fc from "fast-check";
import { MigError } from "../../src/errors.js";
import { operations, type Operation } from "../../src/operations/index.js";
import type { Row } from "../../src/operations/rows.js";
import { sql } from "../../src/operations/tagged.js";
import { EMPTY_SCHEMA } from "../../src/schema/model.js";
import { eachServer, SERVERS, type ServerName } from "../support/databases.js";
import { runSql } from "../support/run-sql.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { meansFor, saying, step, wholeScript } from "../support/scripts.js";
import { TEXTS } from "../operations/hostile/texts.js";

/** Columns for one kind of value each. */
const TYPES: { readonly [Name in ServerName]: Readonly<Record<string, string>> } = {
  postgres: {
    word: "text",
    whole: "bigint",
    fraction: "double precision",
    exact: "numeric",
    yes: "boolean",
    bytes: "bytea",
    moment: "timestamp(3) with time zone",
    clock: "timestamp(3)",
    data: "jsonb",
    words: "text[]",
  },
  mysql: {
    word: "longtext",
    whole: "bigint",
    fraction: "double",
    exact: "decimal(65,0)",
    yes: "boolean",
    bytes: "longblob",
    moment: "datetime(3)",
    clock: "timestamp(3)",
    data: "json",
  },
  mariadb: {
    word: "longtext",
    whole: "bigint",
    fraction: "double",
    exact: "decimal(65,0)",
    yes: "boolean",
    bytes: "longblob",
    moment: "datetime(3)",
    clock: "timestamp(3)",
    data: "json",
  },
  sqlite: {
    word: "text",
    whole: "integer",
    fraction: "real",
    yes: "boolean",
    bytes: "blob",
    moment: "datetime",
    data: "text",
  },
};

const MOMENT = new Date("2024-03-31T01:30:00.987Z");

/** A value of each kind, and how it is read again where that is not the value itself. */
const VALUES: readonly {
  readonly column: string;
  readonly value: unknown;
  readonly read?: unknown;
}[] = [
  ...TEXTS.filter((text) => !text.includes("\0")).map((value) => ({ column: "word", value })),
  { column: "word", value: "👩‍👩‍👧 é 漢 \u{10ffff}" },
  { column: "word", value: "x".repeat(100_000) },
  { column: "word", value: null },
  { column: "whole", value: 0 },
  { column: "whole", value: -7 },
  { column: "whole", value: 9223372036854775807n, read: "9223372036854775807" },
  { column: "whole", value: -9223372036854775808n, read: "-9223372036854775808" },
  { column: "fraction", value: 0.1 },
  { column: "fraction", value: 5e-324 },
  { column: "fraction", value: -1.7976931348623157e308 },
  { column: "exact", value: 10n ** 40n, read: `1${"0".repeat(40)}` },
  { column: "yes", value: true },
  { column: "yes", value: false },
  { column: "yes", value: null },
  { column: "bytes", value: Buffer.from([0, 1, 39, 92, 255]) },
  { column: "bytes", value: new Uint8Array([0, 200]) },
  { column: "bytes", value: Buffer.alloc(0) },
  { column: "moment", value: MOMENT },
  { column: "moment", value: new Date("1970-01-02T00:00:00Z") },
  { column: "clock", value: MOMENT },
  { column: "data", value: { a: [1, "it's \\ 🎈", null], 'b"': { c: true } } },
  { column: "data", value: [1, [2], "x"] },
  { column: "words", value: ['a"b', "c\\d", "", "{", "NULL", null, "e,f", "it's"] },
];

// What the tests load has to be what mig loads by itself, or its refusals are others: this makes Node.js import both.
await Promise.resolve(SERVERS);

describe("values as literals", function () {
  this.timeout(120_000);

  eachServer((server) => {
    const types = TYPES[server];
    const columns = Object.entries(types).map(([name, type]) => ({ name, type, nullable: true }));
    const given = VALUES.filter(({ column }) => column in types);
    const create = operations.createTable.of({
      name: "kept",
      columns: [{ name: "id", type: "integer" }, ...columns],
      primaryKey: ["id"],
    });
    const rows = given.map(({ column, value }, id): Row => ({ id, [column]: value }));
    let database: SchemaDatabase;
    beforeEach(async () => (database = await createSchemaDatabase(server)));
    afterEach(() => database[Symbol.asyncDispose]());

    const isKept = async (test: SchemaDatabase) => {
      const found = await test.test.query(`SELECT ${reading(server, types)} FROM kept ORDER BY id`);
      for (const [at, { column, value, read = value }] of given.entries())
        expect(plain(found[at]?.[column]), `${column} ${String(value)}`).to.deep.equal(
          wanted(server, read),
        );
      expect(found).to.have.lengthOf(given.length);
    };
    const both = async (ops: readonly Operation[]) => {
      await database.run(ops);
      await isKept(database);
      await using offline = await createSchemaDatabase(server);
      const means = await meansFor(server, offline.connection.server.version);
      const steps = [step("upgrade", saying(ops), "base", "aaaa1")];
      await runSql(offline.test, await wholeScript(means, EMPTY_SCHEMA, steps, true));
      await isKept(offline);
    };

    it("in op.bulkInsert are kept as they are, online and by a script", () =>
      both([create, operations.bulkInsert.of("kept", rows)]));

    it("in sql`…` are kept as they are, online and by a script", () =>
      both([
        create,
        ...given.map(({ column, value }, id) =>
          Array.isArray(value) && column === "data"
            ? operations.execute.of(
                sql`INSERT INTO ${sql.table("kept")} (id, ${sql.name(column)}) VALUES (${id}, ${JSON.stringify(value)})`,
              )
            : operations.execute.of(
                sql`INSERT INTO ${sql.table("kept")} (id, ${sql.name(column)}) VALUES (${id}, ${value})`,
              ),
        ),
      ]));

    it("for placeholders are kept as they are, online and by a script", () => {
      const [one, two] = server === "postgres" ? ["$1", "$2"] : ["?", "?"];
      return both([
        create,
        ...given.map(({ column, value }, id) =>
          operations.execute.of(`INSERT INTO kept (id, ${column}) VALUES (${one}, ${two})`, [
            id,
            Array.isArray(value) && column === "data" ? JSON.stringify(value) : value,
          ]),
        ),
      ]);
    });

    it("law: any text, number or bytes are read again as they were written", async () => {
      await database.run([create]);
      let id = 0;
      const text = fc
        .oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: "grapheme" }),
          fc.constantFrom(...TEXTS),
        )
        .filter((value) => server !== "postgres" || !value.includes("\0"));
      const row = fc.record({
        word: text,
        whole: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fraction: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        bytes: fc.uint8Array().map((value) => Buffer.from(value)),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (many) => {
          const first = id;
          await database.run([
            operations.bulkInsert.of(
              "kept",
              many.map((each) => ({ id: id++, ...each })),
            ),
          ]);
          const found = await database.test.query(
            `SELECT ${reading(server, types)} FROM kept WHERE id >= ${first} ORDER BY id`,
          );
          expect(
            found.map(({ word, whole, fraction, bytes }) =>
              [word, String(whole), fraction, bytes].map(plain),
            ),
          ).to.deep.equal(
            many.map(({ word, whole, fraction, bytes }) =>
              [word, String(whole), fraction, bytes].map(plain),
            ),
          );
        }),
        { numRuns: 30, seed: 1 },
      );
    });

    it("that the database does not have are refused, and nothing has run", async () => {
      await database.run([create]);
      const wrong: readonly (readonly [Row, string])[] = [
        [{ word: "\ud800" }, "MIG409"],
        [{ word: Symbol("a") }, "MIG409"],
        [{ word: () => 1 }, "MIG409"],
        [{ moment: new Date(Number.NaN) }, "MIG409"],
        ...(server === "postgres" ? ([[{ word: "a\0b" }, "MIG409"]] as const) : []),
        ...(server === "postgres" ? [] : ([[{ fraction: Number.NaN }, "MIG404"]] as const)),
        ...(server === "sqlite" ? ([[{ whole: 2n ** 63n }, "MIG404"]] as const) : []),
      ];
      for (const [row, code] of wrong) {
        const error: unknown = await database
          .run([operations.bulkInsert.of("kept", [{ id: 1 }, { id: 2, ...row }])])
          .catch((reason: unknown) => reason);
        expect(error, String(Object.keys(row))).to.be.instanceOf(MigError);
        expect((error as MigError).code).to.equal(code);
      }
      expect(await database.test.query("SELECT id FROM kept")).to.deep.equal([]);
    });
  });
});

/** Whole numbers as texts, as not all of them are numbers of JavaScript. */
const reading = (server: ServerName, types: Readonly<Record<string, string>>): string =>
  Object.keys(types)
    .map((name) =>
      name === "whole" || name === "exact"
        ? `CAST(${name} AS ${server === "mysql" || server === "mariadb" ? "char" : "text"}) AS ${name}`
        : name,
    )
    .join(", ");

/** What is read, as what can be compared. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (value instanceof Date) return value.toISOString();
  return value;
}

/** How a value is read again from that server. */
function wanted(server: ServerName, value: unknown): unknown {
  if (typeof value === "boolean") return server === "postgres" ? value : Number(value);
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 100)
    return String(value);
  if (value instanceof Date && server === "sqlite")
    return value.toISOString().replace("T", " ").replace("Z", "");
  const isData = typeof value === "object" && value !== null && !(value instanceof Uint8Array);
  const readsText = server === "sqlite";
  if (isData && readsText && !(value instanceof Date)) return JSON.stringify(value);
  return plain(value);
}
