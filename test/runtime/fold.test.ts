import { expect } from "chai";
import { EMPTY_SCHEMA } from "../../src/schema/model.js";
import { table } from "../../src/schema/spec.js";
import { foldRevisions } from "../../src/runtime/fold.js";
import type { MigrationModule } from "../../src/runtime/steps.js";
import { revision } from "../support/revisions.js";

const revisions = ["a", "b", "c"].map((id) => revision(id));
const account = { name: "account", columns: [{ name: "id", type: "integer" }] };

const fold = (modules: Readonly<Record<string, MigrationModule>>) =>
  foldRevisions(revisions, async ({ id }) => modules[id] ?? {});

describe("folding revisions", () => {
  it("gives what they make of an empty database, one after another", async () => {
    const { schema, stopped } = await fold({
      a: { upgrade: (op) => op.createTable(account) },
      b: { upgrade: (op) => op.addColumn("account", { name: "email", type: "text" }) },
      c: { downgrade: (op) => op.dropTable("account") },
    });
    const columns = [...account.columns, { name: "email", type: "text" }];
    expect(schema).to.deep.equal({ ...EMPTY_SCHEMA, tables: [table({ ...account, columns })] });
    expect(stopped).to.deep.equal([]);
  });

  it("counts what a migration did before it needed rows, and says which that was and why", async () => {
    const { schema, stopped } = await fold({
      a: {
        upgrade: async (op) => {
          await op.createTable(account);
          const [row] = await op.query("SELECT count(*) AS count FROM account");
          if (row === undefined) throw new Error("there must be a row");
          await op.dropTable("account");
        },
      },
      b: { upgrade: (op) => op.createSchema("audit") },
    });
    expect(
      stopped.map(({ revision, error }) => [revision.id, (error as Error).message]),
    ).to.deep.equal([["a", "there must be a row"]]);
    expect(schema.tables.map(({ name }) => name)).to.deep.equal(["account"]);
    expect(schema.namespaces).to.deep.equal([{ name: "audit" }]);
  });
});
