import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDatabase, eachServer } from "./databases.js";
import {
  SHOP_STATES,
  copyShop,
  countShop,
  lostRows,
  seedShop,
  shopEnvironment,
  type ShopState,
} from "./shop.js";
import { synchronize, typeormDifference } from "./typeorm.js";

describe("fixtures/project", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "mig-shop-"))));
  afterEach(() => rm(folder, { recursive: true }));

  for (const state of SHOP_STATES)
    it(`${state}: compiles`, async () => {
      await copyShop(folder, state);
      const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
      const compiled = promisify(execFile)(process.execPath, [tsc, "-p", folder, "--noEmit"]);
      const { stdout } = await compiled.catch((error: unknown) => error as { stdout: string });
      expect(stdout).to.equal("");
    });

  eachServer((server) => {
    for (const state of SHOP_STATES)
      it(`${state}: TypeORM agrees with itself, and the rows fit`, async () => {
        await copyShop(folder, state);
        await using database = await createDatabase(server);
        const environment = shopEnvironment(database.options);
        expect(await synchronize(folder, environment)).to.deep.equal([]);

        await seedShop(database);
        expect(await lostRows(database)).to.deep.equal([]);
        expect(Object.values(await countShop(database))).not.to.include(0);
      });
  });

  for (const state of SHOP_STATES)
    it(`${state}: TypeORM 0.3 agrees with itself, by the sqlite3 package`, async () => {
      await copyShop(folder, state, "typeorm03");
      const environment = { SHOP_DB_TYPE: "sqlite" };
      expect(await synchronize(folder, environment)).to.deep.equal([]);
    });

  it("lies in two states that differ, and differ for TypeORM", async () => {
    await copyShop(folder, "before");
    await synchronize(folder, {});
    const after = join(folder, "after" satisfies ShopState);
    await copyShop(after, "after");
    const differences = await typeormDifference(after, {
      SHOP_DB_NAME: join(folder, "shop.sqlite"),
    });
    expect(differences).to.have.length.greaterThan(50);
  });

  it("tells which rows were lost", async () => {
    await copyShop(folder, "before");
    await using database = await createDatabase("sqlite");
    await synchronize(folder, shopEnvironment(database.options));
    await seedShop(database);
    await database.query(`DELETE FROM "group_membership" WHERE group_id = 1`);
    await database.query(`UPDATE "coupon" SET note = NULL`);
    expect((await lostRows(database)).map((row) => row.split(" ")[0])).to.deep.equal([
      "group_membership",
      "coupon",
    ]);
  });
});
