import { Column, Entity, ManyToMany, JoinTable, PrimaryColumn } from "typeorm";
import type { EntitySchemaColumnOptions } from "typeorm";
import type { Flavor } from "../../../src/dialects/dialect.js";
import { entity, type Entity as AnyEntity } from "../data-source.js";
import { choose, type EntitySet } from "./entity-set.js";

const Status = { Draft: "draft", Done: "done" };
const Level = { Low: 0, High: 1, 0: "Low", 1: "High" };

@Entity()
class Labelled {
  @PrimaryColumn({ type: "int" })
  id!: number;
  @Column({ type: "simple-enum", enum: Status, default: Status.Draft })
  status!: string;
  @Column({ type: "simple-enum", enum: Level, nullable: true })
  Level!: number;
  @Column({ type: "simple-enum", enum: ["b", "a", "c d", "E"] })
  ordered!: string;
  @ManyToMany(() => Labelled)
  @JoinTable()
  next!: Labelled[];
}

const shared = (options: Partial<EntitySchemaColumnOptions> = {}): EntitySchemaColumnOptions => ({
  type: "enum",
  enum: ["small", "large"],
  enumName: "Size",
  ...options,
});

const onPostgres: readonly AnyEntity[] = [
  Labelled,
  entity("one", { size: shared({ default: "small" }), sizes: shared({ array: true }) }),
  entity("two", {
    size: shared({ nullable: true }),
    sizes: shared({ array: true, default: ["small", "large"] }),
    none: shared({ array: true, default: "{}" }),
  }),
  entity("three", {
    own: { type: "enum", enum: ["it's", "a,b", "(c)", '"d"', "e\\f"] },
    numbers: { type: "enum", enum: [1, 2, 3], default: 2 },
  }),
  // Names that the system has for types of its own.
  entity("four", {
    json: shared({ enumName: "json", default: "small" }),
    dates: shared({ enumName: "date", array: true, default: ["small"] }),
    time: shared({ enumName: "timestamp" }),
    text: { type: "enum", enum: ["a"], enumName: "text" },
    int: { type: "enum", enum: ["a"], enumName: "int", default: "a" },
    plain: { type: "json", nullable: true },
  }),
];

const onMysql: readonly AnyEntity[] = [
  Labelled,
  entity("three", {
    own: { type: "enum", enum: ["it's", "a,b", "(c)", '"d"'], default: "a,b" },
    numbers: { type: "enum", enum: [1, 2, 3], default: 2 },
    many: { type: "set", enum: ["it's", "(c)", '"d"'] },
  }),
];

/** Enums of every kind that each database has, shared, in arrays, with difficult values. */
export const enums: EntitySet = {
  name: "enums",
  entities: (flavor: Flavor) =>
    choose<readonly AnyEntity[]>(flavor, {
      postgres: onPostgres,
      mysql: onMysql,
      sqlite: [Labelled],
    }),
};
