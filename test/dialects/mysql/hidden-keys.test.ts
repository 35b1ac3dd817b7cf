import { expect } from "chai";
import fc from "fast-check";
import { operations, type Operation } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { table, type TableSpec } from "../../../src/schema/spec.js";
import { making, onBoth, open, type Opened } from "./database.js";

const PARENT: TableSpec = {
  name: "p",
  columns: [
    { name: "a", type: "int" },
    { name: "b", type: "int" },
  ],
  primaryKey: ["a"],
  indexes: [
    { name: "ab", columns: ["a", "b"], unique: true },
    { name: "ba", columns: ["b", "a"], unique: true },
  ],
};
const CHILD: TableSpec = {
  name: "c",
  columns: [
    { name: "id", type: "int" },
    { name: "a", type: "int", nullable: true },
    { name: "b", type: "int", nullable: true },
  ],
  primaryKey: ["id"],
};
const foreignKey = (name: string, ...columns: readonly string[]) =>
  operations.addForeignKey.of("c", { name, columns, references: { table: "p", columns } });
const dropForeignKey = (name: string) => operations.dropForeignKey.of("c", name);
const createIndex = (name: string, ...columns: readonly string[]) =>
  operations.createIndex.of("c", { name, columns });
const dropIndex = (name: string) => operations.dropIndex.of("c", name);

describe("indexes that only the server asks for", () => {
  onBoth((server) => {
    let opened: Opened;
    before(async () => (opened = await open(server)));
    after(() => opened[Symbol.asyncDispose]());

    /** Starts anew with some tables. */
    async function start(...tables: readonly TableSpec[]): Promise<Schema> {
      await opened.query("DROP TABLE IF EXISTS c, p");
      const schema = { ...EMPTY_SCHEMA, tables: tables.map(table) };
      return opened.run(making(schema));
    }

    /** Runs the operations one by one, and after each looks whether what is read is what was asked. */
    async function run(from: Schema, ...ops: readonly Operation[]): Promise<Schema> {
      let schema = from;
      for (const op of ops) {
        schema = await opened.run([op], schema);
        expect(await opened.reflect()).to.deep.equal(opened.dialect.normalize(schema));
      }
      return schema;
    }

    /** The names of all indexes of the child, hidden or not. */
    async function indexes(): Promise<readonly string[]> {
      const rows = await opened.query(
        "SELECT DISTINCT INDEX_NAME AS name FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'c' ORDER BY name",
      );
      return rows.map(({ name }) => String(name)).filter((name) => name !== "PRIMARY");
    }

    describe("for a foreign key", () => {
      it("come with it and go with it", async () => {
        const schema = await run(await start(PARENT, CHILD), foreignKey("f", "a"));
        expect(await indexes()).to.deep.equal(["f"]);
        await run(schema, dropForeignKey("f"));
        expect(await indexes()).to.deep.equal([]);
      });

      it("are not needed beside an index of the entities, which stays", async () => {
        const schema = await run(
          await start(PARENT, CHILD),
          createIndex("i", "a"),
          foreignKey("f", "a"),
        );
        expect(await indexes()).to.deep.equal(["i"]);
        await run(schema, dropForeignKey("f"));
        expect(await indexes()).to.deep.equal(["i"]);
      });

      it("give way to an index of the entities, and come back when that goes", async () => {
        const schema = await run(
          await start(PARENT, CHILD),
          foreignKey("f", "a"),
          createIndex("i", "a"),
        );
        expect(await indexes()).to.deep.equal(["i"]);
        await run(schema, dropIndex("i"));
        expect(await indexes()).to.deep.equal(["f"]);
      });

      it("go also where a restored dump has both", async () => {
        await start(PARENT, CHILD);
        await opened.query(
          "ALTER TABLE c ADD INDEX f (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a)",
        );
        await opened.query("CREATE INDEX i ON c (a)");
        expect(await indexes()).to.deep.equal(["f", "i"]);
        await run(await opened.reflect(), dropForeignKey("f"));
        expect(await indexes()).to.deep.equal(["i"]);
      });

      it("serve what else needs them", async () => {
        const schema = await run(
          await start(PARENT, CHILD),
          foreignKey("f", "a"),
          foreignKey("g", "a"),
          foreignKey("h", "a", "b"),
          dropForeignKey("h"),
          dropForeignKey("g"),
        );
        expect(await indexes()).to.deep.equal(["f"]);
        await run(schema, dropForeignKey("f"));
        expect(await indexes()).to.deep.equal([]);
      });

      it("take the place of a primary key", async () => {
        const key = { ...CHILD, columns: CHILD.columns.map((c) => ({ ...c, nullable: false })) };
        const schema = await start(PARENT, { ...key, primaryKey: ["a", "id"] });
        await run(schema, foreignKey("f", "a"), operations.dropPrimaryKey.of("c", null));
        expect(await indexes()).to.deep.equal(["f"]);
      });

      it("go with the column of a longer key", async () => {
        const schema = await run(
          await start(PARENT, CHILD),
          foreignKey("f", "a", "b"),
          createIndex("i", "b", "id"),
          operations.dropColumn.of("c", "b"),
        );
        expect(await indexes()).to.deep.equal([]);
        await run(schema, operations.dropColumn.of("c", "a"));
      });

      it("are not those of the same columns with another name or kind", async () => {
        await run(await start(PARENT, CHILD), foreignKey("f", "a"), createIndex("i", "a"));
        const [child] = (await opened.reflect()).tables;
        expect(child?.indexes.map(({ name }) => name)).to.deep.equal(["i"]);
      });

      it("are exact after any such operations", async function () {
        this.timeout(120_000);
        await fc.assert(
          fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 8 }), async (steps) => {
            let schema = await start(PARENT, CHILD);
            for (const step of [...steps, ...STEPS.map(({ drop }) => ({ drop }))]) {
              const op = possible(step, schema);
              if (op) schema = await run(schema, op);
            }
            expect(await indexes()).to.deep.equal([]);
          }),
          { numRuns: 12 },
        );
      });
    });

    describe("for a column that the server counts up", () => {
      const COUNTED: TableSpec = {
        name: "c",
        columns: [
          { name: "id", type: "int", generated: "increment" },
          { name: "x", type: "int", default: "0" },
        ],
        primaryKey: ["id"],
      };
      const rows = () => opened.query("SELECT * FROM c ORDER BY id");

      it("hold it while the primary key changes, and it goes on counting", async () => {
        const schema = await start(COUNTED);
        await opened.query("INSERT INTO c (x) VALUES (7), (8)");
        const between = await run(schema, operations.dropPrimaryKey.of("c", null));
        expect(await indexes()).to.deep.equal(["mig_auto_increment"]);
        await run(between, operations.addPrimaryKey.of("c", ["id", "x"]));
        expect(await indexes()).to.deep.equal([]);
        await opened.query("INSERT INTO c (x) VALUES (9)");
        expect(await rows()).to.deep.equal([
          { id: 1, x: 7 },
          { id: 2, x: 8 },
          { id: 3, x: 9 },
        ]);
      });

      it("let it become the primary key of rows that have another", async () => {
        const schema = await start({
          name: "c",
          columns: [{ name: "code", type: "varchar(3)" }],
          primaryKey: ["code"],
        });
        await opened.query("INSERT INTO c VALUES ('a'), ('b')");
        await run(
          schema,
          operations.dropPrimaryKey.of("c", null),
          operations.addColumn.of("c", { name: "id", type: "int", generated: "increment" }),
          operations.dropColumn.of("c", "code"),
          operations.addPrimaryKey.of("c", ["id"]),
        );
        expect(await rows()).to.deep.equal([{ id: 1 }, { id: 2 }]);
        expect(await indexes()).to.deep.equal([]);
      });

      it("come and go with the counting itself", async () => {
        const schema = await start(COUNTED);
        const counted = { name: "id", type: "int", generated: "increment" } as const;
        const plain = { name: "id", type: "int" } as const;
        await run(
          schema,
          operations.alterColumn.of("c", counted, { generated: null }),
          operations.dropPrimaryKey.of("c", null),
          operations.alterColumn.of("c", plain, { generated: "increment" }),
          operations.alterColumn.of("c", counted, { type: "bigint" }),
          operations.alterColumn.of("c", { ...counted, type: "bigint" }, { generated: null }),
          operations.addPrimaryKey.of("c", ["id"]),
        );
        expect(await indexes()).to.deep.equal([]);
      });

      it("go when another key can hold it", async () => {
        const schema = await start(CHILD);
        const between = await run(
          schema,
          operations.addColumn.of("c", { name: "n", type: "int", generated: "increment" }),
        );
        expect(await indexes()).to.deep.equal(["mig_auto_increment"]);
        const held = await run(
          between,
          operations.createIndex.of("c", { name: "n_u", columns: ["n"], unique: true }),
        );
        expect(await indexes()).to.deep.equal(["n_u"]);
        await run(held, dropIndex("n_u"), operations.dropColumn.of("c", "n"));
        expect(await indexes()).to.deep.equal([]);
      });

      it("are made with the table", async () => {
        await run(await start({ ...COUNTED, primaryKey: ["x"] }));
        expect(await indexes()).to.deep.equal(["mig_auto_increment"]);
      });
    });
  });
});

/** Constraints and indexes whose columns begin alike. */
const STEPS = [
  { add: foreignKey("f", "a"), drop: dropForeignKey("f") },
  { add: foreignKey("g", "a"), drop: dropForeignKey("g") },
  { add: foreignKey("h", "a", "b"), drop: dropForeignKey("h") },
  { add: foreignKey("k", "b", "a"), drop: dropForeignKey("k") },
  { add: createIndex("i", "a"), drop: dropIndex("i") },
  { add: createIndex("j", "a", "b"), drop: dropIndex("j") },
] as const;

const STEP = fc
  .tuple(fc.constantFrom(...STEPS), fc.boolean())
  .map(([step, adds]) => (adds ? { add: step.add } : { drop: step.drop }));

/** The operation, if what it adds is not there or what it drops is. */
function possible(
  step: { readonly add: Operation } | { readonly drop: Operation },
  { tables }: Schema,
): Operation | undefined {
  const child = tables.find(({ name }) => name === "c");
  const names = [...(child?.foreignKeys ?? []), ...(child?.indexes ?? [])].map(({ name }) => name);
  if ("drop" in step)
    return "name" in step.drop && names.includes(String(step.drop.name)) ? step.drop : undefined;
  const added =
    step.add.kind === "addForeignKey"
      ? step.add.constraint.name
      : step.add.kind === "createIndex"
        ? step.add.index.name
        : null;
  return names.includes(added) ? undefined : step.add;
}
