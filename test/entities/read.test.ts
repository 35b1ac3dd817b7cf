import { expect } from "chai";
import {
  ChildEntity,
  Column,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeLevelColumn,
  TreeParent,
  ViewColumn,
  ViewEntity,
} from "typeorm";
import type { Flavor } from "../../src/dialects/dialect.js";
import type { Schema, Table } from "../../src/schema/model.js";
import { columnSpec } from "../../src/schema/spec.js";
import { FLAVORS, MAJORS, entity, read } from "./data-source.js";

abstract class Thing {
  @PrimaryGeneratedColumn()
  id!: number;
}

@Entity()
class Article extends Thing {
  @ManyToMany(() => Label, { onDelete: "RESTRICT" })
  @JoinTable()
  labels!: Label[];
}
@Entity()
class Label {
  @PrimaryColumn({ type: "varchar", length: 20 })
  name!: string;
  @PrimaryColumn({ type: "decimal", precision: 4, scale: 1, default: 1, comment: "not copied" })
  size!: number;
}

@Entity()
@TableInheritance({ column: { type: "varchar", name: "kind" } })
class Animal extends Thing {
  @Column({ type: "int" })
  legs!: number;
}
@ChildEntity()
class Dog extends Animal {
  @Column({ type: "varchar" })
  race!: string;
}
@ChildEntity("feline")
class Cat extends Animal {
  @Column({ type: "int" })
  lives!: number;
}

class Money {
  @Column({ type: "int" })
  amount!: number;
  @Column({ type: "char", length: 3 })
  unit!: string;
}
class Price {
  @Column(() => Money)
  net!: Money;
  @Column(() => Money, { prefix: false })
  rest!: Money;
  @Column({ type: "int", name: "tax_rate" })
  taxRate!: number;
}
@Entity()
class Offer extends Thing {
  @Column(() => Price)
  price!: Price;
  @Column(() => Money, { prefix: "old" })
  former!: Money;
}

@Entity()
@Tree("closure-table", { closureTableName: "topic_path" })
class Topic {
  @PrimaryColumn({ type: "varchar", length: 5 })
  code!: string;
  @TreeLevelColumn()
  level!: number;
  @TreeChildren()
  children!: Topic[];
  @TreeParent()
  parent!: Topic;
}
@Entity()
@Tree("materialized-path")
class Folder extends Thing {
  @TreeParent()
  parent!: Folder;
}
@Entity()
@Tree("nested-set")
class Chapter extends Thing {
  @TreeParent()
  parent!: Chapter;
}

@Entity({ synchronize: false })
class Foreign extends Thing {}
@Entity()
class Home extends Thing {
  @ManyToOne(() => Foreign)
  foreign!: Foreign;
  @OneToMany(() => Home, () => "")
  none!: Home[];
}
@ViewEntity({ expression: "SELECT 1 AS one" })
class One {
  @ViewColumn()
  one!: number;
}

describe("entities/read", () => {
  for (const major of MAJORS)
    describe(`TypeORM ${major}`, () => {
      const tables = async (...given: Parameters<typeof read>) => {
        const [flavor, entities, options = {}] = given;
        return named(await read(flavor, entities, options, major));
      };

      it("reads a join table: both sides' keys, without their defaults and comments", async () => {
        const all = await tables("postgres", [Article, Label]);
        expect(columnNames(all, "article_labels_label")).to.deep.equal([
          "articleId integer",
          "labelName character varying(20)",
          "labelSize numeric(4,1)",
        ]);
        const table = all["article_labels_label"];
        expect(table?.primaryKey?.columns).to.deep.equal(["articleId", "labelName", "labelSize"]);
        expect(
          table?.indexes.map(({ columns }) => columns.map(({ column }) => column)),
        ).to.deep.equal([["articleId"], ["labelName", "labelSize"]]);
        expect(
          table?.foreignKeys.map(({ columns, references, onDelete, onUpdate }) => [
            columns,
            references,
            onDelete,
            onUpdate,
          ]),
        ).to.deep.equal([
          [["articleId"], { table: "article", columns: ["id"] }, "RESTRICT", "CASCADE"],
          [
            ["labelName", "labelSize"],
            { table: "label", columns: ["name", "size"] },
            "CASCADE",
            "CASCADE",
          ],
        ]);
        expect(table?.columns.some((column) => column.default ?? column.comment)).to.equal(false);
      });

      it("reads single-table inheritance into the parent's table", async () => {
        const all = await tables("postgres", [Animal, Dog, Cat]);
        expect(Object.keys(all)).to.deep.equal(["animal"]);
        expect(all["animal"]?.columns.map(columnSpec)).to.deep.equal([
          { name: "id", type: "integer", generated: "increment" },
          { name: "legs", type: "integer" },
          { name: "race", type: "character varying", nullable: true },
          { name: "lives", type: "integer", nullable: true },
          { name: "kind", type: "character varying" },
        ]);
        expect(all["animal"]?.indexes.map(({ columns }) => columns[0]?.column)).to.deep.equal([
          "kind",
        ]);
      });

      it("reads embedded columns under their prefixes", async () => {
        const all = await tables("postgres", [Offer]);
        expect(columnNames(all, "offer")).to.deep.equal([
          "id integer",
          "priceTax_rate integer",
          "priceNetAmount integer",
          "priceNetUnit character(3)",
          "priceAmount integer",
          "priceUnit character(3)",
          "oldAmount integer",
          "oldUnit character(3)",
        ]);
      });

      it("reads a closure table", async () => {
        const all = await tables("postgres", [Topic]);
        const table = all["topic_path_closure"];
        expect(columnNames(all, "topic_path_closure")).to.deep.equal([
          "code_ancestor character varying(5)",
          "code_descendant character varying(5)",
          "level integer",
        ]);
        expect(table?.primaryKey?.columns).to.deep.equal(["code_ancestor", "code_descendant"]);
        expect(table?.foreignKeys.map((key) => [key.columns, key.onDelete])).to.deep.equal([
          [["code_ancestor"], "CASCADE"],
          [["code_descendant"], "CASCADE"],
        ]);
      });

      it("reads the columns that the other trees need", async () => {
        const all = await tables("mysql", [Folder, Chapter]);
        expect(all["folder"]?.columns.slice(1).map(columnSpec)).to.deep.equal([
          { name: "mpath", type: "varchar(255)", nullable: true, default: "''" },
          { name: "parentId", type: "int", nullable: true },
        ]);
        expect(all["chapter"]?.columns.slice(1).map(columnSpec)).to.deep.equal([
          { name: "nsleft", type: "int", default: "'1'" },
          { name: "nsright", type: "int", default: "'2'" },
          { name: "parentId", type: "int", nullable: true },
        ]);
      });

      it("leaves out views and what is not synchronized, but no foreign key to it", async () => {
        const all = await tables("postgres", [Foreign, Home, One]);
        expect(Object.keys(all)).to.deep.equal(["home"]);
        expect(all["home"]?.foreignKeys.map(({ references }) => references)).to.deep.equal([
          { table: "foreign", columns: ["id"] },
        ]);
      });
    });

  it("reads what stands with the table", async () => {
    const options = { comment: "it's", engine: "MyISAM", withoutRowid: true } as object;
    const { tables } = await read("mysql", [decorated(options)]);
    expect(tables[0]).to.include({ comment: "it's", engine: "MyISAM", withoutRowid: true });
    const [plain] = (await read("mysql", [decorated({})])).tables;
    expect(plain).to.include({ comment: null, engine: null, withoutRowid: false });
  });

  it("reads the prefix of the data source", async () => {
    const { tables } = await read("sqlite", [entity("thing", {})], { entityPrefix: "my_" });
    expect(tables.map(({ name }) => name)).to.deep.equal(["my_thing"]);
  });

  describe("namespaces", () => {
    const own: { readonly [F in Flavor]: object } = {
      postgres: { schema: "public", database: "another" },
      mysql: { database: "shop", schema: "ignored" },
      mariadb: { database: "shop", schema: "ignored" },
      sqlite: { database: "/data/shop.sqlite", schema: "ignored" },
    };
    const other = {
      postgres: [{ schema: "audit" }, "audit"],
      mysql: [{ database: "audit" }, "audit"],
      mariadb: [{ database: "audit" }, "audit"],
    } as const;
    for (const flavor of FLAVORS)
      it(`${flavor}: what is in the server's own one is not qualified`, async () => {
        const schema = await read(flavor, [entity("thing", {}, own[flavor])]);
        expect(schema.tables[0]?.name).to.equal("thing");
        expect(schema.namespaces).to.deep.equal([]);
      });
    for (const flavor of ["postgres", "mysql", "mariadb"] as const)
      it(`${flavor}: what is in another one is, also where it is referred to`, async () => {
        const [options, name] = other[flavor];
        const relations = {
          parent: { type: "many-to-one", target: "thing", joinColumn: true },
        } as const;
        const schema = await read(flavor, [entity("thing", {}, { ...options, relations })]);
        expect(schema.namespaces).to.deep.equal([{ name }]);
        expect(schema.tables[0]?.name).to.equal(`${name}.thing`);
        expect(schema.tables[0]?.foreignKeys[0]?.references.table).to.equal(`${name}.thing`);
      });

    it("sqlite: another file is refused", async () => {
      const there = entity("there", {}, { database: "there.sqlite" });
      const error = await read("sqlite", [entity("here", {}), there]).catch(
        (reason: unknown) => reason,
      );
      expect(error).to.include({ code: "MIG507" });
      expect(String(error)).to.contain("there is in the database file there.sqlite");
    });

    it("leaves out a foreign key to another SQLite file, which SQLite cannot have", async () => {
      const relations = {
        there: { type: "many-to-one", target: "there", joinColumn: true },
      } as const;
      const schema = await read("sqlite", [
        entity("here", {}, { relations }),
        entity("there", {}, { database: "there.sqlite", synchronize: false }),
      ]);
      expect(named(schema)["here"]?.foreignKeys).to.deep.equal([]);
      expect(columnNames(named(schema), "here")).to.deep.equal(["id integer", "thereId integer"]);
    });

    it("puts join and closure tables beside their owners", async () => {
      @Entity({ schema: "audit" })
      class Entry extends Thing {
        @ManyToMany(() => Label)
        @JoinTable()
        labels!: Label[];
      }
      @Entity({ schema: "audit" })
      @Tree("closure-table")
      class Branch extends Thing {
        @TreeParent()
        parent!: Branch;
      }
      for (const major of MAJORS) {
        const { tables } = await read("postgres", [Entry, Label, Branch], {}, major);
        expect(tables.map(({ name }) => name)).to.have.members([
          "audit.entry",
          "audit.entry_labels_label",
          "audit.branch",
          "audit.branch_closure",
          "label",
        ]);
      }
    });
  });
});

function decorated(options: object) {
  @Entity(options)
  class Decorated extends Thing {}
  return Decorated;
}

const named = ({ tables }: Schema): Readonly<Record<string, Table>> =>
  Object.fromEntries(tables.map((table) => [table.name, table]));

const columnNames = (all: Readonly<Record<string, Table>>, table: string) =>
  all[table]?.columns.map(({ name, type }) => `${name} ${type}`);
