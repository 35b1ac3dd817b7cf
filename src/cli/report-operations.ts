import ansis from "ansis";
import type { Unknown } from "../autogenerate/difference.js";
import type { Operation } from "../operations/index.js";
import type { Comparison } from "../project/revise.js";

/** One line for each operation, its hazards under it, and what was left alone at the end. */
export function comparisonLines({ operations, hazards, unknown }: Comparison): readonly string[] {
  return [
    ...operations.flatMap((op) => [
      `  ${operationLine(op)}`,
      ...(hazards.get(op) ?? []).map(
        ({ code, message }) => `      ${ansis.yellow(`! ${code}`)} ${message}`,
      ),
    ]),
    ...unknownLines(unknown),
  ];
}

/** What the database has, no entity knows, and no revision of this project made. */
export const unknownLines = (unknown: readonly Unknown[]): readonly string[] =>
  unknown.length === 0
    ? []
    : [
        `Left alone, as no entity and no revision of this project knows them: ${unknown
          .map(({ kind, name }) => `${kind} ${name}`)
          .join(", ")}.`,
      ];

/** The same as data, for `--json`. */
export const comparisonJson = ({ operations, hazards, unknown }: Comparison) => ({
  operations,
  hazards: operations.flatMap((op, operation) =>
    (hazards.get(op) ?? []).map((hazard) => ({ operation, ...hazard })),
  ),
  unknown,
});

/** `+ users.age integer`: what a person sees of an operation. */
function operationLine(op: Operation): string {
  const [sign, subject] = describe(op);
  return `${SIGNS[sign]} ${subject}`;
}

type Sign = "+" | "-" | "~";
const SIGNS: Readonly<Record<Sign, string>> = {
  "+": ansis.green("+"),
  "-": ansis.red("-"),
  "~": ansis.yellow("~"),
};

function describe(op: Operation): readonly [Sign, string] {
  const named = (name: string | null, columns: readonly (string | null)[] = []) =>
    [name, columns.length > 0 && `(${columns.join(", ")})`].filter(Boolean).join(" ");
  switch (op.kind) {
    case "createSchema":
      return ["+", `schema ${op.name}`];
    case "dropSchema":
      return ["-", `schema ${op.name}`];
    case "createExtension":
      return ["+", `extension ${op.name}`];
    case "dropExtension":
      return ["-", `extension ${op.name}`];
    case "createEnum":
      return ["+", `enum ${op.type.name} (${op.type.values.join(", ")})`];
    case "dropEnum":
      return ["-", `enum ${op.name}`];
    case "alterEnum":
      return ["~", `enum ${op.name} (${op.to.join(", ")})`];
    case "createTable":
      return [
        "+",
        `table ${op.table.name} (${op.table.columns.map(({ name }) => name).join(", ")})`,
      ];
    case "dropTable":
      return ["-", `table ${op.name}`];
    case "renameTable":
      return ["~", `table ${op.from} is now ${op.to}`];
    case "setTableComment":
      return ["~", `comment of ${op.table}`];
    case "addColumn":
      return ["+", `${op.table}.${op.column.name} ${op.column.type}`];
    case "dropColumn":
      return ["-", `${op.table}.${op.column}`];
    case "alterColumn":
      return ["~", `${op.table}.${op.column.name} ${changes(op)}`];
    case "renameColumn":
      return ["~", `${op.table}.${op.from} is now ${op.to}`];
    case "addPrimaryKey":
      return ["+", `${op.table} primary key ${named(op.primaryKey.name, op.primaryKey.columns)}`];
    case "dropPrimaryKey":
      return ["-", `${op.table} primary key ${named(op.name, op.was?.columns)}`];
    case "addUnique":
      return ["+", `${op.table} unique ${named(op.constraint.name, op.constraint.columns)}`];
    case "dropUnique":
      return ["-", `${op.table} unique ${named(op.name, op.was?.columns)}`];
    case "addCheck":
      return ["+", `${op.table} check ${named(op.constraint.name, [op.constraint.expression])}`];
    case "dropCheck":
      return ["-", `${op.table} check ${named(op.name, op.was && [op.was.expression])}`];
    case "addExclusion":
      return ["+", `${op.table} exclusion ${op.constraint.name}`];
    case "dropExclusion":
      return ["-", `${op.table} exclusion ${op.name}`];
    case "addForeignKey":
      return [
        "+",
        `${op.table} foreign key ${named(op.constraint.name, op.constraint.columns)} to ${op.constraint.references.table}`,
      ];
    case "dropForeignKey":
      return ["-", `${op.table} foreign key ${named(op.name, op.was?.columns)}`];
    case "createIndex":
      return [
        "+",
        `${op.table} ${op.index.unique ? "unique " : ""}index ${named(
          op.index.name,
          op.index.columns.map((key) => key.column ?? key.expression),
        )}`,
      ];
    case "dropIndex":
      return ["-", `${op.table} index ${op.name}`];
    case "execute":
      return ["~", op.statement];
  }
}

const changes = ({ column, change }: Extract<Operation, { kind: "alterColumn" }>) =>
  Object.entries(change)
    .map(([facet, to]) => {
      const from = column[facet as keyof typeof column];
      if (facet === "nullable") return to ? "null" : "not null";
      return `${facet}: ${String(from ?? "none")} → ${String(to ?? "none")}`;
    })
    .join(", ");
