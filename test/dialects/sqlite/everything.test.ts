import { expect } from "chai";
import {
  apply,
  inverse,
  operations,
  type Operation,
  type TableOperation,
} from "../../../src/operations/index.js";
import { inTransaction } from "../../../src/dialects/session.js";
import { session } from "../../../src/dialects/sqlite/session.js";
import type { Schema, Table } from "../../../src/schema/model.js";
import { expectSame, withoutOrder } from "../../support/same.js";
import { open, type Opened } from "./database.js";

/** What stands around a table called `t` that has a column for each of these, and 10,000 rows. */
const AROUND = `
CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER NOT NULL REFERENCES t (id) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE ward (id INTEGER PRIMARY KEY, t_id INTEGER DEFAULT 1 REFERENCES t (id) ON DELETE SET NULL);
CREATE TABLE log (what TEXT);
CREATE INDEX plain ON t (name);
CREATE UNIQUE INDEX partial ON t (amount DESC, name COLLATE BINARY) WHERE amount > 10;
CREATE INDEX expression ON t (lower(name) DESC, amount + 1);
CREATE INDEX children ON child (t_id DESC);
CREATE TRIGGER written AFTER UPDATE OF name, amount ON t WHEN new.name <> old.name
  BEGIN INSERT INTO log (what) VALUES (new.name || ' was ' || old.name); END;
CREATE TRIGGER gone BEFORE DELETE ON t BEGIN INSERT INTO log (what) VALUES ('gone ' || old.id); END;
CREATE TRIGGER elsewhere AFTER INSERT ON log BEGIN UPDATE t SET note = new.what WHERE id = 1; END;
CREATE VIEW names AS SELECT id, name FROM t WHERE "amount" > 0;
CREATE VIEW more AS SELECT names.name, child.id FROM names JOIN child ON child.t_id = names.id;
CREATE TRIGGER through INSTEAD OF INSERT ON names BEGIN INSERT INTO t (id, name) VALUES (new.id, new.name); END;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
INSERT INTO t (id, name, amount, parent_id, note) SELECT i, 'Name ' || i, i, 1 + i % 2, iif(i % 3, 'n' || i, NULL) FROM n;
INSERT INTO child SELECT id, id FROM t;
INSERT INTO ward SELECT id, id FROM t WHERE id % 2;
`;
const PARENT = `CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
INSERT INTO parent VALUES (1, 'one'), (2, 'two');`;

const CONTENT = `
  name TEXT COLLATE NOCASE NOT NULL DEFAULT 'nobody', /* who */
  amount INTEGER CONSTRAINT positive CHECK (amount > 0) DEFAULT (1 + 1),
  doubled INTEGER GENERATED ALWAYS AS (amount * 2),
  kept INTEGER AS (length(name)) STORED CHECK (kept < 100),
  parent_id INTEGER CONSTRAINT to_parent REFERENCES parent ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  note TEXT,
  -- what holds for all of them
  CONSTRAINT whole UNIQUE (name COLLATE RTRIM, amount) ON CONFLICT REPLACE,
  CHECK (note IS NULL OR length(note) < 99)`;

const TABLES = {
  counting: `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, -- the id${CONTENT})`,
  strict: `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT,${CONTENT}) STRICT`,
  "without rowid": `CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY DESC,${CONTENT}) WITHOUT ROWID`,
  "strict and without rowid": `CREATE TABLE t (id INTEGER PRIMARY KEY,${CONTENT}) STRICT, WITHOUT ROWID`,
} as const;

/** How each kind of rebuild is asked for; what is given as text or null is found in the table. */
const REBUILDS: Readonly<Record<string, (table: Table) => readonly TableOperation[]>> = {
  "another way of keeping it": ({ strict, withoutRowid }) => [
    operations.alterTable.of("t", { strict }, { strict: !strict }),
    ...(withoutRowid
      ? [operations.alterTable.of("t", { withoutRowid }, { withoutRowid: false })]
      : []),
  ],
  "a column in its place": () => [
    operations.addColumn.of("t", { name: "n", type: "INTEGER", default: "7" }, { after: "name" }),
  ],
  "a stored column": () => [
    operations.addColumn.of("t", {
      name: "n",
      type: "INTEGER",
      generated: "stored",
      expression: "amount + 1",
      nullable: true,
    }),
  ],
  "a column with another type, default and null": (table) => [
    {
      kind: "alterColumn",
      table: "t",
      column: column(table, "amount"),
      change: { nullable: true, default: "3" },
    },
    {
      kind: "alterColumn",
      table: "t",
      column: column(table, "name"),
      change: { default: "'x'" },
    },
  ],
  "another order": ({ columns }) => [
    operations.orderColumns.of(
      "t",
      columns.map(({ name }) => name).toReversed(),
      columns.map(({ name }) => name),
    ),
  ],
  "a unique that comes": () => [
    operations.addUnique.of("t", { name: "u", columns: ["id", "name"] }),
  ],
  "a check that comes": () => [operations.addCheck.of("t", { expression: "id < 99999" })],
  "checks that go": ({ checks }) =>
    checks.map((was) => ({ kind: "dropCheck", table: "t", name: was.name, was })),
  "a foreign key that comes": () => [
    operations.addForeignKey.of("t", {
      name: "own",
      columns: ["id"],
      references: { table: "t", columns: ["id"] },
      onDelete: "CASCADE",
    }),
  ],
  "a foreign key that goes": ({ foreignKeys }) =>
    foreignKeys.map((was) => ({ kind: "dropForeignKey", table: "t", name: was.name, was })),
  "a constraint with another name": () => [
    operations.renameConstraint.of("t", "positive", "above"),
  ],
  "a rebuild and a column with another name": () => [
    operations.addCheck.of("t", { name: "long", expression: "length(note) > 0" }),
    operations.renameColumn.of("t", "note", "remark"),
  ],
  "nothing at all": () => [],
};

function column({ columns }: Table, name: string) {
  const found = columns.find((each) => each.name === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
}

describe("a rebuild of a table with everything on it", () => {
  /** All that is to be there afterwards. */
  const state = async (database: Opened, note: string) => ({
    rows: await database.rows(
      `SELECT id, name, amount, doubled, kept, parent_id, ${note} FROM t ORDER BY id`,
    ),
    children: await database.rows("SELECT count(*), sum(t_id) FROM child"),
    wards: await database.rows("SELECT count(*), sum(t_id) FROM ward"),
    counter: (await database.rows("SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'"))
      .length
      ? await database.rows("SELECT * FROM sqlite_sequence")
      : [],
    violations: await database.rows("PRAGMA foreign_key_check"),
    integrity: await database.rows("PRAGMA integrity_check"),
    log: await database.rows("SELECT * FROM log"),
    indexes: await database.rows(
      `SELECT l.name, l."unique", l.partial, x.seqno, x.cid = -2, x."desc", x.coll
       FROM pragma_index_list('t') l, pragma_index_xinfo(l.name) x WHERE l.origin = 'c' AND x.key ORDER BY 1, 4`,
    ),
    seen: await database.rows("SELECT count(*) FROM more"),
  });
  const others = async (database: Opened) => {
    const { t: _, ...rest } = await database.catalog();
    // Those of indexes are in mig's own spelling: what they are is asked below.
    return Object.fromEntries(
      Object.entries(rest).filter(([, text]) => !/ INDEX .* ON "?t"? /.test(text)),
    );
  };
  const tableOf = ({ tables }: Schema): Table => {
    const found = tables.find(({ name }) => name === "t");
    if (!found) throw new Error("no table");
    return found;
  };
  /** Runs the operations as one rebuild, whatever they are. */
  const rebuild = async (database: Opened, ops: readonly Operation[]) => {
    const batch = { table: "t", recreate: "always" } as const;
    const statements = database.dialect.compile(ops, await database.reflect(), batch);
    expect(statements.filter((text) => text === 'DROP TABLE "t"').length).to.equal(1);
    await inTransaction(session, database.query, async () => {
      for (const statement of statements) await database.query(statement);
    });
  };

  for (const [kind, create] of Object.entries(TABLES))
    for (const [what, changesOf] of Object.entries(REBUILDS))
      it(`${kind}, ${what}: nothing is lost, up and down`, async () => {
        await using database = await open();
        await database.query("PRAGMA foreign_keys = ON");
        await database.script(`${PARENT}${create};${AROUND}`);
        // The counter is higher than any row.
        if (create.includes("AUTOINCREMENT"))
          await database.query("UPDATE sqlite_sequence SET seq = 12345 WHERE name = 't'");
        const { dialect } = database;
        const [before, around, found] = [
          await database.reflect(),
          await others(database),
          await state(database, "note"),
        ];
        expect(found.rows.length).to.equal(10_000);
        expect(found.children).to.deep.equal(["[10000,50005000]"]);
        const ops = changesOf(tableOf(before));
        await rebuild(database, ops);
        const note = what.includes("another name") && what.includes("column") ? "remark" : "note";
        expect(await state(database, note)).to.deep.equal(found);
        // SQLite quotes a renamed column in the texts that name it.
        const isRenamed = note === "remark";
        const wanted = ops.reduce((schema: Schema, op) => apply(op, schema), before);
        if (!isRenamed)
          expectSame(
            withoutOrder(dialect.normalize(await database.reflect())),
            withoutOrder(dialect.normalize(wanted)),
            dialect.traits,
          );
        if (note === "note") expect(await others(database)).to.deep.equal(around);

        const back = ops.toReversed().map((op) => inverse(op));
        await rebuild(
          database,
          back.map((op) => op ?? expect.fail("no inverse")),
        );
        expect(await state(database, "note")).to.deep.equal(found);
        if (isRenamed)
          expect(Object.keys(await others(database))).to.deep.equal(Object.keys(around));
        else expect(await others(database)).to.deep.equal(around);
        if (!isRenamed)
          expectSame(
            withoutOrder(dialect.normalize(await database.reflect())),
            withoutOrder(dialect.normalize(before)),
            dialect.traits,
          );
        // What hangs on it still works.
        await database.query("UPDATE t SET name = 'New' WHERE id = 2");
        await database.query("DELETE FROM t WHERE id = 3");
        expect(await database.rows("SELECT * FROM log")).to.deep.equal([
          '["New was Name 2"]',
          '["gone 3"]',
        ]);
        expect(await database.rows("SELECT count(*) FROM child")).to.deep.equal(["[9999]"]);
        if (create.includes("AUTOINCREMENT")) {
          await database.query("INSERT INTO t (name) VALUES ('Last')");
          expect(await database.rows("SELECT max(id) FROM t")).to.deep.equal(["[12346]"]);
        }
      });
});
