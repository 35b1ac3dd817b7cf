import { expect } from "chai";
import { hazardsOf } from "../../src/autogenerate/hazards.js";
import { dialectFor } from "../../src/dialects/index.js";
import type { Code } from "../../src/errors.js";
import { operations, type Operation } from "../../src/operations/index.js";
import { index, primaryKey, unique } from "../../src/schema/spec.js";
import { IMAGINED } from "../support/imagined-servers.js";

const TRAITS = {
  postgres: (await dialectFor(IMAGINED.postgres)).traits,
  mysql: (await dialectFor(IMAGINED.mysql)).traits,
  sqlite: (await dialectFor(IMAGINED.sqlite)).traits,
};
type Name = keyof typeof TRAITS;

const codes = (ops: readonly Operation[], name: Name): readonly Code[] =>
  [...hazardsOf(ops, TRAITS[name]).values()].flat().map(({ code }) => code);

const {
  addCheck,
  addColumn,
  addExclusion,
  addForeignKey,
  addPrimaryKey,
  addUnique,
  alterColumn,
  createIndex,
  createTable,
  dropCheck,
  dropColumn,
  dropForeignKey,
  dropIndex,
  dropPrimaryKey,
  dropUnique,
} = operations;

describe("hazards", () => {
  describe("of one operation, in each database", () => {
    const alter = (
      from: Parameters<typeof alterColumn.of>[1],
      change: Parameters<typeof alterColumn.of>[2],
    ) => alterColumn.of("t", from, change);
    const text = { name: "a", type: "text" };
    const number = { name: "a", type: "integer" };

    const told: Readonly<
      Record<string, readonly [Operation, Readonly<Record<Name, readonly Code[]>>]>
    > = {
      "a NOT NULL column without a default": [
        addColumn.of("t", text),
        { postgres: ["MIG305"], mysql: ["MIG308"], sqlite: ["MIG305"] },
      ],
      "a nullable column": [
        addColumn.of("t", { ...text, nullable: true }),
        { postgres: [], mysql: [], sqlite: [] },
      ],
      "a column that counts": [
        addColumn.of("t", { ...number, generated: "increment" }),
        { postgres: [], mysql: [], sqlite: [] },
      ],
      "fewer digits of a moment": [
        alter({ name: "a", type: "timestamp(6)" }, { type: "timestamp" }),
        { postgres: [], mysql: ["MIG303"], sqlite: [] },
      ],
      "no digits said": [
        alter({ name: "a", type: "timestamp(3)" }, { type: "timestamp" }),
        { postgres: [], mysql: ["MIG303"], sqlite: [] },
      ],
      "a shorter text": [
        alter({ name: "a", type: "varchar(40)" }, { type: "varchar(20)" }),
        { postgres: ["MIG303"], mysql: ["MIG303"], sqlite: [] },
      ],
      "a longer text": [
        alter({ name: "a", type: "varchar(20)" }, { type: "varchar(40)" }),
        { postgres: [], mysql: [], sqlite: [] },
      ],
      "an integer as a real": [
        alter({ name: "a", type: "integer" }, { type: "real" }),
        { postgres: ["MIG303"], mysql: [], sqlite: ["MIG303"] },
      ],
      "NOT NULL": [
        alter({ ...text, nullable: true }, { nullable: false }),
        { postgres: ["MIG304"], mysql: ["MIG304"], sqlite: ["MIG304"] },
      ],
      "a plain column that is computed from now on": [
        alter(text, { generated: "stored", expression: "lower(b)", type: "integer" }),
        { postgres: ["MIG309"], mysql: ["MIG309"], sqlite: ["MIG309"] },
      ],
      "a computed column that is plain from now on": [
        alter(
          { ...text, generated: "stored", expression: "lower(b)" },
          { generated: null, expression: null },
        ),
        { postgres: [], mysql: [], sqlite: [] },
      ],
      "a computed column of another type": [
        alter({ ...text, generated: "stored", expression: "1" }, { type: "integer" }),
        { postgres: [], mysql: [], sqlite: [] },
      ],
      "another collation": [
        alter(text, { collation: "other" }),
        { postgres: ["MIG310"], mysql: ["MIG310"], sqlite: ["MIG310"] },
      ],
      "a column that starts to count": [
        alter(number, { generated: "increment" }),
        { postgres: ["MIG313"], mysql: ["MIG313"], sqlite: ["MIG313"] },
      ],
      "a column that stops counting": [
        alter({ ...number, generated: "increment" }, { generated: null }),
        { postgres: ["MIG313"], mysql: ["MIG313"], sqlite: ["MIG313"] },
      ],
      "an identity that takes no values": [
        alter({ ...number, generated: "identity by default" }, { generated: "identity always" }),
        { postgres: ["MIG313"], mysql: ["MIG313"], sqlite: ["MIG313"] },
      ],
      "an identity instead of a serial": [
        alter({ ...number, generated: "increment" }, { generated: "identity by default" }),
        { postgres: [], mysql: [], sqlite: [] },
      ],
      "a comment and a default": [
        alter(text, { comment: "b", default: "'c'" }),
        { postgres: [], mysql: [], sqlite: [] },
      ],
    };
    for (const [what, [op, answers]] of Object.entries(told))
      it(what, () => {
        for (const name of Object.keys(answers) as readonly Name[])
          expect(codes([op], name), name).to.deep.equal(answers[name]);
      });

    it("characters can be lost only where a collation is one of a character set", () => {
      const said = (collation: string, name: Name) =>
        hazardsOf([alter({ ...text, collation: "utf8mb4_bin" }, { collation })], TRAITS[name])
          .values()
          .next().value?.[0]?.message;
      expect(said("latin1_bin", "mysql")).to.contain("lose characters");
      expect(said("utf8mb4_unicode_ci", "mysql")).not.to.contain("lose characters");
      expect(said("C", "postgres")).not.to.contain("lose characters");
    });
  });

  describe("that the other operations of the list rule out", () => {
    const key = { columns: ["a"], references: { table: "u", columns: ["id"] } };
    const full = { ...addForeignKey.of("t", key).constraint, name: "old" };
    const one = { name: "a", type: "integer", nullable: true };
    const none: Readonly<Record<string, readonly Operation[]>> = {
      "everything on a table that the list makes": [
        createTable.of({ name: "t", columns: [one] }),
        addForeignKey.of("t", key),
        createIndex.of("t", { name: "i", columns: ["a"], unique: true }),
        addColumn.of("t", { name: "b", type: "text" }),
      ],
      "a foreign key on a new column full of nulls": [
        addColumn.of("t", one),
        addForeignKey.of("t", key),
      ],
      "a unique constraint on a new column full of nulls": [
        addColumn.of("t", one),
        addUnique.of("t", { columns: ["a", "b"] }),
      ],
      "a foreign key that steps aside, or acts in another way": [
        { ...dropForeignKey.of("t", "old"), was: full },
        addForeignKey.of("t", { ...key, name: "new", onDelete: "CASCADE" }),
      ],
      "a check under another name": [
        { ...dropCheck.of("t", "old"), was: { name: "old", expression: "a > 0" } },
        addCheck.of("t", { name: "new", expression: "a > 0" }),
      ],
      "a unique index for a unique constraint": [
        { ...dropUnique.of("t", "old"), was: unique({ name: "old", columns: ["a"] }) },
        createIndex.of("t", {
          name: "new",
          columns: [{ column: "a", order: "DESC" }],
          unique: true,
        }),
      ],
      "a unique constraint for a primary key": [
        { ...dropPrimaryKey.of("t", null), was: primaryKey(["a"]) },
        addUnique.of("t", { columns: ["a"], nullsNotDistinct: true }),
      ],
      "a primary key of more columns": [
        { ...dropPrimaryKey.of("t", null), was: primaryKey(["a"]) },
        addPrimaryKey.of("t", ["b", "a"]),
      ],
    };
    for (const [what, ops] of Object.entries(none))
      it(what, () => {
        expect(codes(ops, "postgres")).to.deep.equal([]);
      });
  });

  describe("that they do not rule out", () => {
    const one = { name: "a", type: "integer", nullable: true };
    const key = { columns: ["a"], references: { table: "u", columns: ["id"] } };
    const some: Readonly<Record<string, readonly [readonly Operation[], readonly Code[]]>> = {
      "a foreign key on a new column with a default": [
        [addColumn.of("t", { ...one, default: "0" }), addForeignKey.of("t", key)],
        ["MIG312"],
      ],
      "a foreign key to another table": [
        [
          { ...dropForeignKey.of("t", "old"), was: addForeignKey.of("t", key).constraint },
          addForeignKey.of("t", { ...key, references: { table: "v", columns: ["id"] } }),
        ],
        ["MIG312"],
      ],
      "a foreign key of another table": [
        [
          { ...dropForeignKey.of("s", "old"), was: addForeignKey.of("s", key).constraint },
          addForeignKey.of("t", key),
        ],
        ["MIG312"],
      ],
      "one whose drop does not say what it was": [
        [dropForeignKey.of("t", "old"), addForeignKey.of("t", key)],
        ["MIG312"],
      ],
      "a primary key on a new column full of nulls": [
        [addColumn.of("t", one), addPrimaryKey.of("t", ["a"])],
        ["MIG306"],
      ],
      "nulls that are alike": [
        [addColumn.of("t", one), addUnique.of("t", { columns: ["a"], nullsNotDistinct: true })],
        ["MIG306"],
      ],
      "a primary key for a unique constraint, which may hold nulls": [
        [
          { ...dropUnique.of("t", "old"), was: unique({ columns: ["a"] }) },
          addPrimaryKey.of("t", ["a"]),
        ],
        ["MIG306"],
      ],
      "fewer columns": [
        [
          { ...dropUnique.of("t", "old"), was: unique({ columns: ["a", "b"] }) },
          addUnique.of("t", { columns: ["a"] }),
        ],
        ["MIG306"],
      ],
      "an index that was unique for some rows": [
        [
          {
            ...dropIndex.of("t", "old"),
            was: index({ name: "old", columns: ["a"], unique: true, where: "b" }),
          },
          createIndex.of("t", { name: "new", columns: ["a"], unique: true }),
        ],
        ["MIG306"],
      ],
      "another condition, and an exclusion": [
        [
          { ...dropCheck.of("t", "c"), was: { name: "c", expression: "a > 0" } },
          addCheck.of("t", { name: "c", expression: "a > 1" }),
          addExclusion.of("t", { name: "e", expression: "USING gist (a WITH &&)" }),
        ],
        ["MIG311", "MIG311"],
      ],
      "a column that is dropped": [[dropColumn.of("t", "a")], ["MIG302"]],
    };
    for (const [what, [ops, expected]] of Object.entries(some))
      it(what, () => {
        expect(codes(ops, "postgres")).to.deep.equal(expected);
      });
  });
});
