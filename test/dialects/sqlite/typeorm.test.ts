import { expect } from "chai";
import { inTransaction } from "../../../src/dialects/session.js";
import type { DataSource, EntitySchema } from "typeorm";
import { compare } from "../../../src/autogenerate/compare.js";
import type { Query } from "../../../src/dialects/dialect.js";
import { sqlite } from "../../../src/dialects/sqlite/index.js";
import { session } from "../../../src/dialects/sqlite/session.js";
import { readEntities } from "../../../src/entities/read.js";
import { connectedDataSource, entity, type Major } from "../../entities/data-source.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

// Computed columns are left out: TypeORM finds those only by notes of its own.
const BEFORE: readonly EntitySchema[] = [
  entity("Author", {
    name: { type: String },
    mood: { type: "simple-enum", enum: ["calm", "it, is"], default: "calm" },
    born: { type: "date", nullable: true },
  }),
  entity(
    "Book",
    {
      id: { type: Number, primary: true, generated: "increment" },
      title: { type: "varchar", length: 200 },
      price: { type: "decimal", precision: 12, scale: 2, default: 0 },
      added: { type: "datetime", createDate: true },
      kind: { type: "simple-enum", enum: ["novel", "poem"] },
    },
    {
      uniques: [{ name: "UQ_title", columns: ["title"] }],
      checks: [{ name: "CHK_price", expression: '"price" >= 0' }],
      indices: [{ name: "IDX_kind", columns: ["kind", "title"], where: '"price" > 10' }],
      relations: {
        author: { type: "many-to-one", target: "Author", nullable: true, onDelete: "CASCADE" },
      },
    },
  ),
];

const AFTER: readonly EntitySchema[] = [
  entity("Author", {
    name: { type: String, unique: true, collation: "NOCASE" },
    mood: { type: "simple-enum", enum: ["calm", "it, is", "new"], default: "new" },
    state: { type: "simple-enum", enum: ["on", "off"], default: "on" },
    born: { type: "datetime", nullable: true },
  }),
  entity(
    "Book",
    {
      id: { type: Number, primary: true, generated: "increment" },
      title: { type: "varchar", length: 250, nullable: true },
      price: { type: "decimal", precision: 12, scale: 2, default: 1.5 },
      added: { type: "datetime", createDate: true },
      changed: { type: "datetime", updateDate: true },
    },
    {
      uniques: [
        { name: "UQ_title", columns: ["title"] },
        { name: "UQ_both", columns: ["title", "price"] },
      ],
      checks: [
        { name: "CHK_price", expression: '"price" >= 0' },
        { name: "CHK_title", expression: 'length("title") > 0' },
      ],
      indices: [{ name: "IDX_price", columns: ["price"], unique: true }],
      relations: {
        author: { type: "many-to-one", target: "Author", onDelete: "SET NULL", nullable: true },
        sequel: { type: "one-to-one", target: "Book", joinColumn: true, nullable: true },
      },
    },
  ),
];

const SOURCES: readonly (readonly [type: string, major: Major])[] = [
  ["better-sqlite3", "1.x"],
  ["better-sqlite3", "0.3"],
  ["sqlite", "0.3"],
];

describe("tables that TypeORM has made and mig changes", () => {
  for (const [type, major] of SOURCES)
    it(`are right for TypeORM ${major} with ${type}, forth and back`, async () => {
      await using folder = await temporaryFolder();
      const options = { type, database: `${folder.path}/books.sqlite` };
      await using older = await connected({ ...options, entities: BEFORE }, major);
      await older.dataSource.synchronize();
      const made = await older.reflect();
      expect(compare(made, older.wanted, older.dialect.traits)).to.deep.equal([]);
      expect(await older.left()).to.deep.equal([]);
      await older.query(`INSERT INTO author (id, name, mood) VALUES (1, 'Ada', 'it, is')`);
      await older.query(`INSERT INTO book (title, kind, authorId) VALUES ('One', 'poem', 1)`);

      await using newer = await connected({ ...options, entities: AFTER }, major);
      await newer.become(newer.wanted);
      expect(await newer.left()).to.deep.equal([]);
      expect(compare(await newer.reflect(), newer.wanted, newer.dialect.traits)).to.deep.equal([]);
      expect(await newer.query("SELECT name, mood, state FROM author")).to.deep.equal([
        { name: "Ada", mood: "it, is", state: "on" },
      ]);
      expect(await newer.query("SELECT title, price, authorId FROM book")).to.deep.equal([
        { title: "One", price: 0, authorId: 1 },
      ]);

      await newer.query("DELETE FROM book");
      await newer.become(older.wanted);
      expect(await older.left()).to.deep.equal([]);
      expect(compare(await older.reflect(), made, older.dialect.traits)).to.deep.equal([]);
    });
});

async function connected(options: Readonly<Record<string, unknown>>, major: Major) {
  const dataSource: DataSource = await connectedDataSource(options, major);
  const runner = dataSource.createQueryRunner();
  const query: Query = async (sql, parameters) => {
    const rows: unknown = await runner.query(sql, parameters ? [...parameters] : undefined);
    return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
  };
  const [row] = await query("SELECT sqlite_version() AS version");
  const version = String(row?.["version"]).split(".").map(Number);
  const dialect = sqlite({
    flavor: "sqlite",
    version,
    schema: null,
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  });
  const read = () => dialect.reflect(query, { namespaces: [], except: [] });
  const wanted = dialect.normalize(readEntities(dataSource, dialect.server));
  return {
    ...{ dataSource, query, dialect, wanted },
    reflect: async () => dialect.normalize(await read()),
    async become(schema: typeof wanted) {
      const actual = await read();
      const ops = compare(dialect.normalize(actual), schema, dialect.traits);
      await inTransaction(session, query, async () => {
        for (const statement of dialect.compile(ops, actual)) await query(statement);
      });
    },
    async left() {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      return upQueries.map((each) => each.query);
    },
    async [Symbol.asyncDispose]() {
      await runner.release();
      await dataSource.destroy();
    },
  };
}
