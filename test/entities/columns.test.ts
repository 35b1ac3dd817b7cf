import { expect } from "chai";
import {
  BaseEntity,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Generated,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
  VirtualColumn,
  type EntitySchemaColumnOptions,
} from "typeorm";
import type { Flavor } from "../../src/dialects/dialect.js";
import type { MigError } from "../../src/errors.js";
import type { Column as ColumnModel } from "../../src/schema/model.js";
import { columnSpec, type ColumnSpec } from "../../src/schema/spec.js";
import { FLAVORS, MAJORS, entity, read, readTable, type Major } from "./data-source.js";

/** One column's options, and what each database is asked for: the type alone, or more. */
type Wanted = string | Omit<ColumnSpec, "name">;
type Example = readonly [
  options: EntitySchemaColumnOptions,
  wanted: { readonly [F in Flavor]?: Wanted },
];

const both = (wanted: Wanted) => ({ mysql: wanted, mariadb: wanted });
const all = (wanted: Wanted) => ({ postgres: wanted, ...both(wanted), sqlite: wanted });

const TYPES: { readonly [what: string]: Example } = {
  "a number": [{ type: Number }, { postgres: "integer", ...both("int"), sqlite: "integer" }],
  "a string": [
    { type: String },
    { postgres: "character varying", ...both("varchar(255)"), sqlite: "varchar" },
  ],
  "a boolean": [{ type: Boolean }, { postgres: "boolean", ...both("tinyint"), sqlite: "boolean" }],
  "a date": [{ type: Date }, { postgres: "TIMESTAMP", ...both("datetime"), sqlite: "datetime" }],
  "a length": [
    { type: "varchar", length: 50 },
    { postgres: "character varying(50)", ...both("varchar(50)"), sqlite: "varchar(50)" },
  ],
  "precision and scale": [
    { type: "decimal", precision: 12, scale: 2 },
    { postgres: "numeric(12,2)", ...both("decimal(12,2)"), sqlite: "decimal(12,2)" },
  ],
  "precision alone": [
    { type: "decimal", precision: 12 },
    { postgres: "numeric(12)", ...both("decimal(12)"), sqlite: "decimal(12)" },
  ],
  "a moment with precision": [
    { type: "timestamptz", precision: 3 },
    { postgres: "TIMESTAMP(3) WITH TIME ZONE" },
  ],
  "a datetime with precision": [
    { type: "datetime", precision: 3 },
    { ...both("datetime(3)"), sqlite: "datetime(3)" },
  ],
  "a time of day": [{ type: "timetz", precision: 2 }, { postgres: "TIME(2) WITH TIME ZONE" }],
  "an array": [{ type: "int", array: true }, { postgres: "integer array" }],
  "an array with a length": [
    { type: "varchar", length: 10, array: true },
    { postgres: "character varying(10) array" },
  ],
  "a simple-array": [{ type: "simple-array" }, all("text")],
  "a simple-json": [{ type: "simple-json" }, all("text")],
  "a uuid": [
    { type: "uuid" },
    { postgres: "uuid", mysql: "varchar(255)", mariadb: "uuid", sqlite: "varchar" },
  ],
  unsigned: [{ type: "int", unsigned: true }, both("int unsigned")],
  "unsigned decimal": [
    { type: "decimal", precision: 5, scale: 1, unsigned: true },
    both("decimal(5,1) unsigned"),
  ],
  "a set": [{ type: "set", enum: ["a", "it's"] }, both("set('a','it''s')")],
  "a character set": [
    { type: "varchar", charset: "latin1", collation: "latin1_bin" },
    both({ type: "varchar(255)", charset: "latin1", collation: "latin1_bin" }),
  ],
  "a collation": [
    { type: "varchar", collation: "C" },
    { postgres: { type: "character varying", collation: "C" } },
  ],
  "a spatial feature": [
    { type: "geometry", spatialFeatureType: "Point", srid: 4326 },
    { postgres: "geometry(Point,4326)", ...both("geometry") },
  ],
  "a vector": [{ type: "vector", length: 3 }, { postgres: "vector(3)" }],
  nullable: [{ type: "text", nullable: true }, all({ type: "text", nullable: true })],
  "nullable by its default": [
    { type: "text", default: null },
    all({ type: "text", nullable: true }),
  ],
  "a comment": [{ type: "text", comment: "it's\0" }, all({ type: "text", comment: "it's" })],
  "an empty comment": [{ type: "text", comment: "" }, all("text")],
  "on update": [
    { type: "timestamp", onUpdate: "CURRENT_TIMESTAMP" },
    {
      postgres: "TIMESTAMP",
      ...both({ type: "timestamp", onUpdate: "CURRENT_TIMESTAMP" }),
    },
  ],
  "computed and stored": [
    { type: "int", asExpression: "1 + 1", generatedType: "STORED" },
    {
      postgres: { type: "integer", generated: "stored", expression: "1 + 1" },
      ...both({ type: "int", generated: "stored", expression: "1 + 1" }),
      sqlite: { type: "integer", generated: "stored", expression: "1 + 1" },
    },
  ],
  "computed when read": [
    { type: "int", asExpression: "1 + 1" },
    {
      ...both({ type: "int", generated: "virtual", expression: "1 + 1" }),
      sqlite: { type: "integer", generated: "virtual", expression: "1 + 1" },
    },
  ],
};

describe("entities/columns", () => {
  for (const major of MAJORS)
    for (const [what, [options, wanted]] of Object.entries(TYPES))
      for (const [flavor, spec] of Object.entries(wanted) as [Flavor, Wanted][])
        it(`${what} on ${flavor}, TypeORM ${major}`, async () => {
          const table = await readTable(flavor, [entity("thing", { it: options })], {}, major);
          const expected = typeof spec === "string" ? { type: spec } : spec;
          expect(columnSpec(last(table.columns))).to.deep.equal({ name: "it", ...expected });
        });

  it("refuses an array where the database has none, and takes it where TypeORM does", async () => {
    const list = entity("list", { items: { type: "int", array: true } });
    for (const flavor of ["mysql", "mariadb"] as const) {
      const error = await read(flavor, [list]).catch((error: unknown) => error as MigError);
      expect(error).to.include({
        code: "MIG507",
        message: "list.items is an array, which this database does not have.",
      });
    }
    for (const flavor of ["postgres", "sqlite"] as const)
      expect((await readTable(flavor, [list])).columns[1]?.type).to.equal("integer array");
  });

  it("reads the width and zerofill that only TypeORM 0.3 has", async () => {
    const options = { type: "int", width: 9, zerofill: true } as EntitySchemaColumnOptions;
    const thing = entity("thing", { it: options });
    const type = async (major: Major) =>
      last((await readTable("mysql", [thing], {}, major)).columns).type;
    expect(await type("0.3")).to.equal("int(9) unsigned zerofill");
    expect(await type("1.x")).to.equal("int");
  });

  describe("made by the database", () => {
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
    class WithUuid {
      @PrimaryGeneratedColumn("uuid")
      id!: string;
    }
    @Entity()
    class Identity {
      @PrimaryGeneratedColumn("identity", { generatedIdentity: "ALWAYS" })
      id!: number;
    }
    @Entity()
    class ByDefault {
      @PrimaryColumn({ type: "int" })
      @Generated("identity" as never)
      id!: number;
    }
    const wanted: readonly (readonly [new () => object, { readonly [F in Flavor]: Wanted }])[] = [
      [
        Counted,
        {
          postgres: { type: "integer", generated: "increment" },
          ...both({ type: "int", generated: "increment" }),
          sqlite: { type: "integer", generated: "increment" },
        },
      ],
      [
        Big,
        {
          postgres: { type: "bigint", generated: "increment" },
          ...both({ type: "bigint", generated: "increment" }),
          sqlite: { type: "bigint", generated: "increment" },
        },
      ],
      [
        WithUuid,
        {
          postgres: { type: "uuid", default: "uuid_generate_v4()" },
          mysql: "varchar(36)",
          mariadb: "uuid",
          sqlite: "varchar",
        },
      ],
      [
        Identity,
        {
          postgres: { type: "integer", generated: "identity always" },
          ...both("int"),
          sqlite: "integer",
        },
      ],
      [
        ByDefault,
        {
          postgres: { type: "integer", generated: "identity by default" },
          ...both("int"),
          sqlite: "integer",
        },
      ],
    ];
    for (const major of MAJORS)
      for (const [made, byFlavor] of wanted)
        for (const flavor of FLAVORS)
          it(`${made.name} on ${flavor}, TypeORM ${major}`, async () => {
            const table = await readTable(flavor, [made], {}, major);
            const spec = byFlavor[flavor];
            const expected = typeof spec === "string" ? { type: spec } : spec;
            expect(columnSpec(last(table.columns))).to.deep.equal({ name: "id", ...expected });
          });

    it("takes the function of the extension that is chosen", async () => {
      const table = await readTable("postgres", [WithUuid], { uuidExtension: "pgcrypto" });
      expect(last(table.columns).default).to.equal("gen_random_uuid()");
    });
  });

  describe("special ones", () => {
    @Entity()
    class Dated {
      @PrimaryColumn({ type: "int" })
      id!: number;
      @CreateDateColumn()
      created!: Date;
      @UpdateDateColumn()
      updated!: Date;
      @UpdateDateColumn({ precision: null, default: () => "CURRENT_TIMESTAMP" })
      coarse!: Date;
      @DeleteDateColumn()
      deleted!: Date;
      @VersionColumn()
      version!: number;
      @VirtualColumn({ type: "int", query: (alias) => `SELECT ${alias}.id` })
      none!: number;
    }
    const now = "CURRENT_TIMESTAMP(6)";
    const bothDated = (coarse: string) => [
      { name: "created", type: "datetime(6)", default: now },
      { name: "updated", type: "datetime(6)", default: now, onUpdate: now },
      { name: "coarse", type: "datetime", default: coarse, onUpdate: now },
      { name: "deleted", type: "datetime(6)", nullable: true },
      { name: "version", type: "int" },
    ];
    const wanted: { readonly [F in Flavor]: readonly ColumnSpec[] } = {
      postgres: [
        { name: "created", type: "TIMESTAMP", default: "now()" },
        { name: "updated", type: "TIMESTAMP", default: "now()" },
        { name: "coarse", type: "TIMESTAMP", default: "now()" },
        { name: "deleted", type: "TIMESTAMP", nullable: true },
        { name: "version", type: "integer" },
      ],
      mysql: bothDated("CURRENT_TIMESTAMP"),
      mariadb: bothDated("CURRENT_TIMESTAMP()"),
      sqlite: [
        { name: "created", type: "datetime", default: "datetime('now')" },
        { name: "updated", type: "datetime", default: "datetime('now')" },
        { name: "coarse", type: "datetime", default: "CURRENT_TIMESTAMP" },
        { name: "deleted", type: "datetime", nullable: true },
        { name: "version", type: "integer" },
      ],
    };
    for (const major of MAJORS)
      for (const flavor of FLAVORS)
        it(`on ${flavor}, TypeORM ${major}`, async () => {
          const { columns } = await readTable(flavor, [Dated], {}, major);
          expect(columns.slice(1).map(columnSpec)).to.deep.equal(wanted[flavor]);
        });
  });

  describe("that refer to others", () => {
    @Entity()
    class Owner extends BaseEntity {
      @PrimaryColumn({ type: "varchar", length: 12, comment: "as printed" })
      code!: string;
    }
    @Entity()
    class Late {
      @PrimaryColumn({ type: "varchar" })
      @Generated("uuid")
      id!: string;
    }
    @Entity()
    class Pet {
      @PrimaryColumn({ type: "int" })
      id!: number;
      @ManyToOne(() => Owner)
      owner!: Owner;
      @ManyToOne(() => Owner, { nullable: false })
      @JoinColumn({ name: "vet" })
      vet!: Owner;
      @OneToOne(() => Late)
      @JoinColumn()
      late!: Late;
    }
    @Entity()
    class OwnColumn {
      @PrimaryColumn({ type: "int" })
      id!: number;
      @Column({ type: "text", nullable: true })
      ownerCode!: string;
      @ManyToOne(() => Owner)
      owner!: Owner;
    }

    it("have the type, length and comment of what they refer to", async () => {
      const { tables } = await read("postgres", [Owner, Pet, Late]);
      const pet = tables.find(({ name }) => name === "pet");
      const comment = "as printed";
      expect(pet?.columns.slice(1).map(columnSpec)).to.deep.equal([
        { name: "ownerCode", type: "character varying(12)", nullable: true, comment },
        { name: "vet", type: "character varying(12)", comment },
        { name: "lateId", type: "uuid", nullable: true },
      ]);
    });
    it("keep all but their type where the entity declares them", async () => {
      const { tables } = await read("postgres", [Owner, OwnColumn]);
      const table = tables.find(({ name }) => name === "own_column");
      expect(table?.columns.slice(1).map(columnSpec)).to.deep.equal([
        { name: "ownerCode", type: "character varying", nullable: true },
      ]);
    });
  });
});

const last = (columns: readonly ColumnModel[]): ColumnModel => columns.at(-1) as ColumnModel;
