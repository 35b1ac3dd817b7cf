import type { Dialect, Query } from "../dialects/dialect.js";
import { runAll } from "../dialects/run.js";
import type { Session } from "../dialects/session.js";
import { onContent, operations, type OnContent, type Operation } from "../operations/index.js";
import { mentions, renameIn } from "../schema/expression.js";
import {
  EMPTY_SCHEMA,
  isComputed,
  type Column,
  type TableName,
  type View,
} from "../schema/model.js";
import { localName } from "../schema/name.js";
import { words, type Composed, type Statement } from "../sql.js";

/** Keeps TypeORM's own record of what was done. */
type Bookkeeping = (op: Operation, records: Records) => Promise<void>;

/** TypeORM's table: what there is to know of it, and what writes to it. */
export interface Records {
  /** Whether the table is there. Asked once, before the first change. */
  exists(): Promise<boolean>;
  /** Whether it has no row, once the operation is recorded. */
  isEmpty(): Promise<boolean>;
  /** The expressions it has of a table's computed columns, before the operation is recorded. */
  expressions(of: TableName): Promise<readonly Recorded[]>;
  run(statements: readonly (Statement | Composed)[]): Promise<void>;
}

export interface Recorded {
  readonly column: string;
  readonly text: string;
}

/**
 * TypeORM keeps the expressions of generated columns and the queries of views in a table, since no catalog gives them back
 * as they were written, and wants to make everything anew that is missing there. mig keeps the rows right, so that the two
 * agree; the table is there as long as it has rows.
 */
export function typeormBookkeeping(dialect: Dialect & Session, table: TableName): Bookkeeping {
  const { grammar: sql } = dialect;
  const name = sql.table(table);
  let exists: boolean | undefined;

  return async (op, records) => {
    for (const change of changesOf(op)) {
      exists ??= await records.exists();
      if (!exists && !MAKES.has(change.kind)) continue;
      if (!exists) await records.run(dialect.compile([creation(table)], EMPTY_SCHEMA));
      exists = true;
      await records.run(await statements(change, records));
      const mayBeEmpty = change.kind === "gone" || change.kind === "view gone";
      if (!mayBeEmpty || !(await records.isEmpty())) continue;
      await records.run([`DROP TABLE ${name}`]);
      exists = false;
    }
  };

  async function statements(change: Change, records: Records): Promise<readonly string[]> {
    switch (change.kind) {
      case "computed":
        return change.stays
          ? [insert(change, conditions(dialect, change.of, change.column))]
          : [remove(change.of, change.column), insert(change)];
      case "gone":
        return [remove(change.of, change.column)];
      case "view":
        return change.stays
          ? [insertView(change.view, viewConditions(change.view.name))]
          : [removeView(change.view.name), insertView(change.view)];
      case "view gone":
        return [removeView(change.of)];
      case "moved": {
        const { schema } = dialect.typeormPlace(change.to);
        const to = { table: sql.literal(localName(change.to)), schema: schema ?? "NULL" };
        return [update(change.of, null, to)];
      }
      case "renamed":
        return [
          update(change.of, change.from, { name: sql.literal(change.to) }),
          ...(await respelt(change, records)),
        ];
    }
  }

  /** The expressions that name a renamed column. */
  async function respelt({ of, from, to }: Renamed, records: Records): Promise<readonly string[]> {
    return (await records.expressions(of)).flatMap(({ column, text }) => {
      if (!mentions(text, from)) return [];
      const value = sql.literal(renameIn(text, from, to));
      return [update(of, column === from ? to : column, { value })];
    });
  }

  function remove(of: TableName, column: string | null): string {
    return `DELETE FROM ${name} WHERE ${conditions(dialect, of, column)}`;
  }

  function update(of: TableName, column: string | null, to: Readonly<Record<string, string>>) {
    const set = Object.entries(to).map(([key, value]) => `${sql.name(key)} = ${value}`);
    return `UPDATE ${name} SET ${set.join(", ")} WHERE ${conditions(dialect, of, column)}`;
  }

  function insert({ of, column, expression }: Computed, unless?: string): string {
    const { database, schema } = dialect.typeormPlace(of);
    const texts = [KIND, localName(of), column, expression].map(sql.literal);
    const keys = ["type", "table", "name", "value", "database", "schema"];
    return row(keys, [...texts, database, schema], unless);
  }

  function insertView({ name: of, query, materialized }: View, unless?: string): string {
    const { schema } = dialect.typeormPlace(of);
    const texts = [VIEW_KINDS[materialized ? 1 : 0], localName(of), query].map(sql.literal);
    return row(["type", "name", "value", "schema"], [...texts, schema], unless);
  }

  function removeView(of: TableName): string {
    return `DELETE FROM ${name} WHERE ${viewConditions(of)}`;
  }

  function viewConditions(of: TableName): string {
    const { schema } = dialect.typeormPlace(of);
    return words(
      `${sql.name("type")} IN (${VIEW_KINDS.map(sql.literal).join(", ")})`,
      `AND ${sql.name("name")} = ${sql.literal(localName(of))}`,
      schema !== null && `AND ${sql.name("schema")} = ${schema}`,
    );
  }

  /** A new row; given conditions, only where no row is there for which they hold. */
  function row(
    keys: readonly string[],
    values: readonly (string | null)[],
    unless?: string,
  ): string {
    const texts = values.map((value) => value ?? "NULL").join(", ");
    return words(
      `INSERT INTO ${name} (${sql.names(keys)})`,
      unless === undefined
        ? `VALUES (${texts})`
        : `SELECT ${texts} FROM (SELECT 1) AS ${sql.name("one")} WHERE NOT EXISTS (SELECT 1 FROM ${name} WHERE ${unless})`,
    );
  }
}

/** The table in a database. */
export function recordsIn(dialect: Dialect & Session, table: TableName, query: Query): Records {
  const name = dialect.grammar.table(table);
  return {
    exists: () => dialect.tableExists(query, table),
    isEmpty: async () => (await query(`SELECT 1 FROM ${name} LIMIT 1`)).length === 0,
    async expressions(of) {
      const columns = dialect.grammar.names(["name", "value"]);
      const rows = await query(
        `SELECT ${columns} FROM ${name} WHERE ${conditions(dialect, of, null)}`,
      );
      return rows.map((row) => ({ column: String(row["name"]), text: String(row["value"]) }));
    },
    run: (statements) => runAll(query, statements),
  };
}

/** The rows of the computed columns of a table, or of one of them. */
function conditions(
  { grammar: sql, typeormPlace }: Pick<Dialect & Session, "grammar" | "typeormPlace">,
  of: TableName,
  column: string | null,
): string {
  const { database, schema } = typeormPlace(of);
  const is = (key: string, value: string | null) =>
    `${sql.name(key)} ${value === null ? "IS NULL" : `= ${value}`}`;
  return [
    is("type", sql.literal(KIND)),
    is("database", database),
    is("schema", schema),
    is("table", sql.literal(localName(of))),
    ...(column === null ? [] : [is("name", sql.literal(column))]),
  ].join(" AND ");
}

const KIND = "GENERATED_COLUMN";
const VIEW_KINDS = ["VIEW", "MATERIALIZED_VIEW"] as const;

/** What happens to the rows of a table. */
type Change = Computed | Gone | Moved | Renamed | ViewMade | ViewGone;
/** Those that need a table to put a row into. */
const MAKES: ReadonlySet<Change["kind"]> = new Set(["computed", "view"]);
interface Computed {
  readonly kind: "computed";
  readonly of: TableName;
  readonly column: string;
  readonly expression: string;
  /** What is there already stays, and so does the row of it. */
  readonly stays?: boolean | undefined;
}
interface Gone {
  readonly kind: "gone";
  readonly of: TableName;
  /** Null is every column of the table. */
  readonly column: string | null;
}
interface Moved {
  readonly kind: "moved";
  readonly of: TableName;
  readonly to: TableName;
}
interface Renamed {
  readonly kind: "renamed";
  readonly of: TableName;
  readonly from: string;
  readonly to: string;
}

interface ViewMade {
  readonly kind: "view";
  readonly view: View;
  readonly stays?: boolean | undefined;
}
interface ViewGone {
  readonly kind: "view gone";
  readonly of: TableName;
}

const changesOf = (op: Operation): readonly Change[] => onContent(CHANGES, op) ?? [];

const none = () => [];

const CHANGES: OnContent<readonly Change[]> = {
  createTable: ({ table, ifNotExists }) =>
    table.columns.filter(isComputed).map((column) => changeOf(table.name, column, ifNotExists)),
  dropTable: ({ name }) => [{ kind: "gone", of: name, column: null }],
  renameTable: ({ from, to }) => [{ kind: "moved", of: from, to }],
  alterTable: none,
  setTableComment: none,
  addColumn: ({ table, column, ifNotExists }) =>
    isComputed(column) ? [changeOf(table, column, ifNotExists)] : [],
  alterColumn: ({ table, column, change }) => {
    const after = { ...column, ...change };
    // Where the expression stays, so does the row, which has it in the words of the entity.
    const stays = !("expression" in change) && isComputed(column) === isComputed(after);
    return stays ? [] : [changeOf(table, after)];
  },
  dropColumn: ({ table, column }) => [{ kind: "gone", of: table, column }],
  renameColumn: ({ table, from, to }) => [{ kind: "renamed", of: table, from, to }],
  createView: ({ view, ifNotExists }) => [{ kind: "view", view, stays: ifNotExists }],
  replaceView: ({ view }) => [{ kind: "view", view }],
  dropView: ({ name }) => [{ kind: "view gone", of: name }],
};

const changeOf = (of: TableName, column: Column, stays?: boolean): Change =>
  isComputed(column) && column.expression !== null
    ? { kind: "computed", of, column: column.name, expression: column.expression, stays }
    : { kind: "gone", of, column: column.name };

/** As TypeORM makes it: RdbmsSchemaBuilder.createTypeormMetadataTable. */
function creation(name: TableName): Operation {
  const column = (of: string, nullable = true) => ({ name: of, type: "varchar(255)", nullable });
  return operations.createTable.of({
    name,
    columns: [
      column("type", false),
      ...["database", "schema", "table", "name"].map((of) => column(of)),
      { name: "value", type: "text", nullable: true },
    ],
  });
}
