import { expect } from "chai";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { check as isFormatted } from "prettier";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import { mig, migs } from "../support/mig.js";
import {
  copyShop,
  countData,
  evolveShop,
  lostRows,
  seedShop,
  shopEnvironment,
  type TypeormPackage,
  useData,
} from "../support/shop.js";
import { tableNames } from "../support/table-names.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { typeormDifference } from "../support/typeorm.js";

describe("the main job, on the shop", function () {
  this.timeout(300_000);

  eachServer((server) => {
    it("goes from nothing to the first state, to the second, back to nothing and up again", async () => {
      await using database = await createDatabase(server);
      await mainJob(database, "typeorm", shopEnvironment(database.options));
    });
  });

  it("does so with TypeORM 0.3 and sqlite3", async () => {
    await using database = await createDatabase("sqlite");
    const environment = { ...shopEnvironment(database.options), SHOP_DB_TYPE: "sqlite" };
    await mainJob(database, "typeorm03", environment);
  });
});

async function mainJob(
  database: TestDatabase,
  typeorm: TypeormPackage,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const shop = folder.path;
  await copyShop(shop, "before", typeorm);
  const run = (...args: readonly string[]) => migs(shop, args, environment);

  await run("revision", "--autogenerate", "-m", "the shop opens");
  const [file = ""] = await readdir(join(shop, "migrations"));
  expect(file).to.match(/^[0-9a-f]{12}_the_shop_opens\.ts$/);
  const text = await readFile(join(shop, "migrations", file), "utf8");
  expect(await isFormatted(text, { parser: "typescript" }), "formatted").to.equal(true);
  await run("upgrade", "head");
  await rest(shop, environment);
  await seedShop(database);

  await evolveShop(shop);
  const check = await mig(shop, ["check"], environment);
  expect(check.code, check.stderr).to.equal(3);
  await run("revision", "--autogenerate", "-m", "the shop grows");
  const steps = await run("upgrade");
  expect(steps.stdout).to.match(/↑ [0-9a-f]{12} {2}the shop grows \(\d+ operations, .*\)/);
  await rest(shop, environment);
  expect(await lostRows(database)).to.deep.equal([]);

  await run("revision", "-m", "gifts", "--rev-id", "daa01");
  await useData(shop, "daa01_gifts.ts");
  await run("upgrade");
  expect(await countData(database)).to.deep.equal({
    currency: 2,
    gift_card: 1,
    product: 1,
    user: 3,
  });
  expect(await lostRows(database)).to.deep.equal([]);
  await rest(shop, environment);
  await run("downgrade", "-1");
  expect(Object.values(await countData(database))).to.deep.equal([0, 0, 0, 0]);
  expect(await lostRows(database)).to.deep.equal([]);

  await run("downgrade", "-1");
  expect(await lostRows(database)).to.deep.equal([]);
  await run("downgrade", "base");
  expect(await tableNames(database)).to.deep.equal(["mig_version"]);

  await run("upgrade");
  await rest(shop, environment);
  expect((await run("current")).stdout).to.equal("daa01 (head)\n");
  await rm(join(shop, "migrations"), { recursive: true });
}

/** Neither mig nor TypeORM finds anything to do, and an autogenerate that finds nothing writes nothing. */
async function rest(shop: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const before = await readdir(join(shop, "migrations"));
  expect((await migs(shop, ["check"], environment)).stdout).to.contain("No difference");
  const again = await migs(shop, ["revision", "--autogenerate", "-m", "again"], environment);
  expect(again.stdout).to.contain("No file was written");
  expect(await readdir(join(shop, "migrations"))).to.deep.equal(before);
  expect(await typeormDifference(shop, environment)).to.deep.equal([]);
}
