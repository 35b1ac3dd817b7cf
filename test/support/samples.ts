import { operations, type Kind, type OperationOf } from "../../src/operations/index.js";
import type { Schema } from "../../src/schema/model.js";
import {
  check,
  column,
  exclusion,
  foreignKey,
  index,
  primaryKey,
  sequence,
  table,
  unique,
  view,
} from "../../src/schema/spec.js";
import { markTable } from "./own-operations.js";

const email = column({ name: "email", type: "varchar(255)", nullable: true });
const note = column({ name: "note", type: "text", default: "'none'", comment: "it's a note" });
const uniqueEmail = unique({ name: "uq_users_email", columns: ["email"] });
const adult = check({ name: "ck_users_age", expression: "age > 17" });
const oneStay = exclusion({
  name: "ex_users_stay",
  expression: "USING gist (stay WITH &&)",
  deferrable: "INITIALLY DEFERRED",
});
const ofTeam = foreignKey({
  name: "fk_users_team",
  columns: ["team_id"],
  references: { table: "teams", columns: ["id"] },
  onDelete: "CASCADE",
});
const byEmail = index({
  name: "ix_users_email",
  columns: ["email", { expression: "lower(email)", order: "DESC" }],
  where: "email IS NOT NULL",
});
const usersKey = primaryKey(["id"]);

const users = table({
  name: "users",
  columns: [
    { name: "id", type: "integer", generated: "increment" },
    { name: "age", type: "integer" },
    { name: "stay", type: "daterange" },
    { name: "team_id", type: "integer", nullable: true },
    email,
    note,
  ],
  primaryKey: usersKey,
  uniques: [uniqueEmail],
  checks: [adult],
  exclusions: [oneStay],
  foreignKeys: [ofTeam],
  indexes: [byEmail],
  comment: "who may log in",
});
const teams = table({ name: "teams", columns: [{ name: "id", type: "integer" }] });
const empty = table({ name: "empty", columns: [{ name: "id", type: "integer" }] });

const numbers = sequence({ name: "numbers", start: "100" });
const adults = view({ name: "adults", query: "SELECT id FROM users WHERE age > 17" });

/** What every sample below can start from. */
export const SAMPLE_SCHEMA: Schema = {
  namespaces: [{ name: "audit" }],
  extensions: [{ name: "citext" }],
  enums: [{ name: "mood", values: ["ok", "it's"] }],
  sequences: [numbers],
  tables: [users, teams, empty],
  views: [adults],
};

/** One operation of each kind, as mig generates it. A new kind is not complete without one. */
export const SAMPLES: { readonly [K in Kind]: OperationOf<K> } = {
  createSchema: operations.createSchema.of("billing"),
  dropSchema: operations.dropSchema.of("audit"),
  createExtension: operations.createExtension.of("hstore"),
  dropExtension: operations.dropExtension.of("citext"),
  createEnum: operations.createEnum.of("colour", ["red", "light blue"]),
  dropEnum: { ...operations.dropEnum.of("mood"), was: { name: "mood", values: ["ok", "it's"] } },
  alterEnum: operations.alterEnum.of("mood", ["ok", "it's"], ["ok", "so-so", "it's"]),
  renameEnum: operations.renameEnum.of("mood", "temper"),
  renameEnumValue: operations.renameEnumValue.of("mood", "ok", "fine"),
  addEnumValue: operations.addEnumValue.of("mood", "so-so", { before: "it's" }),
  createSequence: operations.createSequence.of({ name: "invoices", increment: "10", cycle: true }),
  dropSequence: { ...operations.dropSequence.of("numbers"), was: numbers },
  alterSequence: operations.alterSequence.of("numbers", { increment: "1" }, { increment: "2" }),
  createTable: operations.createTable.of({
    name: "orders",
    columns: [
      { name: "id", type: "integer", generated: "increment" },
      { name: "user_id", type: "integer" },
    ],
    primaryKey: ["id"],
    indexes: [{ name: "ix_orders_user", columns: ["user_id"] }],
  }),
  dropTable: { ...operations.dropTable.of("empty"), was: empty },
  renameTable: operations.renameTable.of("teams", "groups"),
  alterTable: operations.alterTable.of(
    "users",
    { engine: null, strict: false },
    { engine: "MyISAM", strict: true },
  ),
  setTableComment: operations.setTableComment.of("users", "who may log in, and how", users.comment),
  addColumn: operations.addColumn.of("users", { name: "born", type: "date", nullable: true }),
  dropColumn: { ...operations.dropColumn.of("users", "note"), was: note },
  alterColumn: operations.alterColumn.of("users", email, {
    type: "varchar(320)",
    nullable: false,
    default: "''",
  }),
  renameColumn: operations.renameColumn.of("users", "email", "mail"),
  orderColumns: operations.orderColumns.of(
    "users",
    ["email", "id"],
    users.columns.map(({ name }) => name),
  ),
  addPrimaryKey: operations.addPrimaryKey.of("teams", ["id"]),
  dropPrimaryKey: { ...operations.dropPrimaryKey.of("users", null), was: usersKey },
  addUnique: operations.addUnique.of("users", { name: "uq_users_age", columns: ["age"] }),
  dropUnique: { ...operations.dropUnique.of("users", "uq_users_email"), was: uniqueEmail },
  addCheck: operations.addCheck.of("users", { name: "ck_users_id", expression: "id > 0" }),
  dropCheck: { ...operations.dropCheck.of("users", "ck_users_age"), was: adult },
  addExclusion: operations.addExclusion.of("users", {
    name: "ex_users_age",
    expression: "USING gist (age WITH =)",
  }),
  dropExclusion: { ...operations.dropExclusion.of("users", "ex_users_stay"), was: oneStay },
  addForeignKey: operations.addForeignKey.of("users", {
    name: "fk_users_boss",
    columns: ["age"],
    references: { table: "users", columns: ["id"] },
  }),
  dropForeignKey: { ...operations.dropForeignKey.of("users", "fk_users_team"), was: ofTeam },
  validateConstraint: operations.validateConstraint.of("users", "ck_users_age"),
  createIndex: operations.createIndex.of("users", {
    name: "ix_users_age",
    columns: ["age", { column: "id", order: "DESC" }],
    unique: true,
  }),
  dropIndex: { ...operations.dropIndex.of("users", "ix_users_email"), was: byEmail },
  renameIndex: operations.renameIndex.of("users", "ix_users_email", "ix_users_mail"),
  renameConstraint: operations.renameConstraint.of("users", "ck_users_age", "ck_users_adult"),
  createView: operations.createView.of({
    name: "ages",
    query: "SELECT age FROM users",
    materialized: true,
    indexes: [{ name: "ix_ages", columns: ["age"] }],
  }),
  dropView: { ...operations.dropView.of("adults"), was: adults },
  replaceView: operations.replaceView.of(
    { name: "adults", query: "SELECT id FROM users WHERE age > 20" },
    { name: "adults", query: "SELECT id FROM users WHERE age > 17" },
  ),
  refreshView: operations.refreshView.of("ages", { concurrently: true }),
  execute: operations.execute.of("UPDATE users SET age = 18"),
  bulkInsert: operations.bulkInsert.of("users", [{ age: 18, email: "it's" }, { age: 20 }], {
    batchSize: 10,
  }),
  backfill: operations.backfill.of("users", {
    set: { note: "'old'" },
    where: "age > 90",
    batchSize: 10,
  }),
  run: markTable("users", users.comment, "who came"),
};
