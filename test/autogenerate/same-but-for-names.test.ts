import { expect } from "chai";
import { compare } from "../../src/autogenerate/compare.js";
import { renamesOfTheSame } from "../../src/autogenerate/same-but-for-names.js";
import { dialectFor } from "../../src/dialects/index.js";
import { applyAll, args, type Operation } from "../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { table, type TableSpec } from "../../src/schema/spec.js";
import { IMAGINED } from "../support/imagined-servers.js";

const TRAITS = {
  postgres: (await dialectFor(IMAGINED.postgres)).traits,
  mysql: (await dialectFor(IMAGINED.mysql)).traits,
  sqlite: (await dialectFor(IMAGINED.sqlite)).traits,
};
type Name = keyof typeof TRAITS;

const cat = (spec: Partial<TableSpec>, ...others: readonly TableSpec[]): Schema => ({
  ...EMPTY_SCHEMA,
  tables: [
    {
      name: "cat",
      columns: [
        { name: "id", type: "integer" },
        { name: "name", type: "text" },
      ],
      ...spec,
    },
    ...others,
  ].map(table),
});

const index = (name: string) => ({ name, columns: ["name"] });
const unique = (name: string) => ({ name, columns: ["name"] });
const check = (name: string) => ({ name, expression: "id > 0" });
const key = (name: string) => ({ name, columns: ["id"] });
const self = (name: string) => ({
  name,
  columns: ["id"],
  references: { table: "cat", columns: ["id"] },
});
const dog = (spec: Partial<TableSpec>): TableSpec => ({
  name: "dog",
  columns: [{ name: "name", type: "text" }],
  ...spec,
});

const INDEX = "renameIndex cat a b";
const CONSTRAINT = "renameConstraint cat a b";
const TOLD: Readonly<
  Record<
    string,
    readonly [from: Schema, to: Schema, does: Readonly<Record<Name, readonly string[]>>]
  >
> = {
  "an index": [
    cat({ indexes: [index("a")] }),
    cat({ indexes: [index("b")] }),
    { postgres: [INDEX], mysql: [INDEX], sqlite: [] },
  ],
  "a unique": [
    cat({ uniques: [unique("a")] }),
    cat({ uniques: [unique("b")] }),
    { postgres: [CONSTRAINT], mysql: [], sqlite: [] },
  ],
  "a check": [
    cat({ checks: [check("a")] }),
    cat({ checks: [check("b")] }),
    { postgres: [CONSTRAINT], mysql: [], sqlite: [] },
  ],
  "a primary key": [
    cat({ primaryKey: key("a") }),
    cat({ primaryKey: key("b") }),
    { postgres: [CONSTRAINT], mysql: [], sqlite: [] },
  ],
  "a foreign key": [
    cat({ foreignKeys: [self("a")] }),
    cat({ foreignKeys: [self("b")] }),
    { postgres: [CONSTRAINT], mysql: [], sqlite: [] },
  ],
  "two that say the same, each once": [
    cat({ indexes: [index("a"), index("c")] }),
    cat({ indexes: [index("b"), index("d")] }),
    {
      postgres: [INDEX, "renameIndex cat c d"],
      mysql: [INDEX, "renameIndex cat c d"],
      sqlite: [],
    },
  ],
  "one that changes otherwise is none": [
    cat({ indexes: [index("a")] }),
    cat({ indexes: [{ ...index("b"), unique: true }] }),
    { postgres: [], mysql: [], sqlite: [] },
  ],
  "one of another table is none": [
    cat({ indexes: [index("a")] }, dog({})),
    cat({}, dog({ indexes: [index("b")] })),
    { postgres: [], mysql: [], sqlite: [] },
  ],
  "a name that something has already is none": [
    cat({ indexes: [index("a")] }, dog({ indexes: [index("b")] })),
    cat({ indexes: [index("b")] }, dog({ indexes: [index("c")] })),
    { postgres: ["renameIndex dog b c"], mysql: ["renameIndex dog b c"], sqlite: [] },
  ],
};

describe("what is the same but for its name", () => {
  for (const [what, [from, to, does]] of Object.entries(TOLD))
    it(`${what}, in each database`, () => {
      for (const name of Object.keys(TRAITS) as readonly Name[])
        expect(renamesOfTheSame(from, to, TRAITS[name]).map(written), name).to.deep.equal(
          does[name],
        );
    });

  for (const [what, [from, to]] of Object.entries(TOLD))
    it(`law: ${what}: with what is left to do, it arrives`, () => {
      for (const traits of Object.values(TRAITS)) {
        const renames = renamesOfTheSame(from, to, traits);
        const renamed = applyAll(renames, from);
        const rest = compare(renamed, to, traits);
        expect(compare(applyAll(rest, renamed), to, traits)).to.deep.equal([]);
        expect(renamesOfTheSame(to, to, traits)).to.deep.equal([]);
      }
    });
});

const written = (op: Operation) => [op.kind, ...args(op)].join(" ");
