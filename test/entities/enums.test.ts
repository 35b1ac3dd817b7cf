import { expect } from "chai";
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from "typeorm";
import type { Flavor } from "../../src/dialects/dialect.js";
import type { MigError } from "../../src/errors.js";
import { FLAVORS, MAJORS, entity, read } from "./data-source.js";

const Size = { Small: "S", Large: "L" };
/** What a compiler makes of `enum Level { Low, High }`. */
const Level = { Low: 0, High: 1, 0: "Low", 1: "High" };

const thing = entity("Thing", {
  Size: { type: "simple-enum", enum: Size, default: Size.Large },
  level: { type: "simple-enum", enum: Level },
  named: { type: "simple-enum", enum: ["it's", "b"], enumName: "Mood" },
});

describe("entities/enums", () => {
  for (const major of MAJORS)
    describe(`TypeORM ${major}`, () => {
      it("are objects on PostgreSQL, named after table and column unless they have a name", async () => {
        const { enums, tables } = await read("postgres", [thing], {}, major);
        expect(enums).to.deep.equal([
          { name: "thing_size_enum", values: ["S", "L"] },
          { name: "thing_level_enum", values: ["0", "1"] },
          { name: "Mood", values: ["it's", "b"] },
        ]);
        expect(tables[0]?.columns.slice(1).map(({ type }) => type)).to.deep.equal([
          '"public"."thing_size_enum"',
          '"public"."thing_level_enum"',
          '"public"."Mood"',
        ]);
        expect(tables[0]?.checks).to.deep.equal([]);
      });

      it("are lists of values on MySQL and MariaDB", async () => {
        for (const flavor of ["mysql", "mariadb"] as const) {
          const { enums, tables } = await read(flavor, [thing], {}, major);
          expect(enums).to.deep.equal([]);
          expect(tables[0]?.columns.slice(1).map(({ type }) => type)).to.deep.equal([
            "enum('S','L')",
            "enum('0','1')",
            "enum('it''s','b')",
          ]);
        }
      });

      it("are checks on SQLite", async () => {
        const { enums, tables } = await read("sqlite", [thing], {}, major);
        expect(enums).to.deep.equal([]);
        expect(tables[0]?.columns.slice(1).map(({ type }) => type)).to.deep.equal([
          "varchar",
          "varchar",
          "varchar",
        ]);
        expect(tables[0]?.checks).to.deep.equal([
          { name: null, expression: `"Size" IN ('S','L')` },
          { name: null, expression: `"level" IN ('0','1')` },
          { name: null, expression: `"named" IN ('it''s','b')` },
        ]);
      });
    });

  it("are shared where they have one name, also in arrays and in another schema", async () => {
    const column = { type: "enum", enum: Size, enumName: "size" } as const;
    const { enums, tables } = await read("postgres", [
      entity("one", { it: column }),
      entity("two", { it: { ...column, array: true }, other: { type: "enum", enumName: "made" } }),
      entity("three", { it: column }, { schema: "Audit" }),
    ]);
    expect(enums).to.deep.equal([
      { name: "size", values: ["S", "L"] },
      { name: "Audit.size", values: ["S", "L"] },
    ]);
    const types = tables.map(({ columns }) => columns.slice(1).map(({ type }) => type));
    expect(types).to.deep.equal([
      ['"public"."size"'],
      ['"public"."size"[]', '"public"."made"'],
      ['"Audit"."size"'],
    ]);
  });

  it("are refused where one name has different values", async () => {
    const column = { type: "enum", enumName: "size" } as const;
    const error = await read("postgres", [
      entity("one", { it: { ...column, enum: ["a", "b"] } }),
      entity("two", { that: { ...column, enum: ["b", "a"] } }),
    ]).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).to.include({
      code: "MIG507",
      message: "one.it and two.that share the enum type size, but not its values: a, b and b, a.",
    });
  });

  it("are refused without values, and with one twice, where the database would", async () => {
    const message = (flavor: Flavor, values: readonly string[] | undefined) =>
      read(flavor, [
        entity("job", { state: { type: "simple-enum", enum: values as string[] } }),
      ]).then(
        () => null,
        (error: MigError) => `${error.code} ${error.message}`,
      );
    for (const flavor of ["postgres", "mysql", "mariadb"] as const) {
      expect(await message(flavor, undefined)).to.equal(
        "MIG507 job.state is an enum without values.",
      );
      expect(await message(flavor, [])).to.equal("MIG507 job.state is an enum without values.");
      expect(await message(flavor, ["a", "b", "a"])).to.equal(
        'MIG507 job.state is an enum with the value "a" twice.',
      );
    }
    for (const values of [undefined, [], ["a", "a"]])
      expect(await message("sqlite", values)).to.equal(null);
  });

  it("are those of the column that a foreign key refers to", async () => {
    @Entity()
    class Color {
      @PrimaryColumn({ type: "enum", enum: ["red", "blue"] })
      name!: string;
    }
    @Entity()
    class Car {
      @PrimaryColumn({ type: "int" })
      id!: number;
      @ManyToOne(() => Color)
      color!: Color;
      @ManyToOne(() => Color, { createForeignKeyConstraints: false })
      @JoinColumn({ name: "seat" })
      seat!: Color;
    }
    const { enums, tables } = await read("postgres", [Color, Car]);
    expect(enums.map(({ name }) => name)).to.deep.equal(["color_name_enum", "car_seat_enum"]);
    expect(tables[1]?.columns.slice(1).map(({ type }) => type)).to.deep.equal([
      '"public"."color_name_enum"',
      '"public"."car_seat_enum"',
    ]);
  });

  it("take the values out of an enum that has functions as well", async () => {
    const Both = { A: "a", of: () => "a" };
    @Entity()
    class Mixed {
      @PrimaryColumn({ type: "int" })
      id!: number;
      @Column({ type: "simple-enum", enum: Both })
      it!: string;
    }
    for (const flavor of FLAVORS) {
      const { enums, tables } = await read(flavor, [Mixed]);
      const said = JSON.stringify([enums, tables[0]?.columns, tables[0]?.checks]);
      expect(said).to.match(/'a'|"a"/);
      expect(said).not.to.include("=>");
    }
  });
});
