import { expect } from "chai";
import {
  Check,
  Column,
  DefaultNamingStrategy,
  Entity,
  Exclusion,
  JoinColumn,
  OneToOne,
  PrimaryColumn,
  Unique,
} from "typeorm";
import type { Flavor } from "../../src/dialects/dialect.js";
import { FLAVORS, MAJORS, entity, readTable } from "./data-source.js";

@Entity()
@Unique("uq_pair", ["b", "a"])
@Unique(["c"], { deferrable: "INITIALLY DEFERRED" })
@Check("ck_named", `"a" > 0`)
@Check(`b <> 'a "c" b'`)
class Constrained {
  @PrimaryColumn({ type: "int" })
  second!: number;
  @PrimaryColumn({ type: "int" })
  first!: number;
  @Column({ type: "int" })
  a!: number;
  @Column({ type: "varchar" })
  b!: string;
  @Column({ type: "int" })
  c!: number;
  @Column({ type: "int", unique: true })
  d!: number;
}

class Part {
  @Column({ type: "int", unique: true })
  serial!: number;
}
@Entity()
class Assembled {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column(() => Part)
  part!: Part;
}

describe("entities/keys", () => {
  for (const major of MAJORS)
    describe(`TypeORM ${major}`, () => {
      const table = (flavor: Flavor, options = {}) =>
        readTable(flavor, [Constrained], options, major);

      it("reads the primary key in the order of its columns, with a name where one is kept", async () => {
        for (const flavor of FLAVORS) {
          const { primaryKey } = await table(flavor);
          expect(primaryKey?.columns).to.deep.equal(["second", "first"]);
          if (flavor === "postgres") expect(primaryKey?.name).to.match(/^PK_[0-9a-f]{27}$/);
          else expect(primaryKey?.name).to.equal(null);
        }
      });

      it("names the primary key as the entity or the naming strategy says", async () => {
        const primaryKeyConstraintName = "pk_thing";
        const given = entity("thing", {
          id: { type: Number, primary: true, primaryKeyConstraintName },
        });
        expect((await readTable("postgres", [given], {}, major)).primaryKey?.name).to.equal(
          "pk_thing",
        );
        class Strategy extends DefaultNamingStrategy {
          override primaryKeyName(table: unknown, columns: string[]) {
            return `pk(${String(table)}: ${columns.join()})`;
          }
        }
        const options = { namingStrategy: new Strategy(), schema: "own" };
        const own = entity("thing", {});
        const other = entity("thing", {}, { schema: "other" });
        expect((await readTable("postgres", [own], options, major)).primaryKey?.name).to.equal(
          "pk(thing: id)",
        );
        expect((await readTable("postgres", [other], options, major)).primaryKey?.name).to.equal(
          "pk(other.thing: id)",
        );
      });

      it("reads unique constraints where there are any, else unique indexes", async () => {
        const wanted = [
          { name: "uq_pair", columns: ["b", "a"] },
          { name: "UQ", columns: ["c"] },
          { name: "UQ", columns: ["d"] },
        ];
        const short = (name: string | null) => (/^(UQ|IDX)_/.test(name ?? "") ? "UQ" : name);
        for (const flavor of FLAVORS) {
          const { uniques, indexes } = await table(flavor);
          const isConstraint = flavor === "postgres" || flavor === "sqlite";
          const read = isConstraint
            ? uniques.map(({ name, columns }) => ({ name: short(name), columns }))
            : indexes.map(({ name, columns }) => ({
                name: short(name),
                columns: columns.map(({ column }) => column),
              }));
          expect(read).to.have.deep.members(wanted);
          expect(isConstraint ? indexes : uniques).to.deep.equal([]);
          expect(indexes.every(({ unique }) => unique)).to.equal(true);
        }
      });

      it("reads when a unique constraint is checked", async () => {
        const { uniques } = await table("postgres");
        const deferrable = uniques.find(({ columns }) => columns[0] === "c")?.deferrable;
        expect(deferrable).to.equal("INITIALLY DEFERRED");
      });

      it("reads uniques of embedded classes, on MySQL as well", async () => {
        for (const flavor of FLAVORS) {
          const { uniques, indexes } = await readTable(flavor, [Assembled], {}, major);
          const keys = [...uniques, ...indexes.filter(({ unique }) => unique)];
          expect(keys).to.have.length(1);
        }
      });

      it("reads a one-to-one relation as unique, unless it is the primary key", async () => {
        @Entity()
        class Person {
          @PrimaryColumn({ type: "int" })
          id!: number;
          @OneToOne(() => Person)
          @JoinColumn({ name: "twin" })
          twin!: Person;
          @OneToOne(() => Person)
          @JoinColumn({ name: "id" })
          self!: Person;
        }
        const { uniques } = await readTable("postgres", [Person], {}, major);
        expect(uniques.map(({ columns }) => columns)).to.deep.equal([["twin"]]);
        expect(uniques[0]?.name).to.match(/^REL_/);
      });

      it("reads a unique constraint once where CREATE TABLE makes no second", async () => {
        @Entity()
        @Unique("uq_one", ["a", "b"])
        @Unique("uq_again", ["a", "b"])
        @Unique("uq_other", ["b", "a"])
        @Unique("uq_later", ["a", "b"], { deferrable: "INITIALLY DEFERRED" })
        @Unique("uq_id", ["id"])
        class Twice {
          @PrimaryColumn({ type: "int" })
          id!: number;
          @Column({ type: "int" })
          a!: number;
          @Column({ type: "int" })
          b!: number;
        }
        const names = async (flavor: Flavor) =>
          (await readTable(flavor, [Twice], {}, major)).uniques.map(({ name }) => name);
        // Decorators are applied from the last to the first.
        expect(await names("postgres")).to.have.members(["uq_again", "uq_other", "uq_later"]);
        expect(await names("sqlite")).to.have.length(5);
      });

      it("reads checks everywhere, their quotes as MySQL has to be told", async () => {
        for (const flavor of FLAVORS) {
          const { checks } = await table(flavor);
          const quote = flavor === "mysql" || flavor === "mariadb" ? "`" : '"';
          expect(checks.map(({ expression }) => expression)).to.have.members([
            `${quote}a${quote} > 0`,
            `b <> 'a "c" b'`,
          ]);
          expect(checks.map(({ name }) => name?.slice(0, 4))).to.have.members(["ck_n", "CHK_"]);
        }
      });

      it("leaves strings between double quotes alone on MySQL", async () => {
        @Entity()
        @Check("ck", `"a" <> "some \`a\`" AND 'it\\'s "a"' <> '"a"'`)
        class Quoted {
          @PrimaryColumn({ type: "varchar" })
          a!: string;
        }
        const { checks } = await readTable("mysql", [Quoted], {}, major);
        expect(checks[0]?.expression).to.equal(`\`a\` <> "some \`a\`" AND 'it\\'s "a"' <> '"a"'`);
      });

      it("reads exclusions, which only PostgreSQL has", async () => {
        @Entity()
        @Exclusion("xcl", "USING gist (id WITH =)")
        class Booking {
          @PrimaryColumn({ type: "int" })
          id!: number;
        }
        const name = "xcl";
        const expression = "USING gist (id WITH =)";
        for (const flavor of FLAVORS) {
          const { exclusions } = await readTable(flavor, [Booking], {}, major);
          const wanted = flavor === "postgres" ? [{ name, expression, deferrable: null }] : [];
          expect(exclusions).to.deep.equal(wanted);
        }
      });
    });

  it("reads when an exclusion is checked, which only 1.x can say", async () => {
    @Entity()
    @Exclusion("xcl", "USING gist (id WITH =)", { deferrable: "INITIALLY IMMEDIATE" })
    class Booking {
      @PrimaryColumn({ type: "int" })
      id!: number;
    }
    const { exclusions } = await readTable("postgres", [Booking]);
    expect(exclusions[0]?.deferrable).to.equal("INITIALLY IMMEDIATE");
  });
});
