import {
  ChildEntity,
  Column,
  Entity,
  EntitySchema,
  Index,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeLevelColumn,
  TreeParent,
  Unique,
} from "typeorm";
import type { EntitySet } from "./entity-set.js";

abstract class Thing {
  @PrimaryGeneratedColumn()
  id!: number;
  @Column({ type: "varchar", default: "thing" })
  label!: string;
}

@Entity()
@TableInheritance({ column: { type: "varchar", name: "kind" } })
class Vehicle extends Thing {
  @Column({ type: "int", default: 4 })
  wheels!: number;
}
class Engine {
  @Column({ type: "int" })
  power!: number;
  @ManyToOne(() => Vehicle)
  builtInto!: Vehicle;
}
@ChildEntity()
class Car extends Vehicle {
  @Column({ type: "varchar", length: 10 })
  plate!: string;
  @ManyToOne(() => Vehicle)
  tows!: Vehicle;
}
@ChildEntity("truck")
class Truck extends Vehicle {
  @Column({ type: "int", default: 1000 })
  load!: number;
  @Column(() => Engine)
  engine!: Engine;
}

class Coordinates {
  @Column({ type: "decimal", precision: 9, scale: 6 })
  latitude!: string;
  @Column({ type: "decimal", precision: 9, scale: 6 })
  longitude!: string;
}
@Index("embedded_index", ["zip"])
class Address {
  @Column({ type: "varchar", length: 10 })
  zip!: string;
  @Column({ type: "varchar", name: "street_name", nullable: true })
  street!: string;
  @Column(() => Coordinates)
  at!: Coordinates;
}
@Entity("SITES")
@Unique("uq_site", ["label", "address.zip"])
class Site extends Thing {
  @Column(() => Address)
  address!: Address;
  @Column(() => Coordinates, { prefix: "alt" })
  alternative!: Coordinates;
  @Column(() => Coordinates, { prefix: false })
  here!: Coordinates;
}

const position = new EntitySchema({
  name: "position",
  columns: { x: { type: "int" }, y: { type: "int", name: "Y" } },
});
const shape = new EntitySchema<{ sides: number; centre: object }>({
  name: "shape",
  columns: { sides: { type: "int", default: 3 } },
  embeddeds: { centre: { schema: position, prefix: "mid_" } },
});
const drawing = new EntitySchema<{ id: number; outline: object }>({
  name: "drawing",
  columns: { id: { type: "int", primary: true } },
  embeddeds: { outline: { schema: shape, prefix: "" } },
});

/** Inheritance and embedding. */
export const hierarchies: EntitySet = {
  name: "hierarchies",
  entities: () => [Vehicle, Car, Truck, Site, drawing],
};

@Entity()
@Tree("closure-table")
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
@Tree("closure-table", {
  closureTableName: "branches",
  ancestorColumnName: (column) => `upper_${column.propertyName}`,
  descendantColumnName: (column) => `lower_${column.propertyName}`,
})
class Branch extends Thing {
  @TreeParent({ onDelete: "CASCADE" })
  parent!: Branch;
}
@Entity()
@Tree("materialized-path")
class Folder extends Thing {
  @TreeChildren()
  children!: Folder[];
  @TreeParent()
  parent!: Folder;
}
@Entity()
@Tree("nested-set")
class Chapter extends Thing {
  @TreeChildren()
  children!: Chapter[];
  @TreeParent()
  parent!: Chapter;
}

/** Every kind of tree. */
export const trees: EntitySet = {
  name: "trees",
  entities: () => [Topic, Branch, Folder, Chapter],
};
