import { expect } from "chai";
import { DataSource, type DataSourceOptions } from "typeorm";
import { asWritten } from "../../../src/autogenerate/as-written.js";
import { compare } from "../../../src/autogenerate/compare.js";
import { settle } from "../../../src/autogenerate/settle.js";
import { dialectFor } from "../../../src/dialects/index.js";
import { asFound } from "../../../src/entities/as-found.js";
import { entityScope, readEntities } from "../../../src/entities/read.js";
import { recordsIn, typeormBookkeeping } from "../../../src/runtime/typeorm-metadata.js";
import { EMPTY_SCHEMA } from "../../../src/schema/model.js";
import type { ServerName } from "../../support/databases.js";
import { ENTITY_SETS } from "../../entities/sets/index.js";
import type { EntitySet } from "../../entities/sets/entity-set.js";
import { onBoth, open, type Opened } from "./database.js";

describe("tables that mig has made of entities", () => {
  onBoth((server) => {
    for (const set of ENTITY_SETS) {
      if (set.major === "0.3" || set.entities(server, (name) => name).length === 0) continue;
      it(`${set.name}: TypeORM has no more to do than after its own work, and mig nothing`, async () => {
        expect(await leftAfterMig(set, server)).to.deep.equal(await leftAfterTypeorm(set, server));
      });
    }
  });
});

/** What TypeORM would still do after mig has done everything. */
async function leftAfterMig(set: EntitySet, server: ServerName): Promise<readonly string[]> {
  await using opened = await open(server);
  await using source = await connect(set, opened);
  const { dataSource } = source;
  const { dialect, query } = opened;
  const written = readEntities(dataSource, dialect.server);
  const wanted = dialect.normalize(written);
  const ops = compare(dialect.normalize(EMPTY_SCHEMA), wanted, dialect.traits);
  await opened.run(ops);
  const read = await opened.reflect(entityScope(dataSource, dialect.server).namespaces);
  const settled = await settle(read, asFound(written, read, dialect), dialect, query);
  expect(compare(read, settled.wanted, dialect.traits)).to.deep.equal([]);
  const whole = await dialectFor(dialect.server);
  const bookkeeping = typeormBookkeeping(whole, dataSource.metadataTableName);
  const records = recordsIn(whole, dataSource.metadataTableName, query);
  for (const op of asWritten(ops, written, wanted)) await bookkeeping(op, records);
  return await source.left();
}

/** TypeORM's own differences that never end. */
async function leftAfterTypeorm(set: EntitySet, server: ServerName): Promise<readonly string[]> {
  await using opened = await open(server);
  await using source = await connect(set, opened);
  for (const name of set.namespaces ?? [])
    await opened.query(`CREATE DATABASE \`${source.place(name)}\``);
  try {
    await source.dataSource.synchronize();
  } catch (error) {
    // A set that this TypeORM cannot make says nothing of what is left.
    expect(set.name).to.equal("places", String(error));
    return [];
  }
  return await source.left();
}

interface Source extends AsyncDisposable {
  readonly dataSource: DataSource;
  readonly place: (name: string) => string;
  left(): Promise<readonly string[]>;
}

async function connect(set: EntitySet, { database, query }: Opened): Promise<Source> {
  const place = (name: string) => `${database.name} ${name}`;
  const dataSource = await new DataSource({
    ...database.options,
    ...set.options,
    entities: set.entities(database.server, place),
  } as DataSourceOptions).initialize();
  return {
    dataSource,
    place,
    async left() {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      return upQueries.map((left) => left.query.replaceAll(database.name, "here")).toSorted();
    },
    async [Symbol.asyncDispose]() {
      await dataSource.destroy();
      await query("SET FOREIGN_KEY_CHECKS = 0");
      for (const name of set.namespaces ?? [])
        await query(`DROP DATABASE IF EXISTS \`${place(name)}\``);
    },
  };
}
