import {
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  ForeignKey,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  RelationId,
  UpdateDateColumn,
  VersionColumn,
  VirtualColumn,
} from "typeorm";
import type { EntitySet } from "./entity-set.js";

@Entity()
class Country {
  @PrimaryColumn({ type: "varchar", length: 2 })
  code!: string;
  @Column({ type: "varchar", unique: true })
  name!: string;
}

@Entity()
class City {
  @PrimaryColumn({ type: "varchar", length: 40 })
  name!: string;
  @PrimaryColumn({ type: "varchar", length: 2 })
  countryCode!: string;
  @ManyToOne(() => Country, { onDelete: "RESTRICT", onUpdate: "CASCADE" })
  @JoinColumn({ name: "countryCode" })
  country!: Country;
}

@Entity()
class Person {
  @PrimaryGeneratedColumn("uuid")
  id!: string;
  @CreateDateColumn()
  createdAt!: Date;
  @UpdateDateColumn()
  updatedAt!: Date;
  @DeleteDateColumn()
  deletedAt!: Date | null;
  @VersionColumn()
  version!: number;
  @VirtualColumn({ type: "int", query: () => "SELECT 1" })
  one!: number;

  @ManyToOne(() => City)
  birthplace!: City;
  @ManyToOne(() => City, { nullable: false, onDelete: "CASCADE" })
  @JoinColumn([
    { name: "home_city", referencedColumnName: "name" },
    { name: "home_country", referencedColumnName: "countryCode" },
  ])
  home!: City;
  @ManyToOne(() => Country, { createForeignKeyConstraints: false })
  elsewhere!: Country;
  @ManyToOne(() => Country)
  @JoinColumn({ name: "nationality", referencedColumnName: "name" })
  nationality!: Country;
  @ManyToOne(() => Person, (person) => person.children, { onDelete: "SET NULL" })
  @Index()
  parent!: Person;
  @OneToMany(() => Person, (person) => person.parent)
  children!: Person[];
  @RelationId((person: Person) => person.parent)
  parentId!: string;
  @OneToOne(() => Person)
  @JoinColumn({ foreignKeyConstraintName: "fk_twin" })
  twin!: Person;

  @ManyToMany(() => Person)
  @JoinTable()
  friends!: Person[];
  @ManyToMany(() => City)
  @JoinTable({ name: "visited", joinColumn: { name: "who" } })
  visited!: City[];
  @ManyToMany(() => Country, { onDelete: "NO ACTION", onUpdate: "NO ACTION" })
  @JoinTable()
  countriesOfManyYearsAndWithAnEvenLongerName!: Country[];
  @ManyToMany(() => Country, { createForeignKeyConstraints: false })
  @JoinTable({ name: "loosely" })
  loosely!: Country[];
}

@Entity()
class Passport {
  @OneToOne(() => Person)
  @JoinColumn()
  holder!: Person;
  @PrimaryColumn({ type: "uuid" })
  holderId!: string;
  @Column({ type: "varchar", length: 2 })
  @ForeignKey(() => Country, { onDelete: "CASCADE" })
  issuer!: string;
}

@Entity()
class Chicken {
  @PrimaryGeneratedColumn()
  id!: number;
  @ManyToOne(() => Egg)
  from!: Egg;
}
@Entity()
class Egg {
  @PrimaryGeneratedColumn({ type: "int" })
  id!: number;
  @ManyToOne(() => Chicken, { nullable: false })
  by!: Chicken;
}

/** Every kind of relation, keys of several columns, and the columns that TypeORM fills. */
export const relations: EntitySet = {
  name: "relations",
  entities: () => [Country, City, Person, Passport, Chicken, Egg],
};

@Entity()
class Slot {
  @PrimaryGeneratedColumn()
  id!: number;
  @ManyToOne(() => Slot, { deferrable: "INITIALLY DEFERRED" })
  next!: Slot;
  @ManyToOne(() => Slot, { deferrable: "INITIALLY IMMEDIATE", onDelete: "CASCADE" })
  before!: Slot;
}

/** Foreign keys that wait; only some databases do. */
export const deferrable: EntitySet = {
  name: "deferrable foreign keys",
  entities: () => [Slot],
};
