import {
  Column,
  type DataSource,
  Entity,
  Index,
  PrimaryColumn,
  ViewColumn,
  ViewEntity,
} from "typeorm";
import type { Flavor } from "../../../src/dialects/dialect.js";
import type { Entity as AnyEntity } from "../data-source.js";
import type { EntitySet } from "./entity-set.js";

@Entity("author")
class Author {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "varchar", length: 40 })
  name!: string;
  @Column({ type: "int", nullable: true })
  age!: number | null;
}

@ViewEntity({ name: "adult", expression: "SELECT id, name FROM author WHERE age > 17" })
class Adult {
  @ViewColumn()
  id!: number;
  @ViewColumn()
  name!: string;
}

@ViewEntity({
  name: "built_view",
  expression: (dataSource: DataSource) =>
    dataSource
      .createQueryBuilder()
      .select("author.id", "id")
      .addSelect("author.name", "name")
      .from(Author, "author")
      .where("author.age IS NOT NULL"),
})
class Built {
  @ViewColumn()
  id!: number;
}

@ViewEntity({
  name: "a_view_over_views",
  expression: `
    SELECT a.id AS id, b.name AS name
    FROM adult a
    JOIN built_view b ON b.id = a.id
  `,
  dependsOn: ["Adult", "Built"],
})
class Over {
  @ViewColumn()
  id!: number;
}

@ViewEntity({ name: "all_authors", expression: "SELECT * FROM author;".slice(0, -1) })
class All {
  @ViewColumn()
  id!: number;
}

@ViewEntity({ name: "not_ours", expression: "SELECT 1 AS one", synchronize: false })
class NotOurs {
  @ViewColumn()
  one!: number;
}

@ViewEntity({
  name: "ages",
  materialized: true,
  expression: "SELECT age, count(*) AS people FROM author GROUP BY age",
})
class Ages {
  @Index("ix_ages", { unique: true })
  @ViewColumn()
  age!: number;
  @Index()
  @ViewColumn()
  people!: number;
}

/** Views of every kind, over tables and over each other. */
export const views: EntitySet = {
  name: "views",
  entities: (flavor: Flavor): readonly AnyEntity[] => [
    ...[Over, Author, Adult, Built, All, NotOurs],
    ...(flavor === "postgres" ? [Ages] : []),
  ],
};
