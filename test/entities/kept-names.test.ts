import { expect } from "chai";
import { ViewColumn, ViewEntity } from "typeorm";
import { dialectFor } from "../../src/dialects/index.js";
import type { Flavor } from "../../src/dialects/dialect.js";
import { readEntities, buildEntities, refuseLostNames } from "../../src/entities/read.js";
import type { MigError } from "../../src/errors.js";
import { dataSource, entity, FLAVORS, type Entity } from "./data-source.js";
import { IMAGINED } from "../support/imagined-servers.js";

const LONG = "l".repeat(63);
const int = { type: "int" } as const;

/** Entities with two names of more than 63 bytes that are the same up to there, and where these stand. */
const ALIKE: Readonly<Record<string, readonly Entity[]>> = {
  tables: [entity(`${LONG}a`, {}), entity(`${LONG}b`, {})],
  "columns of the table t": [entity("t", { [`${LONG}a`]: int, [`${LONG}b`]: int })],
  "checks and foreign keys of the table t": [
    entity(
      "t",
      { a: int },
      {
        checks: [
          { name: `${LONG}a`, expression: "a > 0" },
          { name: `${LONG}b`, expression: "a < 9" },
        ],
      },
    ),
  ],
  "keys and indexes": [
    entity("t", { a: int }, { indices: [{ name: `${LONG}a`, columns: ["a"] }] }),
    entity("u", { a: int }, { uniques: [{ name: `${LONG}b`, columns: ["a"] }] }),
  ],
  "enum types": [
    entity("t", {
      a: { type: "enum", enum: ["x"], enumName: `${LONG}a` },
      b: { type: "enum", enum: ["y"], enumName: `${LONG}b` },
    }),
  ],
};

describe("names that are too long", () => {
  const refusal = async (flavor: Flavor, entities: readonly Entity[]) => {
    const source = dataSource(flavor, entities);
    await buildEntities(source, IMAGINED[flavor]);
    const dialect = await dialectFor(IMAGINED[flavor]);
    try {
      refuseLostNames(readEntities(source, IMAGINED[flavor]), dialect);
      return null;
    } catch (error) {
      return error as MigError;
    }
  };

  for (const [what, entities] of Object.entries(ALIKE))
    it(`are refused on PostgreSQL where it would make one of two: ${what}`, async () => {
      const error = await refusal("postgres", entities);
      expect(error?.code).to.equal("MIG507");
      expect(error?.message).to.contain(`two of the ${what} are one, ${LONG}: `);
      expect(error?.message).to.contain(`${LONG}a and ${LONG}b`);
    });

  it("are kept apart by schema and table, and by what is left of them", async () => {
    const a = { [`${LONG}a`]: int };
    expect(
      await refusal("postgres", [
        entity(`a${LONG}`, a, { indices: [{ name: `${LONG}a`, columns: [`${LONG}a`] }] }),
        entity(`b${LONG}`, a, {
          schema: "audit",
          indices: [{ name: `${LONG}b`, columns: [`${LONG}a`] }],
        }),
        entity(`a${LONG}`.replace("l", "m"), a),
      ]),
    ).to.equal(null);
  });

  @ViewEntity({ name: "t", expression: "SELECT 1 AS id" })
  class View {
    @ViewColumn()
    id!: number;
  }
  const indexed = (name: string) =>
    entity(name, { a: int }, { indices: [{ name: "same", columns: ["a"] }] });
  const keyed = (name: string) =>
    entity(name, { a: int }, { uniques: [{ name: "same", columns: ["a"] }] });
  const typed = entity("t", { a: { type: "enum", enum: ["x"], enumName: "t" } });
  const TWICE: readonly (readonly [string, readonly Entity[], readonly Flavor[]])[] = [
    ["a view like a table", [entity("t", {}), View], FLAVORS],
    ["two indexes", [indexed("t"), indexed("u")], ["postgres", "sqlite"]],
    ["an index like a table", [indexed("t"), entity("same", {})], ["postgres", "sqlite"]],
    ["two keys", [keyed("t"), keyed("u")], ["postgres"]],
    ["an enum type like a table", [typed], ["postgres"]],
  ];
  for (const [what, entities, refusing] of TWICE)
    for (const flavor of FLAVORS) {
      if (what === "an enum type like a table" && flavor === "sqlite") continue;
      it(`${flavor}: ${what} ${refusing.includes(flavor) ? "cannot be" : "can be"}`, async () => {
        const error = await refusal(flavor, entities);
        expect(error?.code).to.equal(refusing.includes(flavor) ? "MIG507" : undefined);
        if (error) expect(error.message).to.match(/^Two things of one schema have the name /);
      });
    }

  for (const flavor of FLAVORS)
    it(`${flavor}: 64 characters are enough for everybody, and more for SQLite`, async () => {
      const enough = entity("t", { ["ü".repeat(64)]: { type: "int" } });
      expect(await refusal(flavor, [enough])).to.equal(null);
      const error = await refusal(flavor, [entity("t", { [`${LONG}ab`]: { type: "int" } })]);
      const isRefused = flavor === "mysql" || flavor === "mariadb";
      expect(error?.message ?? null).to.equal(
        isRefused
          ? `Among the columns of the table t is a name that is too long for the database: ${LONG}ab.`
          : null,
      );
    });
});
