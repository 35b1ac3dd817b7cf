import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { applyAll, operations, type Kind, type Operation } from "../../src/operations/index.js";
import { EMPTY_SCHEMA } from "../../src/schema/model.js";
import { createDatabase, eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase } from "../support/schema-database.js";

/** What an operation needs before it, and the operation that may be one too many. */
interface Case {
  readonly before?: readonly Operation[];
  readonly op: Operation;
}

/** On MySQL a database beside those of the tests. */
const AUDIT = `mig_test_audit_${randomBytes(6).toString("hex")}`;

const column = { name: "id", type: "int" };
const LEAF = { name: "leaf", columns: [column, { name: "note", type: "int", nullable: true }] };
const TREE = {
  name: "tree",
  columns: [column, { name: "leaf_id", type: "int" }],
  primaryKey: ["id"],
  uniques: [{ name: "uq_tree", columns: ["leaf_id"] }],
  checks: [{ name: "ck_tree", expression: "leaf_id > 0" }],
  foreignKeys: [
    { name: "fk_tree", columns: ["leaf_id"], references: { table: "tree", columns: ["id"] } },
  ],
  indexes: [{ name: "ix_tree", columns: ["id", "leaf_id"] }],
};
const VIEW = { name: "twigs", query: "SELECT id FROM tree" };
const ifExists = { ifExists: true };
const ifNotExists = { ifNotExists: true };
const made = [operations.createTable.of(TREE)];

/** Each operation that may be told that what it makes may be there, or what it drops missing. */
const CASES: { readonly [K in Kind]?: Case } = {
  createSchema: { op: operations.createSchema.of(AUDIT, ifNotExists) },
  dropSchema: {
    before: [operations.createSchema.of(AUDIT)],
    op: operations.dropSchema.of(AUDIT, ifExists),
  },
  dropExtension: {
    before: [operations.createExtension.of("btree_gist")],
    op: operations.dropExtension.of("btree_gist", ifExists),
  },
  dropEnum: {
    before: [operations.createEnum.of("mood", ["sad", "ok"])],
    op: operations.dropEnum.of("mood", ifExists),
  },
  addEnumValue: {
    before: [operations.createEnum.of("mood", ["sad", "ok"])],
    op: operations.addEnumValue.of("mood", "so-so", { before: "ok", ...ifNotExists }),
  },
  createSequence: { op: operations.createSequence.of({ name: "numbers" }, ifNotExists) },
  dropSequence: {
    before: [operations.createSequence.of({ name: "numbers" })],
    op: operations.dropSequence.of("numbers", ifExists),
  },
  createTable: {
    op: operations.createTable.of({ ...TREE, comment: "of all kinds" }, ifNotExists),
  },
  dropTable: { before: made, op: operations.dropTable.of("tree", ifExists) },
  addColumn: {
    before: [operations.createTable.of({ name: "leaf", columns: [column] })],
    op: operations.addColumn.of("leaf", { name: "note", type: "int", nullable: true }, ifNotExists),
  },
  dropColumn: {
    before: [operations.createTable.of(LEAF)],
    op: operations.dropColumn.of("leaf", "note", ifExists),
  },
  dropPrimaryKey: {
    before: [operations.createTable.of({ ...LEAF, primaryKey: ["id"] })],
    op: operations.dropPrimaryKey.of("leaf", null, ifExists),
  },
  dropUnique: {
    before: [operations.createTable.of({ ...TREE, foreignKeys: [] })],
    op: operations.dropUnique.of("tree", "uq_tree", ifExists),
  },
  dropCheck: { before: made, op: operations.dropCheck.of("tree", "ck_tree", ifExists) },
  dropExclusion: {
    before: [
      operations.createTable.of({
        ...LEAF,
        exclusions: [{ name: "ex_leaf", expression: "USING btree (id WITH =)" }],
      }),
    ],
    op: operations.dropExclusion.of("leaf", "ex_leaf", ifExists),
  },
  dropForeignKey: {
    before: made,
    op: operations.dropForeignKey.of("tree", "fk_tree", ifExists),
  },
  createIndex: {
    before: [operations.createTable.of(LEAF)],
    op: operations.createIndex.of(
      "leaf",
      { name: "ix_leaf", columns: ["note", "id"], unique: true },
      ifNotExists,
    ),
  },
  dropIndex: { before: made, op: operations.dropIndex.of("tree", "ix_tree", ifExists) },
  createView: { before: made, op: operations.createView.of(VIEW, ifNotExists) },
  dropView: {
    before: [...made, operations.createView.of(VIEW)],
    op: operations.dropView.of("twigs", ifExists),
  },
};

/** Where a database has no such thing, or no words for the option; the others bear it. */
const NO_ENUMS = ["dropEnum", "addEnumValue"] as const;
const NOWHERE_BUT_POSTGRES = [
  ...NO_ENUMS,
  "dropExtension",
  "createSequence",
  "dropSequence",
  "dropExclusion",
] as const;
const REFUSED: { readonly [S in ServerName]: readonly Kind[] } = {
  postgres: ["createView"],
  mysql: [
    ...NOWHERE_BUT_POSTGRES,
    ...(["addColumn", "dropColumn", "dropPrimaryKey", "dropUnique", "dropCheck"] as const),
    ...(["dropForeignKey", "createIndex", "dropIndex"] as const),
  ],
  mariadb: [...NOWHERE_BUT_POSTGRES, "dropPrimaryKey"],
  sqlite: [...NOWHERE_BUT_POSTGRES, "createSchema", "dropSchema"],
};

describe("operations on what may be there, or may not", () => {
  eachServer((server) => {
    const bears = (kind: Kind) => !REFUSED[server].includes(kind);
    for (const [kind, { before = [], op }] of Object.entries(CASES) as [Kind, Case][])
      if (bears(kind))
        it(`${kind} does it once where it is called twice`, async () => {
          await using database = await createSchemaDatabase(server);
          await database.run(before);
          const first = await database.reflect();
          await database.run([op]);
          const once = await database.reflect();
          if (op.kind !== "createSchema" && op.kind !== "dropSchema")
            expect(once).to.not.deep.equal(first);
          await database.run([op, op]);
          await database.run([op]);
          expect(await database.reflect()).to.deep.equal(once);
          const wanted = applyAll([...before, op, op], EMPTY_SCHEMA);
          // Other databases are not read: they are those of other tests.
          if (isMysql(server)) await database.test.query(`DROP DATABASE IF EXISTS ${AUDIT}`);
          if (kind !== "createSchema" || !isMysql(server))
            expect(await database.settled(once, wanted)).to.deep.equal(once);
        });
      else
        it(`${kind} is refused before anything runs`, async () => {
          await using database = await createSchemaDatabase(server);
          const { dialect } = database.connection;
          const start = await database.reflect();
          expect(() => dialect.compile([op], start))
            .to.throw()
            .with.property("code", "MIG404");
        });
  });
});

const isMysql = (server: ServerName) => server === "mysql" || server === "mariadb";

describe("what a server itself says of these words", () => {
  eachServer(
    (server) => {
      it("MySQL knows none of them in ALTER TABLE", async () => {
        await using database = await createDatabase(server);
        await database.query("CREATE TABLE leaf (id int)");
        for (const clause of [
          "ADD COLUMN IF NOT EXISTS note int",
          "DROP COLUMN IF EXISTS note",
          "DROP INDEX IF EXISTS ix",
          "DROP CHECK IF EXISTS ck",
          "DROP FOREIGN KEY IF EXISTS fk",
        ]) {
          const error: unknown = await database
            .query(`ALTER TABLE leaf ${clause}`)
            .catch((reason: unknown) => reason);
          expect(error).to.have.property("errno", 1064);
        }
      });
    },
    ["mysql"],
  );
});
