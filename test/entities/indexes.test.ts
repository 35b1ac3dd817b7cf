import { expect } from "chai";
import { Column, Entity, Index, ManyToOne, PrimaryColumn } from "typeorm";
import type { Flavor } from "../../src/dialects/dialect.js";
import { indexSpec, type IndexSpec } from "../../src/schema/spec.js";
import { FLAVORS, MAJORS, readTable } from "./data-source.js";

class Tag {
  @Index("of_tag")
  @Column({ type: "varchar" })
  text!: string;
}

@Entity()
@Index("ordered", ["b", "a"])
@Index("only", ["a"], { unique: true, where: "b IS NOT NULL" })
@Index("area", ["shape"], { spatial: true })
@Index("words", ["b"], { fulltext: true, parser: "ngram" })
@Index("not_ours", { synchronize: false })
class Indexed {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Index()
  @Column({ type: "int" })
  a!: number;
  @Column({ type: "varchar", nullable: true })
  b!: string;
  @Column({ type: "varchar" })
  shape!: string;
  @Column(() => Tag)
  tag!: Tag;
  @Index("of_owner")
  @ManyToOne(() => Indexed)
  owner!: Indexed;
}

const common: readonly IndexSpec[] = [
  { name: "ordered", columns: ["b", "a"] },
  { name: "of_tag", columns: ["tagText"] },
  { name: "of_owner", columns: ["ownerId"] },
];
const mysql: readonly IndexSpec[] = [
  ...common,
  { name: "only", columns: ["a"], unique: true },
  { name: "area", columns: ["shape"], method: "spatial" },
  { name: "words", columns: ["b"], method: "fulltext", parser: "ngram" },
];
const WANTED: { readonly [F in Flavor]: readonly IndexSpec[] } = {
  postgres: [
    ...common,
    { name: "only", columns: ["a"], unique: true, where: "b IS NOT NULL" },
    { name: "area", columns: ["shape"], method: "gist" },
    { name: "words", columns: ["b"], parser: "ngram" },
  ],
  mysql,
  mariadb: mysql,
  sqlite: [
    ...common,
    { name: "only", columns: ["a"], unique: true, where: "b IS NOT NULL" },
    { name: "area", columns: ["shape"] },
    { name: "words", columns: ["b"], parser: "ngram" },
  ],
};

describe("entities/indexes", () => {
  for (const major of MAJORS)
    for (const flavor of FLAVORS)
      it(`reads them on ${flavor}, TypeORM ${major}`, async () => {
        const { indexes } = await readTable(flavor, [Indexed], {}, major);
        const [hashed, ...others] = [/^IDX_/, /^(?!IDX_)/].map((pattern) =>
          indexes.filter(({ name }) => pattern.test(name)).map(indexSpec),
        );
        expect(others[0]).to.have.deep.members(WANTED[flavor] as IndexSpec[]);
        expect(hashed?.map(({ columns }) => columns)).to.deep.equal([["a"]]);
      });

  it("reads the method that only TypeORM 1.x can say", async () => {
    @Entity()
    @Index("hashed", ["id"], { type: "hash" })
    @Index("tree", ["id"], { type: "btree" })
    @Index("gist", ["id"], { type: "gist" })
    class Methods {
      @PrimaryColumn({ type: "int" })
      id!: number;
    }
    const { indexes } = await readTable("postgres", [Methods]);
    expect(Object.fromEntries(indexes.map(({ name, method }) => [name, method]))).to.deep.equal({
      hashed: "hash",
      tree: "btree",
      gist: "gist",
    });
  });

  it("refuses two indexes that TypeORM gives one name, for it forgets the order of columns", async () => {
    @Entity()
    @Index(["a", "b"])
    @Index(["b", "a"])
    class Twice {
      @PrimaryColumn({ type: "int" })
      a!: number;
      @PrimaryColumn({ type: "int" })
      b!: number;
    }
    const error = await readTable("postgres", [Twice]).then(
      () => null,
      (thrown: unknown) => thrown as Error,
    );
    expect(error).to.include({ code: "MIG507" });
    expect(error?.message).to.match(/^Twice declares the index IDX_\w+ of the table twice twice/);
  });
});
