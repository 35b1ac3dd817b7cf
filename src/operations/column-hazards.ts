import { isComputed, type Column, type ForeignKey, type TableName } from "../schema/model.js";
import type { Hazard, ValueRules } from "./operation.js";

/** What rows make of a new column. */
export function addHazards(
  table: TableName,
  column: Column,
  { fillsNotNull }: ValueRules,
): readonly Hazard[] {
  if (column.nullable || column.default !== null || column.generated !== null) return [];
  const added = `adds ${table}.${column.name} NOT NULL without a default`;
  return fillsNotNull
    ? [
        {
          code: "MIG308",
          message: `${added}, for which the server would give rows '', 0, the first value of an enum, or a zero date`,
        },
      ]
    : [{ code: "MIG305", message: `${added}, which rows cannot meet` }];
}

/** What rows make of a foreign key. */
export const keyHazards = (
  table: TableName,
  { columns, references }: ForeignKey,
): readonly Hazard[] => [
  {
    code: "MIG312",
    message: `ties ${table} (${columns.join(", ")}) to ${references.table}, which fails if rows refer to none`,
  },
];

/** What the values of a column can lose, and what they can fail on, when it changes. */
export function alterHazards(
  table: TableName,
  from: Column,
  change: Partial<Column>,
  rules: ValueRules,
): readonly Hazard[] {
  const to: Column = { ...from, ...change };
  const name = `${table}.${from.name}`;
  const nulls: readonly Hazard[] =
    change.nullable === false
      ? [{ code: "MIG304", message: `makes ${name} NOT NULL, which fails on nulls` }]
      : [];
  // What is computed can be computed again.
  if (isComputed(from)) return nulls;
  if (isComputed(to))
    return [
      { code: "MIG309", message: `replaces the values of ${name} by computed ones` },
      ...nulls,
    ];
  return [
    ...typeHazards(name, from, to, rules),
    ...collationHazards(name, from, to, rules),
    ...nulls,
    ...counterHazards(name, from, to),
  ];
}

const typeHazards = (
  name: string,
  from: Column,
  to: Column,
  { keeps }: ValueRules,
): readonly Hazard[] =>
  keeps(from.type, to.type)
    ? []
    : [
        {
          code: "MIG303",
          message: `changes ${name} from ${from.type} to ${to.type}, which can fail or lose values`,
        },
      ];

function collationHazards(
  name: string,
  from: Column,
  to: Column,
  { collationsHaveCharsets }: ValueRules,
): readonly Hazard[] {
  if (from.collation === to.collation && from.charset === to.charset) return [];
  const loses = collationsHaveCharsets && !isSameCharset(from, to);
  return [
    {
      code: "MIG310",
      message:
        `changes ${name} from ${collationText(from)} to ${collationText(to)}, ` +
        `which can make values equal${loses ? " and lose characters" : ""}`,
    },
  ];
}

/** Collations are called after their character set: `utf8mb4_bin`. That of the table is not known here. */
function isSameCharset(from: Column, to: Column): boolean {
  const charset = (column: Column) => column.charset ?? column.collation?.split("_")[0];
  return charset(from) !== undefined && charset(from) === charset(to);
}

const collationText = ({ charset, collation }: Column): string =>
  collation === null && charset === null
    ? "the usual collation"
    : [charset, collation].filter((word) => word !== null).join(" ");

function counterHazards(name: string, from: Column, to: Column): readonly Hazard[] {
  if (from.generated === to.generated) return [];
  if (to.generated === null)
    return [
      {
        code: "MIG313",
        message: `numbers ${name} no longer, which fails where rows are added without a value`,
      },
    ];
  if (to.generated === "identity always")
    return [
      {
        code: "MIG313",
        message: `numbers ${name} always, which fails where rows are added with a value`,
      },
    ];
  return from.generated === null
    ? [{ code: "MIG313", message: `numbers ${name}, also in rows that have no number yet` }]
    : [];
}
