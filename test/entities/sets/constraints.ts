import { Check, Column, Entity, Exclusion, Index, PrimaryColumn, Unique } from "typeorm";
import type { Flavor } from "../../../src/dialects/dialect.js";
import type { Entity as AnyEntity } from "../data-source.js";
import type { EntitySet } from "./entity-set.js";

@Entity()
@Unique("uq_named", ["b", "a"])
@Unique(["c", "d"])
@Check("ck_named", "a > 0")
@Check(`a < 100 AND b <> 'x' OR c IS NULL`)
@Check(
  "ck_remarked",
  `a > -1 -- or none
  /* at all */ OR b <> '--' -- the end
`,
)
@Index("ix_named", ["b", "a"])
@Index("ix_unique", ["a", "c"], { unique: true })
@Index(["d", "b"])
class Constrained {
  @PrimaryColumn({ type: "int", primaryKeyConstraintName: "pk_constrained" })
  second!: number;
  @PrimaryColumn({ type: "int", primaryKeyConstraintName: "pk_constrained" })
  first!: number;
  @Column({ type: "int" })
  a!: number;
  @Column({ type: "varchar", length: 20 })
  b!: string;
  @Column({ type: "int", nullable: true })
  @Index()
  c!: number;
  @Column({ type: "int", unique: true })
  d!: number;
  @Column({ type: "int" })
  @Index("ix_property", { unique: true })
  e!: number;
}

@Entity()
@Index("ix_part", ["a"], { where: `"a" IS NOT NULL` })
@Index("ix_part_unique", ["a", "b"], { unique: true, where: "a > 5 AND b = 'it''s'" })
class Partial {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "int", nullable: true })
  a!: number;
  @Column({ type: "varchar" })
  b!: string;
}

@Entity()
@Unique("uq_later", ["a"], { deferrable: "INITIALLY DEFERRED" })
@Unique("uq_sooner", ["b"], { deferrable: "INITIALLY IMMEDIATE" })
@Exclusion("xcl_named", `USING gist ("room" WITH =, "during" WITH &&)`)
@Exclusion(`USING gist (during WITH &&) WHERE (a > 0)`)
@Exclusion("xcl_later", `USING gist (during WITH &&) DEFERRABLE INITIALLY DEFERRED`)
@Index("ix_gist", ["during"], { spatial: true })
class Booking {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "int" })
  a!: number;
  @Column({ type: "int" })
  b!: number;
  @Column({ type: "int" })
  room!: number;
  @Column({ type: "tsrange" })
  during!: string;
}

@Entity()
@Index("ix_words", ["text"], { fulltext: true })
@Index("ix_parsed", ["title", "text"], { fulltext: true, parser: "ngram" })
@Index("ix_area", ["area"], { spatial: true })
class Searched {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "varchar" })
  title!: string;
  @Column({ type: "text" })
  text!: string;
  @Column({ type: "geometry" })
  area!: string;
}

@Entity()
@Index("ix_words", ["text"], { fulltext: true })
@Index("ix_area", ["area"], { spatial: true })
class SearchedWithoutParser {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "text" })
  text!: string;
  @Column({ type: "geometry" })
  area!: string;
}

/** Keys that are longer than an index of the engine has room for: MariaDB cuts them, or keeps them by hash. */
const LONG_KEYS = [
  ["InnoDB", undefined],
  ["MyISAM", "latin1"],
  ["Aria", "utf8mb3"],
] as const;

const longKeys = LONG_KEYS.map(([engine, charset]) => {
  @Entity(`long_${engine}`, { engine })
  class LongKeys {
    @PrimaryColumn({ type: "int" })
    number!: number;
    @Column({ type: "varchar", length: 2000, ...(charset && { charset }) })
    @Index()
    long!: string;
    // Aria keeps no keys by hash.
    @Column({ type: "varchar", length: engine === "Aria" ? 20 : 2000 })
    @Index({ unique: true })
    unique!: string;
    @Column({ type: "text" })
    @Index()
    text!: string;
    @Column({ type: "tinytext" })
    @Index()
    tiny!: string;
    @Column({ type: "blob", nullable: true })
    @Index()
    blob!: Buffer;
    @Column({ type: "json", nullable: true })
    @Index()
    json!: object;
  }
  return LongKeys;
});

const OF: { readonly [F in Flavor]: readonly AnyEntity[] } = {
  postgres: [Constrained, Partial, Booking],
  mysql: [Constrained, Searched],
  mariadb: [Constrained, SearchedWithoutParser, ...longKeys],
  sqlite: [Constrained, Partial],
};

/** Keys, checks, exclusions and indexes, with all that can stand with them. */
export const constraints: EntitySet = {
  name: "constraints",
  entities: (flavor) => OF[flavor],
};
