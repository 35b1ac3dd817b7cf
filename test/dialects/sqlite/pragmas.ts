import { expect } from "chai";
import { normalType } from "../../../src/dialects/sqlite/type.js";
import { rowidColumn } from "../../../src/dialects/sqlite/normalize.js";
import type { Table } from "../../../src/schema/model.js";
import { localName } from "../../../src/schema/name.js";
import type { Opened, Row } from "./database.js";

/** Holds what was read from a definition against what SQLite itself says of the table. */
export async function agreesWithSqlite(database: Opened, table: Table): Promise<void> {
  const name = localName(table.name);
  const pragma = (what: string, of = name) =>
    database.query(`SELECT * FROM pragma_${what}('${of.replaceAll("'", "''")}')`);
  await columnsAgree(table, await pragma("table_xinfo"), database);
  const indexes = await pragma("index_list");
  for (const index of indexes)
    await indexAgrees(table, index, await pragma("index_xinfo", String(index["name"])));
  const made = indexes.filter(({ origin }) => origin === "c").map((index) => String(index["name"]));
  expect(table.indexes.map((index) => index.name)).to.have.members(made);
  keysAgree(table, await pragma("foreign_key_list"));
}

async function columnsAgree(table: Table, rows: readonly Row[], { query }: Opened): Promise<void> {
  const rowid = rowidColumn(table)?.name;
  expect(table.columns.map(({ name }) => name)).to.deep.equal(rows.map(({ name }) => name));
  for (const [at, column] of table.columns.entries()) {
    const row = rows[at] ?? {};
    const hint = `${table.name}.${column.name}`;
    expect(column.type === "int" ? "integer" : column.type, hint).to.equal(
      normalType(String(row["type"])),
    );
    expect(column.nullable, `${hint} nullable`).to.equal(!row["notnull"] && column.name !== rowid);
    expect(HIDDEN[String(column.generated)] ?? 0, hint).to.equal(row["hidden"]);
    if (column.default === null) expect([null, "null", "NULL"]).to.include(row["dflt_value"]);
    else expect(row["dflt_value"], hint).to.be.a("string");
    const isWord = /^[a-z"`[]/i.test(String(row["dflt_value"])) && column.default?.startsWith("'");
    if (column.default !== null && !isWord) {
      const same = `SELECT quote(${column.default}) = quote(${String(row["dflt_value"])}) AS same`;
      expect((await query(same))[0]?.["same"], hint).to.equal(1);
    }
  }
  const key = rows
    .filter(({ pk }) => Number(pk) > 0)
    .toSorted((a, b) => Number(a["pk"]) - Number(b["pk"]));
  expect(table.primaryKey?.columns ?? []).to.deep.equal(key.map(({ name }) => name));
}

const HIDDEN: Readonly<Record<string, number>> = { virtual: 2, stored: 3 };

async function indexAgrees(table: Table, index: Row, rows: readonly Row[]): Promise<void> {
  const keys = rows.filter(({ key }) => key === 1);
  const columns = keys.map(({ name }) => name);
  const hint = `${table.name}: ${String(index["name"])}`;
  if (index["origin"] === "u") {
    expect(
      table.uniques.map((unique) => unique.columns.join()),
      hint,
    ).to.include(columns.join());
    return;
  }
  if (index["origin"] !== "c") return;
  const read = table.indexes.find(({ name }) => name === index["name"]);
  expect(
    read?.columns.map(({ column }) => column),
    hint,
  ).to.deep.equal(columns);
  expect(
    read?.columns.map(({ order }) => order),
    hint,
  ).to.deep.equal(keys.map(({ desc }) => (desc === 1 ? "DESC" : "ASC")));
  expect(
    read?.columns.map((key) => (key.collation ?? collationOf(table, key.column)).toUpperCase()),
    hint,
  ).to.deep.equal(keys.map(({ coll }) => String(coll).toUpperCase()));
  expect(read?.unique, hint).to.equal(index["unique"] === 1);
  expect(read?.where !== null, hint).to.equal(index["partial"] === 1);
}

const collationOf = ({ columns }: Table, column: string | null) =>
  columns.find(({ name }) => name === column)?.collation ?? "BINARY";

function keysAgree(table: Table, rows: readonly Row[]): void {
  const ids = [...new Set(rows.map(({ id }) => id))];
  const keys = ids.map((id) => {
    const own = rows.filter((row) => row["id"] === id);
    const columns = own.map(({ from }) => from);
    const [first] = own;
    return JSON.stringify([columns, first?.["on_delete"], first?.["on_update"]]);
  });
  const read = table.foreignKeys.map(({ columns, onDelete, onUpdate }) =>
    JSON.stringify([columns, onDelete, onUpdate]),
  );
  expect(new Set(read)).to.deep.equal(new Set(keys));
}
