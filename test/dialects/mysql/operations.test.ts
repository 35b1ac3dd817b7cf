import { expect } from "chai";
import { settle } from "../../../src/autogenerate/settle.js";
import { inverse, operations, type Kind, type Operation } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { table, type ColumnSpec, type TableSpec } from "../../../src/schema/spec.js";
import type { ServerName } from "../../support/databases.js";
import { markTable } from "../../support/own-operations.js";
import { making, onBoth, open, type Opened } from "./database.js";

const TEAMS: TableSpec = {
  name: "teams",
  columns: [
    { name: "id", type: "int", generated: "increment" },
    { name: "code", type: "varchar(20)" },
  ],
  primaryKey: ["id"],
};
const USERS: TableSpec = {
  name: "users",
  columns: [
    { name: "id", type: "int" },
    { name: "team_id", type: "int", nullable: true },
    { name: "email", type: "varchar(100)", nullable: true },
    { name: "note", type: "text", nullable: true, comment: "it's a note" },
    { name: "place", type: "point" },
    { name: "age", type: "int", nullable: true, default: "5" },
    { name: "twice", type: "int", nullable: true, generated: "stored", expression: "`id` * 2" },
  ],
  primaryKey: ["id"],
  uniques: [{ name: "u_email", columns: ["email"] }],
  checks: [{ name: "c_age", expression: "`age` > 0" }],
  foreignKeys: [
    {
      name: "f_team",
      columns: ["team_id"],
      references: { table: "teams", columns: ["id"] },
      onDelete: "SET NULL",
    },
  ],
  indexes: [{ name: "i_age", columns: [{ column: "age", order: "DESC" }, "id"] }],
  comment: "people",
};

/** The collation of a new database. */
const USUAL: { readonly [Name in ServerName]?: string } = {
  mysql: "utf8mb4_0900_ai_ci",
  mariadb: "utf8mb4_general_ci",
};

/** Operations on the tables above, each of which has to be right on its own. None where there can be none. */
const OPERATIONS: {
  readonly [K in Kind]: (name: string, server: ServerName) => readonly Operation[];
} = {
  createSchema: (name) => [operations.createSchema.of(`${name} audit`)],
  dropSchema: () => [],
  createExtension: () => [],
  dropExtension: () => [],
  createEnum: () => [],
  dropEnum: () => [],
  alterEnum: () => [],
  renameEnum: () => [],
  renameEnumValue: () => [],
  addEnumValue: () => [],
  validateConstraint: () => [],
  replaceView: () => [],
  refreshView: () => [],
  renameIndex: () => [],
  renameConstraint: () => [],
  createSequence: () => [],
  dropSequence: () => [],
  alterSequence: () => [],
  createView: () => [],
  dropView: () => [],
  createTable: () => [
    operations.createTable.of({
      ...USERS,
      name: "others",
      checks: [],
      foreignKeys: [
        {
          name: "f_self",
          columns: ["age"],
          references: { table: "others", columns: ["id"] },
          onDelete: "RESTRICT",
          onUpdate: "RESTRICT",
        },
      ],
      triggers: [
        {
          name: "t_age",
          statement:
            "CREATE TRIGGER `t_age` BEFORE INSERT ON `others` FOR EACH ROW SET NEW.age = 1",
        },
      ],
      engine: "InnoDB",
      collation: "utf8mb4_bin",
    }),
  ],
  dropTable: () => [operations.dropTable.of("users")],
  renameTable: () => [operations.renameTable.of("teams", "groups of 'people'")],
  alterTable: (_name, server) =>
    ["latin1_swedish_ci", "utf8mb4_bin"].map((collation) =>
      operations.alterTable.of("users", { collation: USUAL[server] ?? null }, { collation }),
    ),
  setTableComment: () => [
    operations.setTableComment.of("users", String.raw`it's "so" \ ü`, "people"),
    operations.setTableComment.of("users", null, "people"),
  ],
  orderColumns: () => {
    const was = USERS.columns.map(({ name }) => name);
    return [
      operations.orderColumns.of("users", ["twice", "email", "id", "place"], was),
      operations.orderColumns.of("users", was.toReversed(), was),
    ];
  },
  addColumn: () => [
    operations.addColumn.of("users", { name: "born", type: "date", nullable: true }),
    operations.addColumn.of("users", {
      name: "state",
      type: "enum('it''s','b')",
      default: "'b'",
      comment: "x",
      collation: "utf8mb4_bin",
    }),
    operations.addColumn.of("users", {
      name: "sum",
      type: "int",
      nullable: true,
      generated: "virtual",
      expression: "`id` + `age`",
    }),
    operations.addColumn.of("users", {
      name: "seen",
      type: "datetime(3)",
      default: "CURRENT_TIMESTAMP(3)",
      onUpdate: "CURRENT_TIMESTAMP(3)",
    }),
  ],
  dropColumn: () => [
    operations.dropColumn.of("users", "twice"),
    operations.dropColumn.of("teams", "code"),
  ],
  alterColumn: () => [
    operations.alterColumn.of("teams", { name: "code", type: "varchar(20)" }, { type: "text" }),
  ],
  renameColumn: () => [
    operations.renameColumn.of("users", "team_id", "team `id`"),
    operations.renameColumn.of("teams", "id", "number"),
    operations.renameColumn.of("users", "email", "mail"),
  ],
  addPrimaryKey: () => [],
  dropPrimaryKey: () => [operations.dropPrimaryKey.of("users", null)],
  addUnique: () => [operations.addUnique.of("users", { name: "u_age", columns: ["age", "id"] })],
  dropUnique: () => [operations.dropUnique.of("users", "u_email")],
  addCheck: () => [
    operations.addCheck.of("users", { name: "c_email", expression: "email like '%@%'" }),
  ],
  dropCheck: () => [operations.dropCheck.of("users", "c_age")],
  addExclusion: () => [],
  dropExclusion: () => [],
  addForeignKey: () => [
    operations.addForeignKey.of("users", {
      name: "f_boss",
      columns: ["age"],
      references: { table: "users", columns: ["id"] },
      onDelete: "CASCADE",
      onUpdate: "RESTRICT",
    }),
  ],
  dropForeignKey: () => [operations.dropForeignKey.of("users", "f_team")],
  createIndex: (_, server) => [
    operations.createIndex.of("users", { name: "i_email", columns: ["email", "age"] }),
    operations.createIndex.of("users", {
      name: "i_note",
      columns: [
        { column: "note", length: 7 },
        { column: "id", order: "DESC" },
      ],
      unique: true,
    }),
    operations.createIndex.of("users", {
      name: "i_text",
      columns: ["note", "email"],
      method: "fulltext",
    }),
    operations.createIndex.of("users", { name: "i_place", columns: ["place"], method: "spatial" }),
    ...(server === "mysql"
      ? [
          operations.createIndex.of("users", {
            name: "i_lower",
            columns: [{ expression: "lower(email)" }, "age"],
          }),
          operations.createIndex.of("users", {
            name: "i_ngram",
            columns: ["note"],
            method: "fulltext",
            parser: "ngram",
          }),
        ]
      : []),
  ],
  dropIndex: () => [operations.dropIndex.of("users", "i_age")],
  execute: () => [],
  bulkInsert: () => [],
  backfill: () => [],
  run: () => [markTable("users", USERS.comment ?? null, "who came")],
};

describe("an operation on its own", () => {
  onBoth((server) => {
    let opened: Opened;
    before(async () => (opened = await open(server)));
    after(() => opened[Symbol.asyncDispose]());

    for (const kind of Object.keys(OPERATIONS) as Kind[])
      for (const at of OPERATIONS[kind]("", server).keys())
        it(`${kind} ${at + 1}: what is read is what was asked, and undo is exact`, async () => {
          const op = OPERATIONS[kind](opened.database.name, server)[at];
          if (op) await check(op, opened);
        });
  });
});

async function check(op: Operation, opened: Opened): Promise<void> {
  const { dialect, query, database } = opened;
  const others = [`${database.name} audit`];
  const tables = await query("SHOW TABLES");
  await query("SET FOREIGN_KEY_CHECKS = 0");
  for (const table of tables)
    await query(`DROP TABLE ${dialect.grammar.name(String(Object.values(table)[0]))}`);
  await query("SET FOREIGN_KEY_CHECKS = 1");
  const made = await opened.run(making({ ...EMPTY_SCHEMA, tables: [TEAMS, USERS].map(table) }));
  const before = await opened.reflect(others);

  const asked = dialect.normalize(await opened.run([op], made));
  const read = await opened.reflect(others);
  expect(read).to.deep.equal((await settle(read, asked, dialect, query)).wanted);
  expect(read).not.to.deep.equal(before);

  const undo = inverse(withWas(op, made));
  if (!undo) throw new Error(`${op.kind} can be undone`);
  await opened.run(undo.kind === "createTable" ? making(schemaOf(undo.table)) : [undo], read);
  const again = await opened.reflect(others);
  expect(inAnyOrder(again)).to.deep.equal(inAnyOrder(before));
}

describe("renaming a column that expressions name", () => {
  onBoth((server) => {
    it("renames it in them, and back", async () => {
      await using opened = await open(server);
      const column = (name: string, expression: string): ColumnSpec => ({
        name,
        type: "varchar(60)",
        nullable: true,
        generated: name === "v" ? "virtual" : "stored",
        expression,
      });
      await opened.run(
        making({
          ...EMPTY_SCHEMA,
          tables: [
            table({
              name: "t",
              columns: [
                { name: "id", type: "int" },
                { name: "upper", type: "varchar(20)", nullable: true },
                column("v", "concat(`upper`,'upper')"),
                column("s", "upper(`upper`)"),
                { name: "d", type: "varchar(20)", nullable: true, default: "concat(`upper`,'x')" },
              ],
              primaryKey: ["id"],
              checks: [{ name: "k", expression: "`upper` <> 'upper'" }],
              indexes: [
                { name: "i", columns: ["upper", "v"] },
                ...(server === "mysql"
                  ? [{ name: "x", columns: [{ expression: "lower(`upper`)" }, "upper"] }]
                  : []),
              ],
            }),
          ],
        }),
      );
      await opened.query("INSERT INTO t (id, `upper`) VALUES (1, 'a')");
      const before = await opened.reflect();
      const there = operations.renameColumn.of("t", "upper", "new `name`");
      await opened.run([there], before);
      const after = await opened.reflect();
      const renamed: unknown = JSON.parse(
        JSON.stringify(before)
          .replaceAll("`upper`", "`new ``name```")
          .replaceAll('"upper"', '"new `name`"'),
      );
      expect(inCase(after)).to.deep.equal(inCase(renamed));
      await opened.run([operations.renameColumn.of("t", "new `name`", "upper")], after);
      expect(await opened.reflect()).to.deep.equal(before);
      expect(await opened.query("SELECT v, s FROM t")).to.deep.equal([{ v: "aupper", s: "A" }]);
    });
  });
});

/** MariaDB prints upper() as ucase(). */
const inCase = (schema: unknown) => JSON.stringify(schema).replaceAll("ucase(", "upper(");

/** The operation as mig generates it: a drop knows what it dropped. */
function withWas(op: Operation, { tables }: Schema): Operation {
  const named = (name: string | null) => (item: { readonly name: string | null }) =>
    item.name === name;
  const own = (name: string) => tables.find((table) => table.name === name);
  const was = <T>(item: T | null | undefined) => (item ? { was: item } : {});
  if (op.kind === "dropTable") return { ...op, ...was(own(op.name)) };
  if (op.kind === "dropColumn")
    return { ...op, ...was(own(op.table)?.columns.find(named(op.column))) };
  if (op.kind === "dropPrimaryKey") return { ...op, ...was(own(op.table)?.primaryKey) };
  if (op.kind === "dropCheck") return { ...op, ...was(own(op.table)?.checks.find(named(op.name))) };
  if (op.kind === "dropForeignKey")
    return { ...op, ...was(own(op.table)?.foreignKeys.find(named(op.name))) };
  if (op.kind === "dropIndex")
    return { ...op, ...was(own(op.table)?.indexes.find(named(op.name))) };
  if (op.kind === "dropUnique")
    return { ...op, ...was(own(op.table)?.uniques.find(named(op.name))) };
  return op;
}

const schemaOf = (made: Schema["tables"][number]): Schema => ({
  ...EMPTY_SCHEMA,
  tables: [made],
});

/** A column that comes back comes last. */
const inAnyOrder = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map((table) => ({
    ...table,
    columns: table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  })),
});
