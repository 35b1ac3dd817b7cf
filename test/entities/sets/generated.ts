import { Column, Entity, Generated, PrimaryColumn, PrimaryGeneratedColumn } from "typeorm";
import type { Flavor } from "../../../src/dialects/dialect.js";
import { entity, type Entity as AnyEntity } from "../data-source.js";
import type { Columns, EntitySet } from "./entity-set.js";

@Entity()
class Counted {
  @PrimaryGeneratedColumn()
  id!: number;
}
@Entity()
class Big {
  @PrimaryGeneratedColumn({ type: "bigint" })
  id!: string;
}
@Entity()
class Small {
  @PrimaryGeneratedColumn({ type: "smallint" })
  id!: number;
}
@Entity()
class Unsigned {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
}
@Entity()
class Unique {
  @PrimaryGeneratedColumn("uuid")
  id!: string;
  @Column({ type: "uuid" })
  @Generated("uuid")
  other!: string;
}
@Entity()
class Always {
  @PrimaryGeneratedColumn("identity", { generatedIdentity: "ALWAYS" })
  id!: number;
  @Column({ type: "int" })
  @Generated("increment")
  serial!: number;
}
@Entity()
class ByDefault {
  @PrimaryGeneratedColumn("identity", { type: "bigint", generatedIdentity: "BY DEFAULT" })
  id!: string;
}
@Entity("Mixed Case")
class Mixed {
  @PrimaryGeneratedColumn({ name: "theId", primaryKeyConstraintName: "PK mixed" })
  id!: number;
}
@Entity()
class Late {
  @PrimaryColumn({ type: "varchar" })
  @Generated("uuid")
  id!: string;
}

const parts: Columns = { a: { type: "int" }, b: { type: "varchar", nullable: true } };
const stored: Columns = {
  ...parts,
  sum: { type: "int", asExpression: "a + 1", generatedType: "STORED", nullable: true },
  upper: {
    type: "varchar",
    length: 100,
    asExpression: "upper(b)",
    generatedType: "STORED",
    nullable: true,
  },
};
const virtual: Columns = {
  ...stored,
  less: { type: "int", asExpression: "a - 1", generatedType: "VIRTUAL", nullable: true },
  more: { type: "int", asExpression: "a * 2 + 1", nullable: true },
};
const strict: Columns = {
  ...parts,
  sum: { type: "int", asExpression: "a + 1", generatedType: "STORED" },
  less: { type: "int", asExpression: "a - 1" },
};

const OF: { readonly [F in Flavor]: readonly AnyEntity[] } = {
  postgres: [
    ...[Counted, Big, Small, Unique, Always, ByDefault, Mixed, Late],
    entity("computed", stored),
    entity("computed_not_null", {
      ...parts,
      sum: { type: "int", asExpression: "a + 1", generatedType: "STORED" },
    }),
  ],
  mysql: [
    ...[Counted, Big, Small, Unsigned, Unique, Mixed, Late],
    entity("computed", virtual),
    entity("computed_not_null", strict),
  ],
  mariadb: [
    ...[Counted, Big, Small, Unsigned, Unique, Mixed, Late],
    entity("computed", virtual),
    entity("computed_not_null", strict),
  ],
  sqlite: [
    ...[Counted, Unique, Mixed, Late],
    entity("computed", virtual),
    entity("computed_not_null", strict),
  ],
};

/** What the database makes by itself: counted, random and computed values. */
export const generated: EntitySet = { name: "generated", entities: (flavor) => OF[flavor] };
