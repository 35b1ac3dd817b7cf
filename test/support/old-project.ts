import type { ServerName, TestDatabase } from "./databases.js";
import { runScript } from "./run-script.js";
import type { TypeormPackage } from "./shop.js";
import { userProject, type Files, type UserProject } from "./user-project.js";

/** A project whose database TypeORM's own migrations have made. */
export interface OldProject extends UserProject {
  /** Lets TypeORM itself run the first of the classes, or all. */
  runOld(count?: number, database?: Pick<TestDatabase<object>, "options">): Promise<void>;
}

export interface OldOptions {
  /** Options of the data source beside those of the connection. */
  readonly more?: object;
  /** What `migrations` of the data source says; a glob if left out. */
  readonly migrations?: string;
  readonly files?: Files;
  readonly typeorm?: TypeormPackage;
}

/** The names of the classes, in the order in which they run; the last one is said by a property. */
export const OLD_NAMES = [
  "CreateAccount1700000000001",
  "AddAge1700000000002",
  "FillAges1700000000003",
] as const;

/** A project of a user with three migrations of TypeORM's, which make what its entity asks for. */
export async function oldProject(
  { server, options }: TestDatabase<object>,
  { more = {}, migrations = '["src/old/*.ts"]', files = {}, typeorm }: OldOptions = {},
): Promise<OldProject> {
  const texts = oldMigrations(server);
  const project = await userProject(
    options,
    {
      "src/entities.ts": ENTITIES,
      "src/list.ts": LIST,
      "src/data-source.ts": source(options, more, migrations),
      ...Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [`src/old/${name}.ts`, text]),
      ),
      ...files,
    },
    typeorm,
  );
  return {
    ...project,
    async runOld(count = OLD_NAMES.length, database = { options }) {
      const names = OLD_NAMES.slice(0, count);
      const plain = Object.values(texts).map((text) =>
        text.replaceAll(/^import .*from "typeorm".*$/gm, ""),
      );
      await runScript(
        project.path,
        `import "reflect-metadata";
import { DataSource, Table, TableIndex } from "typeorm";
${plain.join("\n")}
const source = new DataSource({ ...${JSON.stringify({ ...database.options, ...more })}, migrations: [${names.map((name) => (name.startsWith("Fill") ? "FillAges" : name)).join(", ")}] } as any);
await source.initialize();
await source.runMigrations();
await source.destroy();
`,
      );
    },
  };
}

/** A data source with these migrations; `classes` are all of them. */
export const source = (options: object, more: object, migrations: string) =>
  `import { DataSource } from "typeorm";
import { entities } from "./entities";
${migrations.includes("classes") ? 'import { classes } from "./list";' : ""}
export const AppDataSource = new DataSource({ ...${JSON.stringify({ ...options, ...more })}, entities, migrations: ${migrations} } as any);
`;

const LIST = `import { CreateAccount1700000000001 } from "./old/1700000000001-CreateAccount";
import { AddAge1700000000002 } from "./old/1700000000002-AddAge";
import { FillAges } from "./old/1700000000003-FillAges";
export const classes = [FillAges, AddAge1700000000002, CreateAccount1700000000001];
`;

const ENTITIES = `import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
@Entity()
export class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Index("account_name") @Column("varchar", { length: 80 }) name!: string;
  @Column("integer", { nullable: true }) age!: number | null;
}
export const entities = [Account];
`;

const oldMigrations = (server: ServerName): Files => ({
  "1700000000001-CreateAccount": `import { MigrationInterface, QueryRunner, Table, TableIndex } from "typeorm";
export class CreateAccount1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table({
      name: "account",
      columns: [
        { name: "id", type: "${INTEGER[server]}", isPrimary: true, isGenerated: true, generationStrategy: "increment" },
        { name: "name", type: "varchar", length: "80" },
      ],
    }));
    await runner.createIndex("account", new TableIndex({ name: "account_name", columnNames: ["name"] }));
    await runner.query("INSERT INTO account (name) VALUES ('Ada'), ('Grace')");
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable("account");
  }
}
`,
  "1700000000002-AddAge": `import { MigrationInterface, QueryRunner } from "typeorm";
export class AddAge1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE account ADD COLUMN age ${INTEGER[server]}");
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE account DROP COLUMN age");
  }
}
`,
  "1700000000003-FillAges": `import { MigrationInterface, QueryRunner } from "typeorm";
export class FillAges implements MigrationInterface {
  name = "FillAges1700000000003";
  async up(runner: QueryRunner): Promise<void> {
    const rows: { id: number; name: string }[] = await runner.query("SELECT id, name FROM account");
    for (const { id, name } of rows)
      await runner.query("UPDATE account SET age = ${PLACES[server][0]} WHERE id = ${PLACES[server][1]}", [name.length * 10, id]);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query("UPDATE account SET age = NULL");
  }
}
`,
});

const INTEGER: Readonly<Record<ServerName, string>> = {
  postgres: "integer",
  mysql: "int",
  mariadb: "int",
  sqlite: "integer",
};

const MARKS = ["?", "?"] as const;
const PLACES: Readonly<Record<ServerName, readonly [string, string]>> = {
  postgres: ["$1", "$2"],
  mysql: MARKS,
  mariadb: MARKS,
  sqlite: MARKS,
};
