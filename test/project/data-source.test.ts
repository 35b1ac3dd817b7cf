import { existsSync } from "node:fs";
import { expect } from "chai";
import { parseConfig } from "../../src/project/settings.js";
import { loadDataSourceOptions, resolveTypeorm } from "../../src/project/data-source.js";
import { refusal } from "./refusal.js";
import { runChild } from "./run-child.js";
import { MODULE, sample, type Files, type Sample } from "./sample.js";

const OPTIONS = `{ type: "better-sqlite3", database: "/chosen" } as const`;
const MAKE = `import { DataSource } from "typeorm"; const made = new DataSource(${OPTIONS});`;

/** Ways in which a module may export its one data source. */
const ONE: Readonly<Record<string, string>> = {
  "a default export": `${MAKE} export default made;`,
  "a named export": `${MAKE} export const AppDataSource = made; export const other = 5;`,
  "the same one twice": `${MAKE} export const AppDataSource = made; export default made;`,
  "a promise": `${MAKE} export default Promise.resolve(made);`,
  "a promise and what it gives": `${MAKE} export default Promise.resolve(made); export { made };`,
  "a function": `${MAKE} export default () => made;`,
  "a named async function": `${MAKE} export async function dataSource() { return made; }`,
  options: `export const options = ${OPTIONS};`,
  "a function of options": `export default async () => (${OPTIONS});`,
  "options beside the data source made of them": `
    import { DataSource } from "typeorm"; export const options = ${OPTIONS};
    export default new DataSource(options); export const later = () => ({ ...options, database: "no" });`,
  "options by default, and others": `export default ${OPTIONS}; export const test = { type: "mysql" };`,
  "beside an entity and functions": `${MAKE} export class User {} export const f = () => 5; export { made };`,
  "initialized on import": `
    ${MAKE} export const ready = made.initialize().then((source) => source.runMigrations());
    export default made;`,
};

const SEVERAL: Readonly<Record<string, string>> = {
  "main, test": `${MAKE} export const main = made; export const test = new DataSource(${OPTIONS});`,
  "one, two": `export const one = ${OPTIONS}; export const two = ${OPTIONS};`,
  "f, g": `export const f = () => (${OPTIONS}); export const g = () => (${OPTIONS});`,
};

const NONE: Readonly<Record<string, string>> = {
  "User, name": `export class User {} export const name = "x";`,
  give: `export const give = () => 5;`,
  default: `export default { host: "localhost" };`,
};

describe("project/data-source", () => {
  for (const [how, text] of Object.entries(ONE)) {
    for (const files of [{}, MODULE] as readonly Files[]) {
      it(`takes ${how}, from ${files === MODULE ? "a module" : "CommonJS"}`, async () => {
        await using project = await sample({ ...files, "db.ts": text });
        expect(await load(project, "db.ts")).to.include({ database: "/chosen" });
        expect(await load(project, "db")).to.include({ database: "/chosen" });
      });
    }
  }

  for (const [names, text] of Object.entries(SEVERAL)) {
    it(`refuses several by name: ${names}`, async () => {
      await using project = await sample({ "db.ts": text });
      const { message } = await refusal("MIG506", () => load(project, "db.ts"));
      expect(message).to.contain(project.at("db.ts")).and.contain(`2 data sources: ${names}.`);
    });
  }

  for (const [names, text] of Object.entries(NONE)) {
    it(`refuses none, and names what there is: ${names}`, async () => {
      await using project = await sample({ "db.ts": text });
      const { message } = await refusal("MIG506", () => load(project, "db.ts"));
      expect(message).to.contain(project.at("db.ts")).and.contain(`no data source: ${names}.`);
    });
  }

  it("refuses a module that exports nothing", async () => {
    await using project = await sample({ "db.ts": `export {};` });
    const { message } = await refusal("MIG506", () => load(project, "db.ts"));
    expect(message).to.match(/db\.ts exports no data source\.$/);
  });

  it("takes compiled JavaScript of either kind", async () => {
    await using project = await sample({
      "a.js": `const { DataSource } = require("typeorm"); module.exports = new DataSource(${plain(OPTIONS)});`,
      "b.js": `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ${plain(OPTIONS)};`,
      "c.cjs": `module.exports = { type: "postgres", database: "/chosen", cache: { type: "redis" } };`,
      "d.mjs": `import { DataSource } from "typeorm"; export const d = new DataSource(${plain(OPTIONS)});`,
      "e.json": `{ "type": "postgres", "database": "/chosen" }`,
    });
    for (const name of ["a.js", "b.js", "c.cjs", "d.mjs", "e.json"]) {
      expect(await load(project, name), name).to.include({ database: "/chosen" });
    }
  });

  it("takes from the configuration a DataSource, options, a path, a function or a promise", async () => {
    await using project = await sample({ "db.ts": `export default ${OPTIONS};` });
    const { DataSource } = await resolveTypeorm(project.root);
    const options = { type: "better-sqlite3", database: "/chosen" } as const;
    const values = [options, new DataSource(options), "db.ts"];
    const settings = values.flatMap((value) => [
      ...[value, Promise.resolve(value), () => value, () => Promise.resolve(value)],
    ]);
    for (const dataSource of settings) {
      expect(await load(project, dataSource)).to.include({ database: "/chosen" });
    }
  });

  it("leaves other data sources alone where there is no code of the user's to run", async () => {
    await using project = await sample({});
    const { DataSource } = await resolveTypeorm(project.root);
    const options = { type: "better-sqlite3", database: ":memory:" } as const;
    for (const dataSource of [options, new DataSource(options)]) {
      const loading = load(project, dataSource);
      const other = await new DataSource(options).initialize();
      expect(other.isInitialized).to.equal(true);
      await other.destroy();
      await loading;
    }
  });

  it("refuses what the configuration gives instead", async () => {
    await using project = await sample({});
    for (const dataSource of [{}, () => 5, Promise.resolve(null), { host: "localhost" }]) {
      const { message } = await refusal("MIG504", () => load(project, dataSource));
      expect(message).to.contain(`"dataSource"`);
    }
    const fails = () => Promise.reject(new Error("no secret store"));
    const { message } = await refusal("MIG505", () => load(project, fails));
    expect(message).to.contain("no secret store");
  });

  it("names file and line of what is wrong in the module, and keeps the cause", async () => {
    await using project = await sample({
      "syntax.ts": `import "./broken";`,
      "broken.ts": `export class {\n`,
      "throws.ts": `\nthrow new Error("DATABASE_URL is not set");`,
      "rejects.ts": `export default Promise.reject(new Error("no secret store"));`,
    });
    const says = async (name: string) => {
      const { message, cause } = await refusal("MIG505", () => load(project, name));
      expect(cause).to.be.instanceOf(Error);
      return message.replace(project.at(name), "It");
    };
    expect(await says("syntax.ts")).to.match(/^It cannot be loaded: .*\(broken\.ts:2:1\)$/);
    expect(await says("throws.ts")).to.equal(
      "It cannot be loaded: DATABASE_URL is not set (throws.ts:2)",
    );
    expect(await says("rejects.ts")).to.match(/^It cannot be loaded: no secret store/);
    const gone = await refusal("MIG505", () => load(project, "gone.ts"));
    expect(gone.message).to.contain(project.at("gone.ts"));
  });

  it("turns off what would act, and leaves what the user exports as it is", async () => {
    await using project = await sample({});
    const options = Object.freeze({
      type: "better-sqlite3" as const,
      ...{ database: "/chosen", synchronize: true, migrationsRun: true, dropSchema: true },
      ...{ logging: true, cache: true, entitySkipConstructor: false },
      ...{ migrations: ["m/*.ts"], subscribers: ["s/*.ts"], entities: { User: class User {} } },
    });
    const before = structuredClone({ ...options, entities: [] });
    const { DataSource } = await resolveTypeorm(project.root);
    const source = new DataSource(options);
    for (const dataSource of [options, source]) {
      expect(await load(project, dataSource)).to.deep.equal({
        type: "better-sqlite3",
        ...{ database: "/chosen", synchronize: false, migrationsRun: false, dropSchema: false },
        // The table of it is looked after; any other cache would be connected to.
        ...{ logging: false, cache: true, entitySkipConstructor: true },
        ...{ migrations: [], subscribers: [], entities: [options.entities.User] },
      });
    }
    for (const cache of [{ type: "redis" }, { provider: () => ({}) as never }]) {
      const others = await load(project, { ...options, cache });
      expect(others).to.include({ cache: false });
    }
    expect({ ...options, entities: [] }).to.deep.equal(before);
    expect(source.options).to.equal(options);
  });

  it("refuses an entity that is not there, which TypeORM passes over", async () => {
    await using project = await sample({});
    const entities = [class User {}, undefined];
    const { message } = await refusal("MIG505", () =>
      load(project, { type: "postgres", entities }),
    );
    expect(message).to.equal("Entity 2 of the data source is undefined, after User.");
  });

  it("takes globs from the folder of the configuration, and adds those it names", async () => {
    await using project = await sample({});
    const dataSource = { type: "postgres", entities: ["src/*.ts", "/abs/*.ts"] };
    const settings = parseConfig(
      { dataSource, entities: "more/*.ts" },
      project.at("mig.config.ts"),
    );
    expect((await loadDataSourceOptions(settings)).entities).to.deep.equal([
      ...[project.at("src/*.ts"), "/abs/*.ts", project.at("more/*.ts")],
    ]);
  });

  it("takes SQLite's file from there, too, unless it is none or has a place of its own", async () => {
    await using project = await sample({});
    const databaseOf = async (type: string, database: unknown) =>
      (await load(project, { type, database })).database;
    for (const type of ["sqlite", "better-sqlite3"]) {
      expect(await databaseOf(type, "data/app.db")).to.equal(project.at("data/app.db"));
      expect(await databaseOf(type, "./app.db")).to.equal(project.at("app.db"));
      for (const database of [":memory:", "", "/abs/app.db", "file:app.db?mode=ro"])
        expect(await databaseOf(type, database)).to.equal(database);
    }
    expect(await databaseOf("postgres", "app")).to.equal("app");
  });

  for (const typeorm of [undefined, "typeorm03"] as const) {
    for (const files of [{}, MODULE] as readonly Files[]) {
      const kind = files === MODULE ? "native modules" : "CommonJS";
      it(`lets TypeORM ${typeorm ? "0.3" : "1"} load the globs of ${kind}`, async () => {
        await using project = await sample(
          {
            ...files,
            "mig.config.ts": `export default { dataSource: "db.ts", entities: "src/tag.ts" };`,
            "db.ts": `
              import { DataSource } from "typeorm";
              const source = new DataSource({
                type: "better-sqlite3", database: process.argv[2] + "/never.db", entities: ["src/*.entity.ts"],
              });
              source.initialize();
              export default source;`,
            "src/user.entity.ts": `
              import { Column, Entity, OneToMany, PrimaryGeneratedColumn, Relation } from "typeorm";
              import { Post } from "./post.entity";
              @Entity() export class User {
                @PrimaryGeneratedColumn() id!: number;
                @Column() flag!: boolean;
                @OneToMany(() => Post, (post) => post.user) posts!: Relation<Post>[];
              }`,
            "src/post.entity.ts": `
              import { Entity, ManyToOne, PrimaryGeneratedColumn, Relation } from "typeorm";
              import { User } from "./user.entity";
              @Entity() export class Post {
                @PrimaryGeneratedColumn() id!: number;
                @ManyToOne(() => User, (user) => user.posts) user!: Relation<User>;
              }`,
            "src/tag.ts": `
              import { Entity, PrimaryColumn } from "typeorm";
              @Entity() export class Tag { @PrimaryColumn() name!: string; }`,
          },
          typeorm,
        );
        expect(await runChild("tables-child.ts", project.root)).to.deep.equal([
          "post,id Number,userId Number",
          "tag,name String",
          "user,id Number,flag Boolean",
        ]);
        expect(existsSync(project.at("never.db"))).to.equal(false);
      });
    }
  }

  for (const files of [{}, MODULE] as readonly Files[]) {
    const kind = files === MODULE ? "native modules" : "CommonJS";
    it(`lets TypeORM load globs of ${kind} with nothing of the user's loaded before`, async () => {
      await using project = await sample({
        ...files,
        "mig.config.json": `{
          "dataSource": { "type": "better-sqlite3", "database": "never.db", "entities": ["src/*.ts"] }
        }`,
        "src/tag.ts": `
          import { Entity, PrimaryColumn } from "typeorm";
          @Entity() export class Tag { @PrimaryColumn() name!: string; }`,
      });
      expect(await runChild("tables-child.ts", project.root)).to.deep.equal(["tag,name String"]);
    });
  }

  it("finds the TypeORM of the project, or its own", async () => {
    await using older = await sample({}, "typeorm03");
    await using project = await sample({});
    const [of03, of1, fallback] = await Promise.all(
      [older.root, project.root, "/"].map((root) => resolveTypeorm(root)),
    );
    expect(of03?.DataSource).to.be.a("function").that.does.not.equal(of1?.DataSource);
    expect(of1?.DataSource).to.equal((await import("typeorm")).DataSource);
    expect(fallback?.DataSource).to.equal(of1?.DataSource);
  });
});

function load(project: Sample, dataSource: unknown) {
  return loadDataSourceOptions(parseConfig({ dataSource }, project.at("mig.config.ts")));
}

function plain(typescript: string): string {
  return typescript.replace(" as const", "");
}
