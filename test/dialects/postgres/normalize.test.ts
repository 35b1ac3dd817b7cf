import { expect } from "chai";
import fc from "fast-check";
import { postgres } from "../../../src/dialects/postgres/index.js";
import type { Schema } from "../../../src/schema/model.js";
import { EMPTY_SCHEMA } from "../../../src/schema/model.js";
import { table, view } from "../../../src/schema/spec.js";
import { schemas } from "./arbitraries.js";

const { normalize } = postgres({
  flavor: "postgres",
  version: [18],
  schema: "app",
  collations: null,
  lowerCaseTables: false,
  implicitTimes: false,
});

/** The same schema in other words: lists the other way round, everything qualified and spelt out. */
const inOtherWords = (schema: Schema): Schema => ({
  namespaces: schema.namespaces.toReversed(),
  extensions: schema.extensions.toReversed(),
  enums: schema.enums.toReversed(),
  sequences: schema.sequences.toReversed(),
  views: schema.views.toReversed(),
  tables: schema.tables.toReversed().map((one) => ({
    ...one,
    columns: one.columns.map((column) => ({
      ...column,
      type: ALIASES[column.type] ?? column.type,
      default: column.default === null ? null : `(${column.default})`,
      collation: column.collation ?? "default",
      comment: column.comment ?? "",
      charset: "utf8",
    })),
    uniques: one.uniques.toReversed(),
    checks: one.checks.map((check) => ({ ...check, expression: `((${check.expression}))` })),
    indexes: one.indexes.toReversed().map((index) => ({
      ...index,
      method: "BTREE",
      columns: index.columns.map((key) => ({
        ...key,
        nulls: key.nulls ?? (key.order === "ASC" ? "LAST" : "FIRST"),
      })),
    })),
    engine: "InnoDB",
  })),
});

const ALIASES: Readonly<Record<string, string>> = {
  integer: "int4",
  varchar: "character varying",
  "varchar(40)": "CHARACTER VARYING (40)",
  timestamp: "timestamp(6) without time zone",
  timestamptz: "TIMESTAMP WITH TIME ZONE",
  "numeric(5)": "decimal(5,0)",
  "text[]": "text array",
};

describe("the normal form", () => {
  it("is without comments at an end, which would swallow what follows", () => {
    const { tables, views } = normalize({
      ...EMPTY_SCHEMA,
      tables: [
        table({
          name: "t",
          columns: [],
          checks: [{ name: "c", expression: "/* one */ a > 0 -- two\n OR b <> '--' -- three\n" }],
          exclusions: [
            { name: "x", expression: "USING gist (a WITH =) initially  deferred -- four" },
            { name: "y", expression: "USING gist (a WITH =) NOT DEFERRABLE" },
          ],
        }),
      ],
      views: [view({ name: "v", query: "SELECT 1 AS one -- five\n;\n-- six" })],
    });
    expect(tables[0]?.checks[0]?.expression).to.equal("a > 0 -- two\n OR b <> '--'");
    expect(tables[0]?.exclusions).to.deep.equal([
      ...[{ name: "x", expression: "USING gist (a WITH =)", deferrable: "INITIALLY DEFERRED" }],
      ...[{ name: "y", expression: "USING gist (a WITH =)", deferrable: null }],
    ]);
    expect(views[0]?.query).to.equal("SELECT 1 AS one");
  });

  it("of a normal form is the same", () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const normal = normalize(schema);
        expect(normalize(normal)).to.deep.equal(normal);
      }),
    );
  });

  it("does not depend on the words", () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(normalize(inOtherWords(schema))).to.deep.equal(normalize(schema));
      }),
    );
  });

  it("leaves out the schema of the connection, and plpgsql", () => {
    const normal = normalize({
      ...EMPTY_SCHEMA,
      namespaces: [{ name: "b" }, { name: "app" }, { name: "a" }],
      extensions: [{ name: "plpgsql" }, { name: "citext" }],
      enums: [{ name: "app.mood", values: ["b", "a"] }],
      tables: [
        table({
          name: "app.users",
          columns: [{ name: "m", type: '"app"."mood"' }],
          foreignKeys: [
            { name: "f", columns: ["m"], references: { table: "app.users", columns: ["m"] } },
          ],
        }),
      ],
    });
    expect(normal.namespaces).to.deep.equal([{ name: "a" }, { name: "b" }]);
    expect(normal.extensions).to.deep.equal([{ name: "citext" }]);
    expect(normal.enums).to.deep.equal([{ name: "mood", values: ["b", "a"] }]);
    expect(normal.tables[0]).to.deep.include({ name: "users" });
    expect(normal.tables[0]?.columns[0]?.type).to.equal("mood");
    expect(normal.tables[0]?.foreignKeys[0]?.references.table).to.equal("users");
  });

  it("fills in what the server does: names, keys, NOT NULL, serial", () => {
    const [normal] = normalize({
      ...EMPTY_SCHEMA,
      tables: [
        table({
          name: "a.users",
          columns: [
            { name: "id", type: "bigserial", nullable: true },
            { name: "n", type: "int", generated: "identity always", nullable: true },
          ],
          primaryKey: ["id"],
          uniques: [{ columns: ["n", "id"] }],
          checks: [{ expression: "(n > 0)" }, { expression: "n > id" }],
          foreignKeys: [{ columns: ["n"], references: { table: "a.users", columns: [] } }],
          indexes: [{ name: "i", columns: [{ expression: '("n")' }] }],
        }),
      ],
    }).tables;
    expect(normal?.columns[0]).to.include({
      type: "bigint",
      generated: "increment",
      nullable: false,
    });
    expect(normal?.columns[1]).to.include({ nullable: false });
    expect(normal?.primaryKey?.name).to.equal("users_pkey");
    expect(normal?.uniques[0]?.name).to.equal("users_n_id_key");
    expect(normal?.checks.map(({ name }) => name)).to.deep.equal(["users_check", "users_n_check"]);
    expect(normal?.foreignKeys[0]).to.deep.include({ name: "users_n_fkey" });
    expect(normal?.foreignKeys[0]?.references.columns).to.deep.equal(["id"]);
    expect(normal?.indexes[0]?.columns[0]).to.include({ column: "n", expression: null });
  });
});
