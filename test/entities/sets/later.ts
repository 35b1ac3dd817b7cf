import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from "typeorm";
import type { Entity as AnyEntity } from "../data-source.js";
import { choose, type EntitySet } from "./entity-set.js";

@Entity()
class Place {
  @PrimaryColumn({ type: "varchar", length: 2 })
  country!: string;
  @PrimaryColumn({ type: "varchar", length: 9 })
  code!: string;
  @ManyToOne(() => Place)
  @JoinColumn([
    { name: "near_code", referencedColumnName: "code" },
    { name: "near_country", referencedColumnName: "country" },
  ])
  near!: Place;
}

@Entity({ comment: "It's a comment" })
@Index("ix_hash", ["a"], { type: "hash" })
@Index("ix_btree", ["a"], { type: "btree" })
@Index("ix_brin", ["a"], { type: "brin" })
@Index("ix_gin", ["words"], { type: "gin" })
@Index("ix_gist", ["during"], { type: "gist" })
@Index("ix_spgist", ["during"], { type: "spgist" })
class Searched {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "int" })
  a!: number;
  @Column({ type: "text", array: true })
  words!: string[];
  @Column({ type: "tsrange" })
  during!: string;
  @Column({ type: "jsonb", default: { it: "isn't" } })
  json!: object;
}

@Entity({ comment: "It's a comment" })
class Described {
  @PrimaryColumn({ type: "int" })
  id!: number;
}

@Entity()
class Embedded {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "vector", length: 3 })
  embedding!: string;
}

@Entity()
class Stored {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "jsonb", default: { it: "isn't" } })
  json!: object;
  @Column({ type: "simple-json", default: { it: "isn't" } })
  simple!: object;
}

/** What TypeORM can say, or can create rightly, from 1.0 on. */
export const later: EntitySet = {
  name: "what came later",
  major: "1.x",
  entities: (flavor) =>
    choose<readonly AnyEntity[]>(flavor, {
      postgres: [Place, Searched],
      mysql: [Place, Described, Embedded],
      mariadb: [Place, Described],
      sqlite: [Place, Stored],
    }),
};
