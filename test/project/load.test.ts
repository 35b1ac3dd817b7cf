import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import "reflect-metadata";
import { explain, loadModule } from "../../src/project/load.js";
import { OWN } from "../../src/project/loader/format.js";
import { runChild } from "./run-child.js";
import { MODULE, sample, type Files, type Sample } from "./sample.js";

const BOTH: Readonly<Record<string, Files>> = { CommonJS: {}, "native modules": MODULE };

describe("project/load", () => {
  for (const [kind, files] of Object.entries(BOTH)) {
    describe(kind, () => {
      it("finds imports without extension, with that of the output, of folders, and by paths", async () => {
        await using project = await sample({
          ...files,
          "tsconfig.json": `{
            // as people write it
            "extends": "./base.json", "compilerOptions": { "paths": { "@/*": ["./src/*"], "~config": ["./src/e.ts"] } },
          }`,
          "base.json": files["tsconfig.json"] ?? `{ "compilerOptions": { "module": "commonjs" } }`,
          "main.ts": `
            import { a } from "./src/a";
            import { b } from "./src/b.js";
            import { c } from "./src/c";
            import { d } from "@/d";
            import { e } from "~config";
            import { f } from "./src/f.entity";
            export const all = [a, b, c, d, e, f];`,
          "src/a.ts": `export const a: string = "a";`,
          "src/b.ts": `export const b: string = "b";`,
          "src/c/index.ts": `export const c: string = "c";`,
          "src/d.ts": `export const d: string = "d";`,
          "src/e.ts": `export const e: string = "e";`,
          "src/f.entity.ts": `export const f: string = "f";`,
        });
        const { all } = await loadModule(project.at("main.ts"));
        expect(all).to.deep.equal(["a", "b", "c", "d", "e", "f"]);
      });

      it("prefers the source to what was compiled beside it", async () => {
        await using project = await sample({
          ...files,
          "main.ts": `export { from as short } from "./a"; export { from as long } from "./a.js";`,
          "a.ts": `export const from = "source";`,
          "a.js": `throw new Error("the compiled file was read");`,
        });
        const { short, long } = await loadModule(project.at("main.ts"));
        expect([short, long]).to.deep.equal(["source", "source"]);
      });

      it("compiles enums, const enums, type imports, JSON and metadata", async () => {
        await using project = await sample({
          ...files,
          "main.ts": `
            import "reflect-metadata";
            import type { Missing } from "./missing";
            import { Level, Role, type Shape } from "./kinds";
            import {
              Alias,
              Circle,
            } from "./kinds";
            import data from "./data.json";
            const note = (target: object, key: string) => {
              types[key] = Reflect.getMetadata("design:type", target, key).name;
            };
            export const types: Record<string, string> = {};
            export class Thing {
              @note flag!: boolean;
              @note role!: Role;
              @note level!: Level;
              @note alias!: Alias;
              @note circle!: Circle;
              @note date!: Date;
              missing?: Missing;
              shape?: Shape;
            }
            export const values = [Level.High, Role.Admin, data.a];`,
          "kinds.ts": `
            export enum Role { Admin = "admin" }
            export const enum Level { Low, High }
            export type Alias = { a: string };
            export interface Shape { a: string }
            export class Circle {}`,
          "data.json": `{ "a": 5 }`,
        });
        const { types, values } = await loadModule(project.at("main.ts"));
        expect(types).to.deep.equal({
          flag: "Boolean",
          role: "String",
          level: "Number",
          alias: "Object",
          circle: "Circle",
          date: "Date",
        });
        expect(values).to.deep.equal([1, "admin", 5]);
      });

      it("names file and line of a syntax error", async () => {
        await using project = await sample({
          ...files,
          "main.ts": `import "./broken";`,
          "broken.ts": `export const a = 1;\n\nexport const b = ;\n`,
        });
        const { error, explained } = await failure(project, "main.ts");
        expect(error).to.be.instanceOf(Error);
        expect(explained).to.equal("Expression expected. (broken.ts:3:18)");
      });

      it("names file and line of an import that finds nothing", async () => {
        await using project = await sample({
          ...files,
          "main.ts": `import "./other";`,
          "other.ts": `import { ok } from "./ok";\n\nimport { gone } from "./gone";\nexport default [ok, gone];`,
          "ok.ts": `export const ok = 1;`,
          "package.ts": `\nimport gone from "a-missing-package";\nexport default gone;`,
        });
        expect((await failure(project, "main.ts")).explained).to.match(
          /^Cannot find module '.*gone'.*\(other\.ts:3\)$/,
        );
        expect((await failure(project, "package.ts")).explained).to.match(
          /^Cannot find (module|package) 'a-missing-package'.*\(package\.ts:2\)$/,
        );
      });

      it("names the file that imports a name which is not there", async () => {
        await using project = await sample({
          ...files,
          "main.ts": `interface Erased {\n  a: 1;\n}\nimport { gone } from "./ok";\nexport const a = gone();`,
          "ok.ts": `export const ok = 1;`,
        });
        expect((await failure(project, "main.ts")).explained).to.match(/gone.*\(main\.ts:[45]\)$/);
      });

      it("names file and line of what throws, and points the stack to the source", async () => {
        await using project = await sample({
          ...files,
          "main.ts": `import "./thrower";`,
          "thrower.ts": `enum Many { A, B, C, D, E }\n\ninterface Erased {\n  a: 1;\n}\n\nthrow new Error(Many[0] as never);`,
        });
        // What runs these tests has Node do it, which is not so for the command.
        process.setSourceMapsEnabled(false);
        const { error, explained } = await failure(project, "main.ts");
        process.setSourceMapsEnabled(true);
        expect(explained).to.equal("A (thrower.ts:7)");
        expect(error.stack).to.contain("thrower.ts:7:7");
      });

      it("takes a folder by its true name, so that nothing is run twice", async () => {
        await using project = await sample({
          ...files,
          "main.ts": `
            import { A as one } from "./true/a"; import { A as other } from "./link/a";
            export const same = one === other;`,
          "true/a.ts": `export class A {}`,
        });
        await symlink("true", project.at("link"));
        expect((await loadModule(project.at("main.ts")))["same"]).to.equal(true);
      });

      it("gives the same module for the same path", async () => {
        await using project = await sample({ ...files, "a.ts": `export const made = {};` });
        const [one, other] = [
          await loadModule(project.at("a.ts")),
          await loadModule(project.at("a.ts")),
        ];
        expect(one["made"]).to.be.an("object").that.equals(other["made"]);
      });

      it("does not ask for the user's TypeScript", async () => {
        await using project = await sample({
          ...files,
          "a.ts": `export const a: number = 1;`,
          "node_modules/typescript/package.json": `{ "version": "7.0.0", "main": "index.js" }`,
          "node_modules/typescript/index.js": `throw new Error("no compiler here");`,
        });
        expect((await loadModule(project.at("a.ts")))["a"]).to.equal(1);
      });
    });
  }

  for (const module of ["commonjs", "es2022", "preserve", "node16", "nodenext"]) {
    for (const type of ["commonjs", "module"]) {
      it(`compiles the same with module: ${module}, type: ${type} and strict rules for types`, async () => {
        await using project = await sample({
          "package.json": JSON.stringify({ type }),
          "tsconfig.json": JSON.stringify({
            compilerOptions: {
              module,
              verbatimModuleSyntax: true,
              isolatedDeclarations: true,
              strict: true,
            },
          }),
          "main.ts": `
            import "reflect-metadata";
            import { Entity, PrimaryColumn, type Relation } from "typeorm";
            import type { Missing } from "./missing.js";
            import { Role } from "./role.js";
            import * as roles from "./role.js";
            export { Role as Again } from "./role.js";
            export * from "./role.js";
            @Entity() export class Thing {
              @PrimaryColumn() role!: Role;
              missing?: Relation<Missing>;
            }
            export default roles.Role.Admin;`,
          "role.ts": `export enum Role { Admin = "admin" }`,
        });
        const main = await loadModule(project.at("main.ts"));
        expect(main).to.have.all.keys("Again", "Role", "Thing", "default");
        expect(main["default"]).to.equal("admin");
        const { prototype } = main["Thing"] as { prototype: object };
        expect(Reflect.getMetadata("design:type", prototype, "role")).to.equal(String);
      });
    }
  }

  it("runs entities of CommonJS that import each other in a circle", async () => {
    await using project = await sample({
      "user.ts": entity("User", "Post", "Post"),
      "post.ts": entity("Post", "User", "User"),
    });
    const { User } = await loadModule(project.at("user.ts"));
    const { Post } = await loadModule(project.at("post.ts"));
    expect([User, Post].map((one) => (one as { other(): unknown }).other())).to.deep.equal([
      Post,
      User,
    ]);
  });

  it("gives each folder its own copy of a package, where there are two", async () => {
    const files = ["a.ts", "b.ts"].flatMap((name) =>
      ["", "deep/"].map((folder) => [folder + name, `export { version } from "twice";`]),
    );
    const copies = ["", "deep/"].flatMap((folder) => [
      [
        `${folder}node_modules/twice/package.json`,
        `{ "name": "twice", "exports": { ".": "./main.js" } }`,
      ],
      [`${folder}node_modules/twice/main.js`, `exports.version = "${folder}";`],
    ]);
    await using project = await sample(Object.fromEntries([...files, ...copies]));
    for (const [path = ""] of files) {
      const { version } = await loadModule(project.at(path));
      expect(version).to.equal(path.startsWith("deep/") ? "deep/" : "");
    }
  });

  it("runs native modules in a circle that say Relation", async () => {
    await using project = await sample({
      ...MODULE,
      "user.ts": entity("User", "Post", "Relation<Post>"),
      "post.ts": entity("Post", "User", "Relation<User>"),
    });
    const { User } = await loadModule(project.at("user.ts"));
    const { Post } = await loadModule(project.at("post.ts"));
    expect([User, Post].map((one) => (one as { other(): unknown }).other())).to.deep.equal([
      Post,
      User,
    ]);
  });

  it("takes the format of each file from its extension, then from its package", async () => {
    const which = `export const format: string = typeof require === "undefined" ? "module" : "commonjs";`;
    await using project = await sample({
      "a.ts": which,
      "a.mts": which,
      "a.cts": which,
      "sub/package.json": `{ "type": "module" }`,
      "sub/a.ts": which,
      "sub/a.cts": which,
      "a.mjs": `export const format = "module";`,
      "a.cjs": `exports.format = "commonjs";`,
      "c.js": `export const format = "module";`,
      "b.js": `exports.format = "commonjs";`,
      "sub/a.js": `export const format = "module";`,
      "a.json": `{ "format": "json" }`,
    });
    const formatOf = async (name: string) => {
      const module = await loadModule(project.at(name));
      return module["format"] ?? (module["default"] as { format: string }).format;
    };
    const names = ["a.ts", "a.mts", "a.cts", "sub/a.ts", "sub/a.cts", "a.mjs", "a.cjs", "c.js"];
    const formats = await Promise.all([...names, "b.js", "sub/a.js", "a.json"].map(formatOf));
    expect(formats.join(" ")).to.equal(
      "commonjs module commonjs module commonjs module commonjs module commonjs module json",
    );
  });

  it("knows import.meta and top-level await in native modules", async () => {
    await using project = await sample({
      ...MODULE,
      "a.ts": `export const url: string = await Promise.resolve(import.meta.url);`,
    });
    expect(String((await loadModule(project.at("a.ts")))["url"])).to.match(/^file:.*\/a\.ts$/);
  });

  it("passes the names of CommonJS on to native modules, and runs it once", async () => {
    await using project = await sample({
      ...MODULE,
      "main.ts": `
        import whole, { a, Deep } from "./all.cjs";
        import { Deep as again } from "./deep.cjs";
        export const found = [whole.a, a, new Deep().x, Deep === again];`,
      "all.cts": `export * from "./deep.cjs"; export const a: number = 1;`,
      "deep.cts": `export class Deep { x: number = 2 }`,
    });
    expect((await loadModule(project.at("main.ts")))["found"]).to.deep.equal([1, 1, 2, true]);
  });

  it("lets CommonJS require a native module", async () => {
    await using project = await sample({
      "main.ts": `import { a } from "./lib/a.js"; export const found = a;`,
      "lib/package.json": `{ "type": "module" }`,
      "lib/a.ts": `import { b } from "./b.js"; export const a: number = b;`,
      "lib/b.ts": `export const b: number = 1;`,
    });
    expect((await loadModule(project.at("main.ts")))["found"]).to.equal(1);
  });

  it("knows import.meta in a native module that CommonJS requires", async () => {
    await using project = await sample({
      "main.ts": `import { here, one } from "./lib/a.js"; export const found = [here, one];`,
      "lib/package.json": `{ "type": "module" }`,
      "lib/a.ts": `
        export const here: string = new URL("a.ts", import.meta.url).href;
        export const one = import.meta.resolve("./b.ts");`,
      "lib/b.ts": `export const b: number = 1;`,
    });
    const url = (name: string) => pathToFileURL(project.at(name)).href;
    expect((await loadModule(project.at("main.ts")))["found"]).to.deep.equal(
      ["lib/a.ts", "lib/b.ts"].map(url),
    );
  });

  it("leaves import() in CommonJS to Node where the compiler would, with module: nodenext", async () => {
    await using project = await sample({
      "tsconfig.json": `{ "compilerOptions": { "module": "nodenext" } }`,
      "main.ts": `
        const load = async () => {
          const { late } = await import("./late.js");
          const { later } = await import(String(new URL("later.mts", "file:" + __filename)));
          return [late, later];
        };
        export const a = load();`,
      "late.ts": `export const late: number = 1;`,
      "later.mts": `export const later: number = 2;`,
    });
    expect(await run(project)).to.deep.include({ a: [1, 2] });
  });

  it("leaves mig itself to whatever runs its sources", async () => {
    const format = fileURLToPath(new URL("../../src/project/loader/format.ts", import.meta.url));
    await using project = await sample({
      "main.ts": `import { OWN } from ${JSON.stringify(format)}; export const found = OWN;`,
    });
    expect((await loadModule(project.at("main.ts")))["found"]).to.equal(OWN);
  });

  it("gives the whole of a CommonJS module as its default, as import does", async () => {
    await using project = await sample({
      "a.cjs": `module.exports = { a: 1 };`,
      "b.cjs": `module.exports = function b() {};`,
      "c.cts": `export = { a: 1 };`,
      "d.ts": `export default 1;`,
    });
    const keys = ["a.cjs", "b.cjs", "c.cts", "d.ts"].map(async (name) =>
      Object.keys(await loadModule(project.at(name))),
    );
    expect(await Promise.all(keys)).to.deep.equal([
      ["a", "default"],
      ["default"],
      ["a", "default"],
      ["default"],
    ]);
  });

  it("says what is wrong with a JSON file", async () => {
    await using project = await sample({ "a.json": `{ "a": }` });
    expect((await failure(project, "a.json")).explained).to.match(/JSON.*\(a\.json\)$/);
  });

  it("keeps esModuleInterop as the project has it", async () => {
    const files = {
      "main.ts": `import * as call from "./call.cjs"; export const answer = (call as any)();`,
      "call.cjs": `module.exports = () => 5;`,
    };
    const tsconfig = `{ "compilerOptions": { "module": "commonjs", "esModuleInterop": false } }`;
    await using without = await sample({ ...files, "tsconfig.json": tsconfig });
    expect((await loadModule(without.at("main.ts")))["answer"]).to.equal(5);
    await using with_ = await sample({
      "main.ts": `import call from "./call.cjs"; export const answer = call();`,
      "call.cjs": files["call.cjs"],
    });
    expect((await loadModule(with_.at("main.ts")))["answer"]).to.equal(5);
  });

  it("finds typeorm-mig where the project has not installed it", async () => {
    await using project = await sample({
      "main.ts": `export const where: string = require.resolve("typeorm-mig");`,
      "installed/main.ts": `export const where: string = require.resolve("typeorm-mig");`,
      "installed/node_modules/typeorm-mig/index.js": ``,
    });
    const where = async (name: string) => (await loadModule(project.at(name)))["where"];
    expect(await where("main.ts")).to.equal(
      fileURLToPath(new URL("../../src/index.ts", import.meta.url)),
    );
    expect(await where("installed/main.ts")).to.equal(
      project.at("installed/node_modules/typeorm-mig/index.js"),
    );
  });
});

describe("project/load: the cache", () => {
  const main = `import { b } from "./src/b"; export const a: string = "a" + b;`;
  const b = `export const b: number = 1;`;

  for (const [kind, files] of Object.entries(BOTH)) {
    it(`is used on the second run, and never for a changed file (${kind})`, async () => {
      await using project = await sample({ ...files, "main.ts": main, "src/b.ts": b });
      expect(await run(project)).to.include({ a: "a1" });
      const before = await kept(project);
      expect(before).to.have.length(2);
      expect(await run(project)).to.deep.equal({ a: "a1", compiler: false });
      expect(await kept(project)).to.deep.equal(before);
      await project.write({ "src/b.ts": `export const b: number = 2;` });
      expect(await run(project)).to.include({ a: "a2" });
      expect(await kept(project))
        .to.have.length(2)
        .and.not.deep.equal(before);
    });
  }

  it("spares the compiler, which is loaded only when something has changed", async () => {
    await using project = await sample({ "main.ts": main, "src/b.ts": b });
    expect(await run(project)).to.deep.equal({ a: "a1", compiler: true });
    expect(await run(project)).to.deep.equal({ a: "a1", compiler: false });
    await project.write({ "tsconfig.json": `{ "compilerOptions": { "strict": true } }` });
    expect(await run(project)).to.deep.equal({ a: "a1", compiler: true });
  });

  it("does not believe what was cut off or altered", async () => {
    await using project = await sample({ "main.ts": main, "src/b.ts": b });
    await run(project);
    const [first = "", second = ""] = (await kept(project)).map(({ path }) => path);
    await writeFile(first, (await readFile(first, "utf8")).slice(0, 120));
    await writeFile(second, (await readFile(second, "utf8")).replace("exports", "exprots"));
    expect(await run(project)).to.deep.equal({ a: "a1", compiler: true });
    expect(await run(project)).to.deep.equal({ a: "a1", compiler: false });
  });

  it("is kept among temporary files where there are no packages", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mig-test-"));
    try {
      await writeFile(join(folder, "main.ts"), `export const a: string = "a";`);
      const here = () => runChild("load-child.ts", join(folder, "main.ts"), { TMPDIR: folder });
      expect(await here()).to.deep.equal({ a: "a", compiler: true });
      expect(await here()).to.deep.equal({ a: "a", compiler: false });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("is done without where nothing can be written", async () => {
    await using project = await sample({
      "main.ts": main,
      "src/b.ts": b,
      "node_modules/.cache": "a file",
    });
    expect(await run(project)).to.include({ a: "a1" });
    expect(await run(project)).to.include({ a: "a1" });
  });
});

/** An entity of a kind: a class with a decorated property of another's type, which is in another file. */
function entity(name: string, other: string, type: string): string {
  return `
    import { Entity, ManyToOne, PrimaryGeneratedColumn, Relation } from "typeorm";
    import { ${other} } from "./${other.toLowerCase()}";
    @Entity()
    export class ${name} {
      @PrimaryGeneratedColumn() id!: number;
      @ManyToOne(() => ${other}) one!: ${type};
      unused?: Relation<${other}>;
      static other() { return ${other}; }
    }`;
}

async function failure(
  project: Sample,
  name: string,
): Promise<{ error: Error; explained: string }> {
  try {
    await loadModule(project.at(name));
  } catch (error) {
    return { error: error as Error, explained: explain(error, project.root) };
  }
  throw new Error(`${name} was loaded`);
}

/** What a process of its own finds in main.ts, and whether it loaded the compiler for it. */
function run(project: Sample): Promise<unknown> {
  return runChild("load-child.ts", project.at("main.ts"));
}

/** The files of the cache, as far as rewriting one would show. */
async function kept(project: Sample): Promise<readonly { path: string; ino: number }[]> {
  const folder = project.at("node_modules/.cache/mig");
  const paths = (await readdir(folder)).toSorted().map((name) => `${folder}/${name}`);
  return Promise.all(paths.map(async (path) => ({ path, ino: (await stat(path)).ino })));
}
