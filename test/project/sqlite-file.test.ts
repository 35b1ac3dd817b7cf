import { expect } from "chai";
import { resolve } from "node:path";
import type { DataSourceOptions } from "typeorm";
import { sqliteFileFrom } from "../../src/project/sqlite-file.js";

describe("project/sqlite-file", () => {
  const from = (root: string, database: string, type = "better-sqlite3") =>
    sqliteFileFrom(root, { type, database } as DataSourceOptions).database;

  it("takes a relative path from the folder, whichever folder one is in", () => {
    for (const root of [resolve("."), resolve("src"), resolve("../elsewhere")]) {
      const found = String(from(root, "data/app.sqlite"));
      expect(resolve(found)).to.equal(resolve(root, "data/app.sqlite"));
    }
    expect(from(resolve("."), "app.sqlite", "sqlite")).to.equal("app.sqlite");
  });

  it("leaves alone what is no file", () => {
    for (const database of [":memory:", "", "file:memory?mode=memory", resolve("/a.sqlite")])
      expect(from("/elsewhere", database)).to.equal(database);
    expect(from("/elsewhere", "shop", "postgres")).to.equal("shop");
  });
});
