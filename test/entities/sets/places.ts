import {
  Column,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  Tree,
  TreeParent,
} from "typeorm";
import { choose, type EntitySet } from "./entity-set.js";
import { entity, type Entity as AnyEntity } from "../data-source.js";

/** Tables in several schemas or databases. */
export const places: EntitySet = {
  name: "places",
  namespaces: ["audit", "Other Place"],
  entities: (flavor, place) =>
    choose<readonly AnyEntity[]>(flavor, {
      postgres: scattered("schema", place),
      mysql: scattered("database", place),
      sqlite: [],
    }),
};

/** A data source with a schema of its own, which the connection is not in. */
export const schemaOption: EntitySet = {
  name: "a schema of the data source",
  namespaces: ["audit", "other"],
  options: { schema: "audit" },
  entities(flavor) {
    if (flavor !== "postgres") return [];
    const joinColumn = true;
    return [
      entity("one", { size: { type: "enum", enum: ["a", "b"] } }),
      entity(
        "two",
        { size: { type: "enum", enum: ["a", "b"] } },
        { schema: "other", relations: { one: { type: "many-to-one", target: "one", joinColumn } } },
      ),
      // Types of one name are no longer one type in another schema.
      ...["audit", "other", "public"].map((schema, at) =>
        entity(
          `sized in ${schema}`,
          { size: { type: "enum", enum: ["a", `b${at}`], enumName: "size", default: `b${at}` } },
          { schema },
        ),
      ),
      entity("three", {}, { schema: "public" }),
    ];
  },
};

function scattered(
  key: "schema" | "database",
  place: (name: string) => string,
): readonly AnyEntity[] {
  // From another database TypeORM looks for the data source's own tables in that one.
  const createForeignKeyConstraints = key === "schema";
  @Entity({ [key]: place("audit") })
  class Entry {
    @PrimaryColumn({ type: "int" })
    id!: number;
    @Column({ type: "simple-enum", enum: ["a", "b"] })
    kind!: string;
    @ManyToOne(() => Entry)
    previous!: Entry;
    @ManyToOne(() => Home, { createForeignKeyConstraints })
    home!: Home;
    @ManyToMany(() => Home, { createForeignKeyConstraints })
    @JoinTable()
    homes!: Home[];
  }
  @Entity({ [key]: place("Other Place"), name: "Mixed" })
  @Tree("closure-table")
  class Mixed {
    @PrimaryColumn({ type: "int", name: "Id" })
    id!: number;
    @TreeParent()
    parent!: Mixed;
  }
  @Entity()
  class Home {
    @PrimaryColumn({ type: "int" })
    id!: number;
    @ManyToOne(() => Entry)
    entry!: Entry;
    @ManyToOne(() => Mixed, { onDelete: "CASCADE" })
    mixed!: Mixed;
  }
  return [Entry, Mixed, Home];
}

/** What stands with tables, and names that have to be quoted. */
export const words: EntitySet = {
  name: "words",
  options: { entityPrefix: "my_" },
  entities(flavor) {
    @Entity({ comment: "A comment" })
    class Commented {
      @PrimaryColumn({ type: "int", comment: "it's an id" })
      id!: number;
      @Column({ type: "varchar", comment: 'said "so" \\ {}; -- 👋' })
      text!: string;
      @ManyToOne(() => Commented)
      self!: Commented;
    }
    @Entity("select from", { orderBy: { id: "ASC" } })
    class Select {
      @PrimaryColumn({ type: "int", name: "order" })
      id!: number;
      @Column({ type: "int", name: "Group By" })
      group!: number;
      @Column({ type: "int", name: "größe", unique: true })
      size!: number;
    }
    @Entity({ engine: "MyISAM" })
    class Engine {
      @PrimaryColumn({ type: "int" })
      id!: number;
    }
    @Entity({ withoutRowid: true })
    class WithoutRowid {
      @PrimaryColumn({ type: "int" })
      id!: number;
    }
    const all = [Commented, Select, entity("left out", {}, { synchronize: false })];
    return choose<readonly AnyEntity[]>(flavor, {
      postgres: all,
      mysql: [...all, Engine],
      sqlite: [...all, WithoutRowid],
    });
  },
};

/** Results of queries are kept in a table that TypeORM makes beside those of the entities. */
export const cache: EntitySet = {
  name: "a cache in the database",
  options: { cache: { type: "database", tableName: "kept_results" } },
  entities: () => [entity("thing", {})],
};
