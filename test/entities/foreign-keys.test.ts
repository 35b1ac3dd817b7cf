import { expect } from "chai";
import {
  Column,
  Entity,
  ForeignKey,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  Tree,
  TreeParent,
} from "typeorm";
import type { MigError } from "../../src/errors.js";
import type { ForeignKey as ForeignKeyModel } from "../../src/schema/model.js";
import { FLAVORS, MAJORS, read, readTable } from "./data-source.js";

@Entity()
class Place {
  @PrimaryColumn({ type: "varchar" })
  country!: string;
  @PrimaryColumn({ type: "varchar" })
  code!: string;
}

@Entity()
class Visit {
  @PrimaryColumn({ type: "int" })
  id!: number;

  @ManyToOne(() => Place, { onDelete: "SET NULL", onUpdate: "CASCADE" })
  plain!: Place;

  @ManyToOne(() => Place, { deferrable: "INITIALLY DEFERRED", onDelete: "DEFAULT" })
  @JoinColumn([
    {
      name: "at_code",
      referencedColumnName: "code",
      foreignKeyConstraintName: "fk_at",
    },
    {
      name: "at_country",
      referencedColumnName: "country",
      foreignKeyConstraintName: "fk_at",
    },
  ])
  at!: Place;

  @ManyToOne(() => Place, { createForeignKeyConstraints: false })
  loose!: Place;

  @ManyToOne(() => Visit)
  previous!: Visit;

  @Column({ type: "int" })
  @ForeignKey(() => Visit, { name: "fk_first", onDelete: "CASCADE" })
  first!: number;
}

@Entity()
@Tree("closure-table")
class Site {
  @PrimaryColumn({ type: "int" })
  one!: number;
  @PrimaryColumn({ type: "int" })
  two!: number;
  @TreeParent()
  parent!: Site;
}

describe("entities/foreign keys", () => {
  for (const major of MAJORS)
    for (const flavor of FLAVORS)
      it(`reads them on ${flavor}, TypeORM ${major}`, async () => {
        const { tables } = await read(flavor, [Place, Visit], {}, major);
        const keys = tables.find(({ name }) => name === "visit")?.foreignKeys ?? [];
        const place = { table: "place", columns: ["country", "code"] };
        const none = { onDelete: "NO ACTION", onUpdate: "NO ACTION", deferrable: null };
        const [plain, at, previous, first] = keys;
        const pair = (key: ForeignKeyModel | undefined) =>
          key?.columns.map((column, index) => `${column} ${key.references.columns[index]}`);
        expect(keys).to.have.length(4);
        expect(plain).to.deep.include({
          columns: ["plainCountry", "plainCode"],
          references: place,
          onDelete: "SET NULL",
          onUpdate: "CASCADE",
          deferrable: null,
        });
        expect(plain?.name).to.match(/^FK_[0-9a-f]{27}$/);
        expect(at).to.include({
          name: "fk_at",
          onDelete: "SET DEFAULT",
          deferrable: "INITIALLY DEFERRED",
        });
        expect(pair(at)).to.have.members(["at_country country", "at_code code"]);
        expect(previous).to.deep.include({
          columns: ["previousId"],
          references: { table: "visit", columns: ["id"] },
          ...none,
        });
        expect(first).to.deep.equal({
          name: "fk_first",
          columns: ["first"],
          references: { table: "visit", columns: ["id"] },
          ...none,
          onDelete: "CASCADE",
        });
      });

  it("gives the keys of a closure table all columns of a composite primary key", async () => {
    const { tables } = await read("postgres", [Site]);
    const keys = tables.find(({ name }) => name === "site_closure")?.foreignKeys ?? [];
    expect(keys.map(({ columns }) => columns)).to.deep.equal([
      ["one_ancestor", "two_ancestor"],
      ["one_descendant", "two_descendant"],
    ]);
    expect(new Set(keys.map(({ name }) => name)).size).to.equal(2);
    expect(keys[0]?.references).to.deep.equal({ table: "site", columns: ["one", "two"] });
  });

  it("reads the names and actions of a join table's keys", async () => {
    @Entity()
    class Tour {
      @PrimaryColumn({ type: "int" })
      id!: number;
      @ManyToMany(() => Tour, { onUpdate: "NO ACTION" })
      @JoinTable({
        name: "tour_after",
        joinColumn: { name: "tour", foreignKeyConstraintName: "fk_tour" },
        inverseJoinColumn: { name: "after", foreignKeyConstraintName: "fk_after" },
      })
      after!: Tour[];
      @ManyToMany(() => Tour, { createForeignKeyConstraints: false })
      @JoinTable({ name: "tour_like" })
      like!: Tour[];
      @ManyToMany(() => Tour)
      @JoinTable({ name: "not_ours", synchronize: false })
      other!: Tour[];
    }
    const { tables } = await read("postgres", [Tour]);
    expect(tables.map(({ name }) => name)).to.have.members(["tour", "tour_after", "tour_like"]);
    const keys = (table: string) => tables.find(({ name }) => name === table)?.foreignKeys;
    expect(keys("tour_like")).to.deep.equal([]);
    expect(keys("tour_after")?.map(({ name, onUpdate }) => [name, onUpdate])).to.deep.equal([
      ["fk_tour", "NO ACTION"],
      ["fk_after", "CASCADE"],
    ]);
  });

  it("refuses an action that is none", async () => {
    @Entity()
    class Wild {
      @PrimaryColumn({ type: "int" })
      id!: number;
      @ManyToOne(() => Wild, { onUpdate: "CASCADE; DROP TABLE x" as "CASCADE" })
      other!: Wild;
    }
    for (const flavor of FLAVORS) {
      const error = await read(flavor, [Wild]).catch((error: unknown) => error as MigError);
      expect(error).to.have.property("code", "MIG507");
      expect(error)
        .to.have.property("message")
        .that.matches(/^The foreign key of Wild on otherId says "CASCADE; DROP/);
    }
  });

  it("refuses two keys of one name that lead to different tables", async () => {
    @Entity()
    class Letter {
      @PrimaryColumn({ type: "int" })
      id!: number;
      @Column({ type: "int" })
      @ForeignKey(() => Letter, { name: "fk" })
      @ForeignKey(() => Visit, { name: "fk" })
      to!: number;
    }
    const error = await readTable("postgres", [Letter, Visit, Place]).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).to.deep.include({
      code: "MIG507",
      message: "Letter declares the foreign key fk of the table letter twice, and differently.",
    });
  });
});
