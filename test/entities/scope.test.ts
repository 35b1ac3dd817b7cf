import { expect } from "chai";
import { Entity, Index, PrimaryColumn, ViewColumn, ViewEntity } from "typeorm";
import type { Flavor } from "../../src/dialects/dialect.js";
import { buildEntities, entityScope } from "../../src/entities/read.js";
import {
  FLAVORS,
  MAJORS,
  dataSource,
  entity,
  type Entity as AnyEntity,
  type Major,
} from "./data-source.js";
import { IMAGINED } from "../support/imagined-servers.js";

async function scope(
  flavor: Flavor,
  entities: readonly AnyEntity[],
  options = {},
  major: Major = "1.x",
) {
  const source = dataSource(flavor, entities, options, major);
  await buildEntities(source, IMAGINED[flavor]);
  return entityScope(source, IMAGINED[flavor]);
}

describe("entities/scope", () => {
  for (const major of MAJORS)
    for (const flavor of FLAVORS)
      it(`excepts TypeORM's bookkeeping, but for a cache in use, on ${flavor}, TypeORM ${major}`, async () => {
        const thing = entity("thing", {});
        expect((await scope(flavor, [thing], {}, major)).except).to.have.members([
          "migrations",
          "typeorm_metadata",
          "query-result-cache",
        ]);
        const options = {
          migrationsTableName: "done",
          metadataTableName: "meta",
          cache: { type: "database", tableName: "kept" },
        };
        expect((await scope(flavor, [thing], options, major)).except).to.have.members([
          "done",
          "meta",
        ]);
      });

  it("looks for the bookkeeping in the data source's schema", async () => {
    const thing = entity("thing", {});
    expect((await scope("postgres", [thing], { schema: "app" })).except).to.include(
      "app.migrations",
    );
    expect((await scope("postgres", [thing], { schema: "public" })).except).to.include(
      "migrations",
    );
    expect((await scope("sqlite", [thing], { schema: "app" })).except).to.include("migrations");
  });

  it("does not except a table that an entity is stored in", async () => {
    const { except } = await scope("postgres", [entity("migrations", {})]);
    expect(except).to.have.members(["typeorm_metadata", "query-result-cache"]);
  });

  it("tells every schema that entities and views mention", async () => {
    @ViewEntity({ expression: "SELECT 1 AS one", schema: "report" })
    class Report {
      @ViewColumn()
      one!: number;
    }
    const { namespaces } = await scope("postgres", [
      entity("one", {}),
      entity("two", {}, { schema: "audit" }),
      entity("three", {}, { schema: "audit" }),
      entity("four", {}, { schema: "other", synchronize: false }),
      Report,
    ]);
    expect(namespaces).to.have.members(["audit", "other", "report"]);
  });

  it("tells the tables and indexes to leave alone", async () => {
    @Entity({ schema: "audit" })
    @Index("by_hand", { synchronize: false })
    class Searched {
      @PrimaryColumn({ type: "int" })
      @Index({ synchronize: false } as object)
      id!: number;
    }
    const found = await scope("postgres", [
      Searched,
      entity("theirs", {}, { synchronize: false, schema: "audit" }),
      entity("ours", {}),
      entity("ours as they see it", {}, { tableName: "ours", synchronize: false }),
    ]);
    expect(found.untouchedTables).to.deep.equal(["audit.theirs"]);
    expect(found.untouchedIndexes).to.deep.equal([{ table: "audit.searched", name: "by_hand" }]);
  });
});
