import { expect } from "chai";
import { withKeptTables } from "../../src/dialects/kept-tables.js";
import { mysql } from "../../src/dialects/mysql/index.js";
import { postgres } from "../../src/dialects/postgres/index.js";
import { sqlite } from "../../src/dialects/sqlite/index.js";
import { operations, type Operation } from "../../src/operations/index.js";
import { IMAGINED } from "../support/imagined-servers.js";
import { SAMPLES } from "../support/samples.js";

const { mysql: shop } = IMAGINED;

describe("the name of a table in an operation", () => {
  it("is the one of the normal form", () => {
    const { keptTable } = postgres(IMAGINED.postgres);
    expect(["public.users", "users", "audit.users"].map(keptTable)).to.deep.equal([
      ...["users", "users", "audit.users"],
    ]);
    expect(["shop.Users", "Audit.Users"].map(mysql(shop).keptTable)).to.deep.equal([
      ...["Users", "Audit.Users"],
    ]);
    const lower = mysql({ ...shop, lowerCaseTables: true });
    expect(["SHOP.Users", "Audit.Users"].map(lower.keptTable)).to.deep.equal([
      ...["users", "audit.users"],
    ]);
    expect(sqlite(IMAGINED.sqlite).keptTable("Users")).to.equal("Users");
  });

  it("is found wherever it stands", () => {
    const marked = (op: Operation) => JSON.stringify(withKeptTables(op, (name) => `~${name}`));
    const key = { name: "f", columns: ["a"], references: { table: "b", columns: ["a"] } };
    const a = { name: "a", columns: [{ name: "a", type: "int" }], foreignKeys: [key] };
    for (const [op, ...names] of [
      [operations.createTable.of(a), "name", "table"],
      [operations.dropTable.of("a"), "name"],
      [operations.renameTable.of("a", "b"), "from", "to"],
      [operations.createView.of({ name: "v", query: "SELECT 1" }), "name"],
      [operations.dropView.of("v"), "name"],
      [operations.addForeignKey.of("a", key), "table", "table"],
      [operations.dropColumn.of("a", "b"), "table"],
      [operations.renameColumn.of("a", "b", "c"), "table"],
      [operations.dropEnum.of("a")],
    ] as const)
      expect([...marked(op).matchAll(/"(\w+)":"~/g)].map(([, name]) => name)).to.have.members(
        names,
      );
  });

  for (const op of Object.values(SAMPLES))
    it(`is all that changes in ${op.kind}`, () => {
      expect(withKeptTables(op, (name) => name)).to.deep.equal(op);
    });
});
