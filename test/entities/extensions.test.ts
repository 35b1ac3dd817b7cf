import { expect } from "chai";
import { Entity, Exclusion, PrimaryColumn, PrimaryGeneratedColumn } from "typeorm";
import { FLAVORS, MAJORS, entity, read, type Entity as AnyEntity } from "./data-source.js";

@Entity()
class WithUuid {
  @PrimaryGeneratedColumn("uuid")
  id!: string;
}
@Entity()
class WithOwnUuid {
  @PrimaryGeneratedColumn("uuid")
  id!: string;
}
@Entity()
@Exclusion("USING gist (id WITH =)")
class Excluding {
  @PrimaryColumn({ type: "int" })
  id!: number;
}

const TYPES = {
  citext: "citext",
  cube: "cube",
  geography: "postgis",
  geometry: "postgis",
  halfvec: "vector",
  hstore: "hstore",
  ltree: "ltree",
  vector: "vector",
  uuid: undefined,
} as const;

describe("entities/extensions", () => {
  for (const major of MAJORS)
    describe(`TypeORM ${major}`, () => {
      const names = async (entities: readonly AnyEntity[], options = {}) =>
        (await read("postgres", entities, options, major)).extensions.map(({ name }) => name);

      for (const [type, extension] of Object.entries(TYPES))
        it(`${type} needs ${extension ?? "none"}`, async () => {
          const found = await names([entity("thing", { it: { type: type as never } })]);
          expect(found).to.deep.equal(extension ? [extension] : []);
        });
      it("a uuid that the database makes needs the function's", async () => {
        expect(await names([WithUuid])).to.deep.equal(["uuid-ossp"]);
        expect(await names([WithUuid], { uuidExtension: "pgcrypto" })).to.deep.equal(["pgcrypto"]);
      });
      it("exclusions need btree_gist", async () => {
        expect(await names([Excluding])).to.deep.equal(["btree_gist"]);
      });
      it("none where TypeORM is told to install none", async () => {
        const options = { installExtensions: false, extensions: ["pg_trgm"] };
        expect(await names([WithUuid, Excluding], options)).to.deep.equal([]);
      });
      it("those that the data source names", async () => {
        const options = { extensions: ["pg_trgm", "uuid-ossp"] };
        expect(await names([WithUuid], options)).to.deep.equal(["pg_trgm", "uuid-ossp"]);
      });
    });

  it("none for a uuid with a default of its own", async () => {
    const id = { type: "uuid", primary: true, generated: "uuid", default: () => "my()" } as const;
    const own = entity("own", { id });
    expect((await read("postgres", [own])).extensions).to.deep.equal([]);
  });

  it("none but on PostgreSQL", async () => {
    for (const flavor of FLAVORS.filter((name) => name !== "postgres"))
      expect((await read(flavor, [WithOwnUuid])).extensions).to.deep.equal([]);
  });
});
