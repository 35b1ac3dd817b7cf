import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DataSource, EntitySchema } from "typeorm";
import type { MetadataArgsStorage } from "typeorm/metadata-args/MetadataArgsStorage.js";
import { DataSource as DataSource03 } from "typeorm03";
import { LISTS } from "../../src/entities/by-target.js";
import { quickly } from "../../src/entities/quick.js";
import { buildEntities, readEntities } from "../../src/entities/read.js";
import { formatOf } from "../../src/project/loader/format.js";
import { dataSource, FLAVORS, MAJORS, type Major } from "./data-source.js";
import { IMAGINED } from "../support/imagined-servers.js";
import { ENTITY_SETS } from "./sets/index.js";

const PACKAGES: { readonly [M in Major]: string } = { "1.x": "typeorm", "0.3": "typeorm03" };
const SOURCES = { "1.x": DataSource, "0.3": DataSource03 };
const require = createRequire(import.meta.url);

/** The files of TypeORM that are made quicker, as it loads them itself. */
interface Parts {
  readonly Storage: new () => MetadataArgsStorage;
  readonly builder: { computeEntityMetadataStep1: (...args: unknown[]) => unknown };
  readonly imports: { importOrRequireFile: (path: string) => unknown };
}

function partsOf(major: Major): Parts {
  const load = (file: string) => require(`${PACKAGES[major]}/${file}.js`) as never;
  const { MetadataArgsStorage: Storage } = load("metadata-args/MetadataArgsStorage");
  const { EntityMetadataBuilder: Builder } = load("metadata-builder/EntityMetadataBuilder");
  const { prototype: builder } = Builder;
  return { Storage, builder, imports: load("util/ImportUtils") };
}

const bothSides = (pair?: { left: string; right: string }) => (pair ? [pair.left, pair.right] : []);
const nameInDatabase = ({ databaseName }: { databaseName: string }) => databaseName;

type Methods = Readonly<Record<string, ((target: string, name: string) => unknown) | undefined>>;

describe("entities/quick", () => {
  for (const major of MAJORS)
    describe(`TypeORM ${major}`, () => {
      for (const flavor of FLAVORS)
        for (const set of ENTITY_SETS.filter((one) => (one.major ?? major) === major))
          it(`${set.name} on ${flavor}: builds what TypeORM builds by itself`, async () => {
            const build = async () => {
              const entities = set.entities(flavor, (name) => name);
              const source = dataSource(flavor, entities, set.options, major);
              await buildEntities(source, IMAGINED[flavor]);
              return readEntities(source, IMAGINED[flavor]);
            };
            const slow = await build();
            expect(await quickly(formatOf, build)).to.deep.equal(slow);
          });

      for (const [method, list] of Object.entries(LISTS))
        it(`${method} looks at each item a few times, however many entities there are`, async () => {
          const storage = new (partsOf(major).Storage)() as unknown as Methods;
          let looks = 0;
          const items = Array.from({ length: 200 }, (_, at) => ({
            propertyName: "name",
            get target() {
              looks++;
              return `table ${at}`;
            },
          }));
          Object.assign(storage, { [list]: items });
          const found = await quickly(formatOf, async () =>
            items.map((_, at) => storage[method]?.(`table ${at}`, "name")),
          );
          const isThere = storage[method] !== undefined;
          const single = method.startsWith("find");
          expect(found).to.deep.equal(
            items.map((item) => (isThere ? (single ? item : [item]) : undefined)),
          );
          expect(looks).to.be.below(6 * items.length);
        });

      it("makes the map of an entity's properties when it is read, and as TypeORM does", async () => {
        const schema = new EntitySchema({
          name: "pair",
          columns: {
            id: { type: "int", primary: true },
            left: { type: "int" },
            right: { type: "int", name: "r" },
          },
          indices: [{ name: "index", columns: bothSides }],
          uniques: [{ name: "unique", columns: bothSides }],
        });
        const build = async () => {
          const source = new SOURCES[major]({
            type: "better-sqlite3",
            database: ":memory:",
            entities: [schema],
          } as never) as DataSource;
          await buildEntities(source, IMAGINED.sqlite);
          const { propertiesMap, indices, uniques } = source.getMetadata("pair");
          const columns = [...indices, ...uniques].map((it) => it.columns.map(nameInDatabase));
          return { propertiesMap, columns };
        };
        const slow = await build();
        expect(slow.propertiesMap).to.deep.equal({ id: "id", left: "left", right: "right" });
        expect(slow.columns).to.deep.equal([
          ["left", "r"],
          ["left", "r"],
        ]);
        expect(await quickly(formatOf, build)).to.deep.equal(slow);
      });

      it("looks for children among children", async () => {
        const { builder } = partsOf(major);
        const { computeEntityMetadataStep1 } = builder;
        const [table, child] = [{ tableType: "regular" }, { tableType: "entity-child" }];
        const given: unknown[] = [];
        builder.computeEntityMetadataStep1 = (...args) => given.push(args);
        try {
          await quickly(formatOf, async () =>
            builder.computeEntityMetadataStep1([table, child, table], table),
          );
        } finally {
          Object.assign(builder, { computeEntityMetadataStep1 });
        }
        expect(given).to.deep.equal([[[child], table]]);
      });

      for (const type of ["commonjs", "module"] as const)
        it(`loads the files of a package of type ${type}`, async () => {
          const folder = await mkdtemp(join(tmpdir(), "mig-test-"));
          try {
            await mkdir(join(folder, "deep"));
            await writeFile(join(folder, "package.json"), JSON.stringify({ type }));
            // Only import takes a module that waits.
            const begin = type === "module" ? "await 0; export const entity =" : "exports.entity =";
            for (const name of ["a", "b", "c"])
              await writeFile(
                join(folder, "deep", `${name}.js`),
                `${begin} { "@instanceof": Symbol.for("EntitySchema"), options: { name: "${name}",
                  columns: { id: { type: "int", primary: true } } } };`,
              );
            const source = new SOURCES[major]({
              type: "better-sqlite3",
              database: ":memory:",
              entities: [join(folder, "deep/*.js")],
            } as never) as DataSource;
            const slowly: unknown[] = [];
            const { imports } = partsOf(major);
            const { importOrRequireFile } = imports;
            imports.importOrRequireFile = (path) => slowly.push(path) && importOrRequireFile(path);
            try {
              await quickly(formatOf, () => buildEntities(source, IMAGINED.sqlite));
            } finally {
              Object.assign(imports, { importOrRequireFile });
            }
            expect(source.entityMetadatas.map(({ name }) => name)).to.have.members(["a", "b", "c"]);
            expect(slowly).to.have.lengthOf(type === "commonjs" ? 0 : 3);
          } finally {
            await rm(folder, { recursive: true });
          }
        });

      it("leaves TypeORM as it was", async () => {
        const { Storage, builder, imports } = partsOf(major);
        const state = () => [
          Storage.prototype.filterColumns,
          builder.computeEntityMetadataStep1,
          imports.importOrRequireFile,
        ];
        const before = state();
        await quickly(formatOf, async () => {
          state().forEach((method, at) => expect(method).not.to.equal(before[at]));
          throw new Error("stop");
        }).catch((error: Error) => expect(error.message).to.equal("stop"));
        expect(state()).to.deep.equal(before);
      });
    });
});
