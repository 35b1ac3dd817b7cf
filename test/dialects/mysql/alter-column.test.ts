import { expect } from "chai";
import { settle } from "../../../src/autogenerate/settle.js";
import { inverse, operations } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { column, table } from "../../../src/schema/spec.js";
import { ALTERATIONS, type Alteration } from "./alterations.js";
import { making, onBoth, open, type Opened } from "./database.js";

describe("altering a column", () => {
  onBoth((server) => {
    let opened: Opened;
    before(async () => (opened = await open(server)));
    after(() => opened[Symbol.asyncDispose]());

    for (const alteration of ALTERATIONS.filter(
      ({ only }) => only === undefined || only === server,
    ))
      it(`${alteration.name}: what is read is what was asked, and rows and undo are exact`, async () => {
        await check(alteration, opened);
      });
  });
});

async function check(alteration: Alteration, opened: Opened): Promise<void> {
  const { dialect, query } = opened;
  await query("DROP TABLE IF EXISTS t");
  await opened.run(making(schemaOf(alteration)));
  const values = alteration.values ?? ["DEFAULT", "DEFAULT"];
  for (const [at, value] of values.entries())
    await query(`INSERT INTO t (id, c, z) VALUES (${at + 1}, ${value}, ${10 + at})`);
  const [before, rowsBefore] = [await opened.reflect(), await rows(opened)];

  const own = before.tables[0]?.columns.find(({ name }) => name === "c");
  const op = operations.alterColumn.of(
    "t",
    own ?? column({ name: "c", type: "" }),
    alteration.change,
  );
  const asked = dialect.normalize(await opened.run([op], before));
  const read = await opened.reflect();
  expect(read).to.deep.equal((await settle(read, asked, dialect, query)).wanted);
  expect(read).not.to.deep.equal(before);
  expect(await rows(opened)).to.deep.equal(alteration.after ?? rowsBefore);

  const undo = inverse(op);
  if (!undo) throw new Error("an alteration can be undone");
  await opened.run([undo], read);
  expect(await opened.reflect()).to.deep.equal(before);
  expect(await rows(opened)).to.deep.equal(rowsBefore);
}

const schemaOf = ({ column, rested }: Alteration): Schema => ({
  ...EMPTY_SCHEMA,
  tables: [
    table({
      name: "t",
      columns: [
        { name: "id", type: "int" },
        { ...column, name: "c" },
        { name: "z", type: "int", nullable: true },
      ],
      primaryKey: ["id"],
      indexes: rested ? [{ name: "by_c", columns: ["c", "z"] }] : [],
      checks: rested ? [{ name: "c_known", expression: "`c` > 0" }] : [],
    }),
  ],
});

/** The values of the column as text, in the order of the rows. */
async function rows({ query }: Opened): Promise<readonly (string | null)[]> {
  const found = await query("SELECT CAST(c AS CHAR) AS c FROM t ORDER BY id");
  return found.map((row) => row["c"] as string | null);
}
