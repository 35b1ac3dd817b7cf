/** The databases that are measured. */
export const DATABASES = ["postgres", "sqlite"] as const;
export type Database = (typeof DATABASES)[number];

/** One of the tables: thirteen columns, two indexes, and a foreign key to a table before it. */
export interface BenchTable {
  readonly name: string;
  /** Its status is an enum, its quantity is checked, and a view reads it. */
  readonly isRich: boolean;
  /** The table that `parent_id` points to; the first points to itself. */
  readonly parent: string;
  readonly names: {
    readonly primaryKey: string;
    readonly foreignKey: string;
    readonly parentIndex: string;
    readonly statusIndex: string;
    readonly check: string;
    readonly view: string;
  };
}

/** The tables of a project of the given size. */
export function benchTables(count: number): readonly BenchTable[] {
  return Array.from({ length: count }, (_, at) => {
    const name = nameOf(at);
    return {
      name,
      isRich: at % TABLES_PER_RICH_ONE === 0,
      parent: nameOf(Math.floor(at / 2)),
      names: {
        primaryKey: `pk_${name}`,
        foreignKey: `fk_${name}_parent`,
        parentIndex: `ix_${name}_parent`,
        statusIndex: `ix_${name}_status`,
        check: `ck_${name}_quantity`,
        view: `view_of_${name}`,
      },
    };
  });
}

const TABLES_PER_RICH_ONE = 10;

/** The query of the view that reads a rich table, and the check that it has. */
export const viewQuery = ({ name }: BenchTable) => `SELECT "id", "title" FROM "${name}"`;
export const CHECK = `"quantity" >= 0`;

/** A column as an entity has it, in TypeORM's words, and as CREATE TABLE has it. */
export interface BenchColumn {
  readonly name: string;
  readonly entity: Readonly<Record<string, unknown>>;
  readonly sql: string;
}

/** The columns of a table but `id` and `parent_id`, in their order. */
export const columnsOf = (kind: Database, table: BenchTable): readonly BenchColumn[] =>
  COLUMNS[kind].map((plain) =>
    plain.name === "status" && table.isRich ? ENUM[kind](table) : plain,
  );

const VALUES = ["draft", "live"];

const ENUM: { readonly [D in Database]: (table: BenchTable) => BenchColumn } = {
  postgres: ({ name }) =>
    column(
      "status",
      { type: "enum", enum: VALUES, default: "draft" },
      `"${name}_status_enum" NOT NULL DEFAULT 'draft'`,
    ),
  sqlite: () =>
    column(
      "status",
      { type: "simple-enum", enum: VALUES, default: "draft" },
      `varchar CHECK( "status" IN ('draft','live') ) NOT NULL DEFAULT ('draft')`,
    ),
};

const COLUMNS: { readonly [D in Database]: readonly BenchColumn[] } = {
  postgres: [
    column("code", { type: "varchar", length: 40 }, "character varying(40) NOT NULL"),
    column("title", { type: "varchar", length: 255 }, "character varying(255) NOT NULL"),
    column("description", { type: "text", nullable: true }, "text"),
    column("active", { type: "boolean", default: true }, "boolean NOT NULL DEFAULT true"),
    column(
      "status",
      { type: "varchar", length: 20, default: "draft" },
      "character varying(20) NOT NULL DEFAULT 'draft'",
    ),
    column("quantity", { type: "int", default: 0 }, "integer NOT NULL DEFAULT 0"),
    column("weight", { type: "float", nullable: true }, "double precision"),
    column("price", { type: "numeric", precision: 12, scale: 2 }, "numeric(12,2) NOT NULL"),
    column("details", { type: "jsonb", nullable: true }, "jsonb"),
    column(
      "created_at",
      { type: "timestamptz", createDate: true },
      "TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()",
    ),
    column(
      "updated_at",
      { type: "timestamptz", updateDate: true },
      "TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()",
    ),
  ],
  sqlite: [
    column("code", { type: "varchar", length: 40 }, "varchar(40) NOT NULL"),
    column("title", { type: "varchar", length: 255 }, "varchar(255) NOT NULL"),
    column("description", { type: "text", nullable: true }, "text"),
    column("active", { type: "boolean", default: true }, "boolean NOT NULL DEFAULT (1)"),
    column(
      "status",
      { type: "varchar", length: 20, default: "draft" },
      "varchar(20) NOT NULL DEFAULT ('draft')",
    ),
    column("quantity", { type: "integer", default: 0 }, "integer NOT NULL DEFAULT (0)"),
    column("weight", { type: "real", nullable: true }, "real"),
    column("price", { type: "decimal", precision: 12, scale: 2 }, "decimal(12,2) NOT NULL"),
    column("details", { type: "text", nullable: true }, "text"),
    column(
      "created_at",
      { type: "datetime", createDate: true },
      "datetime NOT NULL DEFAULT (datetime('now'))",
    ),
    column(
      "updated_at",
      { type: "datetime", updateDate: true },
      "datetime NOT NULL DEFAULT (datetime('now'))",
    ),
  ],
};

function nameOf(at: number): string {
  return `table_${String(at).padStart(5, "0")}`;
}

function column(name: string, entity: BenchColumn["entity"], sql: string): BenchColumn {
  return { name, entity, sql };
}
