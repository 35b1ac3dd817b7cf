import { expect } from "chai";
import { getMetadataArgsStorage } from "typeorm";
import { MetadataArgsStorage } from "typeorm/metadata-args/MetadataArgsStorage.js";
import { MetadataArgsStorage as Storage03 } from "typeorm03/metadata-args/MetadataArgsStorage.js";
import { indexedByTarget } from "../../src/entities/by-target.js";
import { buildEntities, readEntities } from "../../src/entities/read.js";
import { dataSource, FLAVORS, MAJORS, SERVER } from "./data-source.js";
import { ENTITY_SETS } from "./sets/index.js";

const STORAGES = { "1.x": new MetadataArgsStorage(), "0.3": new Storage03() as never };

describe("entities/by-target", () => {
  for (const major of MAJORS)
    describe(`TypeORM ${major}`, () => {
      for (const flavor of FLAVORS)
        for (const set of ENTITY_SETS.filter((one) => (one.major ?? major) === major))
          it(`${set.name} on ${flavor}: builds what TypeORM builds by itself`, async () => {
            const build = async () => {
              const entities = set.entities(flavor, (name) => name);
              const source = dataSource(flavor, entities, set.options, major);
              await buildEntities(source, SERVER[flavor]);
              return readEntities(source, SERVER[flavor]);
            };
            const slow = await build();
            const fast = await indexedByTarget(getMetadataArgsStorage(), () =>
              indexedByTarget(STORAGES[major], build),
            );
            expect(fast).to.deep.equal(slow);
          });

      it("looks at each column a few times, however many tables there are", async () => {
        const storage = Object.create(STORAGES[major]) as MetadataArgsStorage;
        let looks = 0;
        const columns = Array.from({ length: 200 }, (_, at) => ({
          propertyName: "name",
          get target() {
            looks++;
            return `table ${at}`;
          },
        }));
        Object.assign(storage, { columns });
        const found = await indexedByTarget(STORAGES[major], async () =>
          columns.map((_, at) => storage.filterColumns([`table ${at}`, "base"] as never)),
        );
        expect(found).to.deep.equal(columns.map((column) => [column]));
        expect(looks).to.be.below(5 * columns.length);
      });

      it("leaves TypeORM as it was", async () => {
        const { filterColumns } = STORAGES[major];
        await indexedByTarget(STORAGES[major], async () => {
          expect(STORAGES[major].filterColumns).not.to.equal(filterColumns);
          throw new Error("stop");
        }).catch(() => undefined);
        expect(STORAGES[major].filterColumns).to.equal(filterColumns);
      });
    });
});
