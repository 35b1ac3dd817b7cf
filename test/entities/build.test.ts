import { expect } from "chai";
import {
  Column,
  Entity,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  RelationId,
} from "typeorm";
import { buildEntities, readEntities } from "../../src/entities/read.js";
import type { MigError } from "../../src/errors.js";
import { explain } from "../../src/project/load.js";
import { MAJORS, dataSource, entity, readTable, type Entity as AnyEntity } from "./data-source.js";
import { IMAGINED } from "../support/imagined-servers.js";

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
        const server = { ...IMAGINED.mariadb, version };
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
        await buildEntities(source, IMAGINED.postgres);
        const built = source.entityMetadatas;
        await buildEntities(source, IMAGINED.postgres);
        expect(source.entityMetadatas).to.equal(built);
      });
    });

  describe("refuses", () => {
    const refused = async (entities: readonly AnyEntity[]) =>
      buildEntities(dataSource("sqlite", entities), IMAGINED.sqlite).then(
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
    it("what TypeORM complains of without saying where, and says it", async () => {
      @Entity()
      @Index(["id"], { type: "magic" as "hash" })
      class OfMagic {
        @PrimaryColumn({ type: "int" })
        id!: number;
      }
      @Entity()
      class Author {
        @PrimaryColumn({ type: "int" })
        id!: number;
      }
      @Entity()
      class Book {
        @PrimaryColumn({ type: "int" })
        id!: number;
        @ManyToOne(() => Author)
        @JoinColumn({ referencedColumnName: "nick" })
        author!: Author;
      }
      @Entity()
      class Shelf {
        @PrimaryColumn({ type: "int" })
        id!: number;
        @ManyToMany(() => Book)
        @JoinTable({ inverseJoinColumn: { name: "b", referencedColumnName: "isbn" } })
        books!: Book[];
      }
      @Entity()
      class Count {
        @PrimaryColumn({ type: "int" })
        id!: number;
        @RelationId((count: Count) => count.nothing)
        nothing!: number;
      }
      const says = async (...entities: AnyEntity[]) => (await refused(entities))?.message;
      expect(await says(OfMagic)).to.match(/Unsupported index type \(.*OfMagic\(id\)/);
      expect(await says(Book, Author)).to.match(
        /nick was not found in entity Author \(Book\.author\)$/,
      );
      expect(await says(Shelf, Author)).to.match(/\(Shelf\.books\)$|Shelf#books/);
      expect(await says(Count)).to.match(/\(Count\.nothing\)$/);
    });
    it("an embedded class that is not there, which TypeORM takes for an empty one", async () => {
      class Place {
        @Column(() => undefined as never)
        at!: object;
      }
      @Entity()
      class House {
        @PrimaryColumn({ type: "int" })
        id!: number;
        @Column(() => Place)
        place!: Place;
      }
      const error = await refused([House]);
      expect(error?.code).to.equal("MIG507");
      expect(error?.message).to.equal("House.place.at embeds a class that is undefined.");
    });
    it("what the user's own code throws, and says where", async () => {
      @Entity()
      class Lost {
        @PrimaryColumn({ type: "int" })
        id!: number;
        @ManyToOne(() => {
          throw new Error("no such class");
        })
        other!: object;
      }
      const error = await buildEntities(dataSource("sqlite", [Lost]), IMAGINED.sqlite, (cause) =>
        explain(cause, "/"),
      ).catch((error: unknown) => error as MigError);
      expect(error?.message).to.match(/no such class \(.*build\.test\.ts:\d+\)$/);
    });
  });
});
