import { expect } from "chai";
import { operations } from "../../src/operations/index.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

/** Keys to go by: the type of a column, and values that are not in its order. */
interface Key {
  readonly types: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

const one = (type: string, ...values: readonly unknown[]): Key => ({
  types: [type],
  values: values.map((value) => [value]),
});

const WORDS = ["b", "a", "B", "é", "it's", "a\\", "🎈", "", "10", "9"];
const PAIRS: Key["values"] = [
  [2, "a"],
  [1, "b"],
  [1, "a"],
  [3, "a"],
  [2, "c"],
  [2, "b"],
];
const BYTES = [Buffer.from([0, 1]), Buffer.from([39]), Buffer.from([255]), Buffer.from([0])];
const UUIDS = [
  "ffffffff-0000-4000-8000-000000000001",
  "00000000-0000-4000-8000-000000000002",
  "7fffffff-0000-4000-8000-000000000003",
];
const MOMENTS = ["2024-03-31 02:30:00.123", "1999-12-31 23:59:59.999", "2024-01-01 00:00:00.000"];
const NUMBERS = [5, -3, 0, 2147483647, 7];
const BIG = ["9007199254740993", "-9223372036854775808", "9223372036854775807", "1"];
const FRACTIONS = ["0.10", "-7.25", "12345678901234567890.12", "3.00"];

const MYSQL: Readonly<Record<string, Key>> = {
  "whole numbers": one("int", ...NUMBERS),
  "great numbers": one("bigint", ...BIG),
  decimals: one("decimal(30,2)", ...FRACTIONS),
  words: one("varchar(20) COLLATE utf8mb4_bin", ...WORDS),
  "words of a collation": one("varchar(20)", "b", "a", "C", "zz", "é1"),
  moments: one("datetime(3)", ...MOMENTS),
  bytes: one("varbinary(10)", ...BYTES),
  enums: one("enum('small','big','average')", "big", "average", "small"),
  pairs: { types: ["int", "varchar(10)"], values: PAIRS },
};

const KEYS: { readonly [Name in ServerName]: Readonly<Record<string, Key>> } = {
  postgres: {
    "whole numbers": one("int", ...NUMBERS),
    "great numbers": one("bigint", ...BIG),
    decimals: one("numeric", ...FRACTIONS),
    fractions: one("double precision", 0.1, -1e300, 5e-324, 0.30000000000000004),
    words: one("text", ...WORDS),
    moments: one("timestamptz", ...MOMENTS),
    bytes: one("bytea", ...BYTES),
    uuids: one("uuid", ...UUIDS),
    pairs: { types: ["int", "varchar(10)"], values: PAIRS },
  },
  mysql: MYSQL,
  mariadb: { ...MYSQL, uuids: one("uuid", ...UUIDS) },
  sqlite: {
    "whole numbers": one("integer", ...NUMBERS),
    fractions: one("real", 0.1, -1e300, 5e-324, 0.30000000000000004),
    words: one("text", ...WORDS),
    "words without case": one("text COLLATE NOCASE", "b", "a", "C", "zz"),
    "any values": one("blob", 3, "a", Buffer.from([1]), 0.5, "3"),
    bytes: one("blob", ...BYTES),
    pairs: { types: ["int", "varchar(10)"], values: PAIRS },
  },
};

describe("going through rows in the order of a key", function () {
  this.timeout(120_000);
  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => (database = await createSchemaDatabase(server)));
    afterEach(() => database[Symbol.asyncDispose]());

    for (const [what, { types, values }] of Object.entries(KEYS[server]))
      it(`law: of ${what}, every row is seen once, in batches of any size`, async () => {
        const names = types.map((_, at) => `k${at}`);
        const { grammar } = database.connection.dialect;
        const columns = types.map((type, at) => `k${at} ${type} NOT NULL`).join(", ");
        await database.test.query(
          `CREATE TABLE t (${columns}, n int NOT NULL, note varchar(20), PRIMARY KEY (${names.join(", ")}))`,
        );
        await database.run([
          operations.bulkInsert.of(
            "t",
            values.map((key) => ({
              ...Object.fromEntries(key.map((value, at) => [`k${at}`, value])),
              n: 0,
            })),
          ),
        ]);
        let count = 0;
        for (let batchSize = 1; batchSize <= values.length + 1; batchSize += 1) {
          count += 1;
          let seen = 0;
          await database.migrate(async (op) => {
            await op.backfill("t", { set: { n: `${grammar.name("n")} + 1` }, batchSize });
            await op.backfill("t", {
              columns: ["n", "note"],
              batchSize,
              each(rows) {
                seen += rows.length;
                expect(rows).to.have.lengthOf.at.most(batchSize);
                return rows.map((row) => ({ ...row, note: `${String(row["n"])}!` }));
              },
            });
          });
          expect(seen).to.equal(values.length);
          const found = await database.test.query("SELECT n, note FROM t");
          expect(found).to.deep.equal(values.map(() => ({ n: count, note: `${count}!` })));
        }
      });

    it("rows that no longer meet the condition, or meet it only now, do not end it early or never", async () => {
      await database.run([
        operations.createTable.of({
          name: "t",
          columns: [
            { name: "id", type: "int" },
            { name: "n", type: "int", nullable: true },
          ],
          primaryKey: ["id"],
        }),
        operations.bulkInsert.of(
          "t",
          Array.from({ length: 10 }, (_, id) => ({ id, n: null })),
        ),
        operations.backfill.of("t", { set: { n: "id * 2" }, where: "n IS NULL", batchSize: 3 }),
        operations.backfill.of("t", { set: { n: "n + 1" }, where: "n >= 0 -- all", batchSize: 4 }),
      ]);
      const found = await database.test.query("SELECT n FROM t ORDER BY id");
      expect(found.map(({ n }) => n)).to.deep.equal(
        Array.from({ length: 10 }, (_, id) => id * 2 + 1),
      );
    });

    it("only rows that differ are written, and each gets its own values", async () => {
      await database.run([
        operations.createTable.of({
          name: "t",
          columns: [
            { name: "id", type: "int" },
            { name: "a", type: "varchar(40)", nullable: true },
            { name: "b", type: "decimal(10,2)", nullable: true },
          ],
          primaryKey: ["id"],
        }),
        operations.bulkInsert.of(
          "t",
          Array.from({ length: 300 }, (_, id) => ({ id, a: `a${id}`, b: null })),
        ),
      ]);
      const updates: string[] = [];
      await database.migrate(
        (op) =>
          op.backfill("t", {
            columns: ["a", "b"],
            each: (rows) =>
              rows.flatMap((row) => {
                const id = Number(row["id"]);
                if (id % 3 === 0) return [{ ...row, a: `it's \\ ${id}` }];
                return id % 3 === 1 ? [{ id: row["id"], a: null, b: id / 4 }] : [row];
              }),
          }),
        (text) => void (/^UPDATE/.test(text) && updates.push(text)),
      );
      const found = await database.test.query("SELECT id, a, b FROM t ORDER BY id");
      expect(found.map(({ id, a, b }) => [id, a, b === null ? null : Number(b)])).to.deep.equal(
        Array.from({ length: 300 }, (_, id) =>
          id % 3 === 0
            ? [id, `it's \\ ${id}`, null]
            : id % 3 === 1
              ? [id, null, id / 4]
              : [id, `a${id}`, null],
        ),
      );
      expect(updates).to.have.lengthOf(2);
    });

    for (const [what, rows] of Object.entries({
      "no row of the batch": [{ id: 99, n: 1 }],
      "a row without its key": [{ n: 1 }],
      "a column that is none": [{ id: 1, other: 1 }],
      "no list": null,
    }))
      it(`a function that gives ${what} is refused, and nothing is written`, async () => {
        await database.run([
          operations.createTable.of({
            name: "t",
            columns: [
              { name: "id", type: "int" },
              { name: "n", type: "int" },
            ],
            primaryKey: ["id"],
          }),
          operations.bulkInsert.of("t", [{ id: 1, n: 0 }]),
        ]);
        const error: unknown = await database
          .migrate((op) => op.backfill("t", { columns: ["n"], each: () => rows as never }))
          .catch((reason: unknown) => reason);
        expect(error).to.have.property("code", "MIG409");
        expect(await database.test.query("SELECT n FROM t")).to.deep.equal([{ n: 0 }]);
      });
  });
});
