import { expect } from "chai";
import {
  Column,
  Entity,
  Index,
  JoinTable,
  ManyToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from "typeorm";
import { buildEntities, readEntities } from "../../src/entities/read.js";
import type { MigError } from "../../src/errors.js";
import {
  MAJORS,
  SERVER,
  dataSource,
  entity,
  readTable,
  type Entity as AnyEntity,
} from "./data-source.js";

@Entity()
class Document {
  @PrimaryGeneratedColumn("uuid")
  id!: string;
  @Column({ type: "json" })
  body!: object;
  @ManyToMany(() => Document)
  @JoinTable({ name: "citation" })
  cites!: Document[];
}

describe("entities/build", () => {
  for (const major of MAJORS)
    describe(`TypeORM ${major}`, () => {
      const types = async (version: readonly number[], type = "mariadb") => {
        const server = { ...SERVER.mariadb, version };
        const source = dataSource("mariadb", [Document], { type }, major);
        await buildEntities(source, server);
        return readEntities(source, server).tables.flatMap(({ columns }) =>
          columns.map((column) => column.type),
        );
      };
      it("tells the driver what only the server knows", async () => {
        expect(await types([10, 11, 2])).to.deep.equal(["uuid", "json", "uuid", "uuid"]);
        expect(await types([11, 4])).to.deep.equal(["uuid", "json", "uuid", "uuid"]);
        const old = ["varchar(36)", "longtext", "varchar(36)", "varchar(36)"];
        expect(await types([10, 4, 2])).to.deep.equal(old);
        expect((await types([10, 4, 3]))[1]).to.equal("json");
      });
      it("goes by what the data source takes the server for", async () => {
        const wanted = ["varchar(36)", "json", "varchar(36)", "varchar(36)"];
        expect(await types([10, 11, 2], "mysql")).to.deep.equal(wanted);
      });
      it("tells the driver the database that the options leave open", async () => {
        const options = { database: undefined };
        for (const flavor of ["postgres", "mysql", "mariadb"] as const)
          expect((await readTable(flavor, [entity("thing", {})], options, major)).name).to.equal(
            "thing",
          );
      });
      it("builds once", async () => {
        const source = dataSource("postgres", [Document], {}, major);
        await buildEntities(source, SERVER.postgres);
        const built = source.entityMetadatas;
        await buildEntities(source, SERVER.postgres);
        expect(source.entityMetadatas).to.equal(built);
      });
    });

  describe("refuses", () => {
    const refused = async (entities: readonly AnyEntity[]) =>
      buildEntities(dataSource("sqlite", entities), SERVER.sqlite).then(
        () => null,
        (error: unknown) => error as MigError,
      );

    it("an entity without a primary key", async () => {
      const error = await refused([entity("keyless", { id: { type: Number } })]);
      expect(error?.code).to.equal("MIG507");
      expect(error?.message).to.include('Entity "keyless" does not have a primary column');
      expect(error?.hint).to.include("@PrimaryColumn");
      expect(error?.cause).to.be.instanceOf(Error);
    });
    it("a type that the database does not have", async () => {
      const error = await refused([entity("typed", { it: { type: "jsonb[]" as never } })]);
      expect(error?.message).to.include('"jsonb[]" in "typed.it" is not supported');
      expect(error?.hint).to.include("type of this database");
    });
    it("an index on a column that is not there", async () => {
      @Entity()
      @Index(["none"])
      class Indexed {
        @PrimaryColumn({ type: "int" })
        id!: number;
      }
      const error = await refused([Indexed]);
      expect(error?.message).to.include("missing in the entity (Indexed): none");
      expect(error?.hint).to.include("leave it out");
    });
  });
});
