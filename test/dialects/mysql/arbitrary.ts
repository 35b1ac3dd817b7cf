import fc from "fast-check";
import { EMPTY_SCHEMA, type Schema, type Table } from "../../../src/schema/model.js";
import { table, type ColumnSpec, type IndexSpec } from "../../../src/schema/spec.js";
import type { ServerName } from "../../support/databases.js";
import { DEFAULTS, TYPES, TYPES_OF } from "./spellings.js";

/** Schemas in any spelling that the server takes, with as much of everything as fits. */
export const arbitrarySchema = (server: ServerName): fc.Arbitrary<Schema> =>
  fc
    .uniqueArray(arbitraryTable(server), {
      minLength: 1,
      maxLength: 3,
      selector: ({ name }) => name.toLowerCase(),
    })
    .map((tables) => ({ ...EMPTY_SCHEMA, tables: linked(tables) }));

const NAME = fc.oneof(
  fc.constantFrom("a", "B", "user name", "select", "ünï", 'q"uote', "tick`s", "dot.ted", "back\\"),
  fc.stringMatching(/^[a-z]{1,12}$/),
);
const TEXT = fc.option(
  fc.constantFrom("plain", "it's", 'said "so"', "back\\slash", "ü€😀", "new\nline", ""),
);

const named = <T extends { readonly name: string | null }>(
  items: fc.Arbitrary<T>,
  maxLength: number,
) => fc.uniqueArray(items, { maxLength, selector: ({ name }) => name?.toLowerCase() });

function arbitraryTable(server: ServerName): fc.Arbitrary<Table> {
  return fc
    .record({
      name: NAME,
      columns: named(arbitraryColumn(server), 6),
      comment: TEXT,
      key: fc.constantFrom("none", "plain", "counted"),
      unique: fc.boolean(),
      checked: fc.boolean(),
      engine: fc.constantFrom(null, null, "InnoDB", "innodb"),
      collation: fc.constantFrom(null, null, "utf8mb4_unicode_ci", "utf8mb4_general_ci"),
    })
    .chain(({ name, columns, key, unique, checked, ...rest }) =>
      fc
        .uniqueArray(arbitraryIndex(columns), { maxLength: 3, selector: (i) => i.name })
        .map((indexes) =>
          table({
            ...rest,
            name:
              name.includes(".") || name.includes('"') ? `"${name.replaceAll('"', '""')}"` : name,
            columns: [
              { name: "id", type: "int(11)", ...(key === "counted" && { generated: "increment" }) },
              { name: "n", type: "integer", nullable: true },
              { name: "link", type: "int", nullable: true },
              ...columns.filter(({ name }) => !["id", "n", "link"].includes(name)),
            ],
            primaryKey: key === "none" ? null : ["id"],
            uniques: unique ? [{ name: "u_id", columns: ["id"] }] : [],
            checks: checked ? [{ name: `k_${name}`.slice(0, 60), expression: "(n  >  0)" }] : [],
            indexes,
          }),
        ),
    );
}

function arbitraryColumn(server: ServerName): fc.Arbitrary<ColumnSpec> {
  const types = Object.keys({ ...TYPES, ...TYPES_OF[server] });
  const plain = fc.record({ type: fc.constantFrom(...types) });
  const withDefault = fc
    .constantFrom(...DEFAULTS)
    .map(([type, text]) => ({ type, default: text, nullable: true }));
  const moment = fc.constantFrom(
    { type: "datetime(6)", default: "now(6)", onUpdate: "current_timestamp(6)" },
    { type: "datetime(3)", default: null, onUpdate: "now(3)" },
    { type: "timestamp", default: null, onUpdate: "current_timestamp" },
  );
  const computed = fc.record({
    type: fc.constant("bigint"),
    nullable: fc.constant(true),
    generated: fc.constantFrom("stored" as const, "virtual" as const),
    expression: fc.constantFrom("n + 1", "(`n`*2)", "if(n > 1,  1, 0)"),
  });
  const text = fc.record({
    type: fc.constantFrom("varchar(20)", "enum('a','b')", "char(3)"),
    charset: fc.constantFrom(null, "utf8mb4", "latin1"),
    collation: fc.constant(null),
  });
  const collated = fc.record({
    type: fc.constant("varchar(20)"),
    collation: fc.constantFrom("utf8mb4_bin", "latin1_bin", "utf8_general_ci", "ascii_bin"),
  });
  return fc
    .tuple(NAME, fc.oneof(plain, withDefault, moment, computed, text, collated), fc.boolean(), TEXT)
    .map(([name, shape, nullable, comment]) => ({ nullable, comment, ...shape, name }));
}

const INDEXABLE = /^(int|bigint|date|datetime|varchar|enum|decimal)\b/i;

function arbitraryIndex(columns: readonly ColumnSpec[]): fc.Arbitrary<IndexSpec> {
  const names = columns
    .filter(({ type, generated }) => INDEXABLE.test(type) && generated !== "virtual")
    .map(({ name }) => name);
  const key = fc.record({
    column: fc.constantFrom("id", ...names),
    order: fc.constantFrom("ASC" as const, "DESC" as const),
  });
  return fc.record({
    name: fc.stringMatching(/^[a-zA-Z]{2,9}$/).map((name) => `i_${name.toLowerCase()}`),
    columns: fc.uniqueArray(key, {
      minLength: 1,
      maxLength: 3,
      selector: ({ column }) => column.toLowerCase(),
    }),
    unique: fc.boolean(),
  });
}

/** Each table but the first refers to the first, where that has a key. */
function linked(tables: readonly Table[]): readonly Table[] {
  const [first] = tables;
  if (!first?.primaryKey) return tables;
  return tables.map((table, at) =>
    at === 0
      ? table
      : {
          ...table,
          foreignKeys: [
            {
              name: `f_${at}`,
              columns: ["link"],
              references: { table: first.name, columns: ["id"] },
              onDelete: at === 1 ? "CASCADE" : "RESTRICT",
              onUpdate: "NO ACTION",
              deferrable: null,
            },
          ],
        },
  );
}
