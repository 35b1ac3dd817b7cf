import type { Placed, Unsettled } from "../autogenerate/unsettled.js";
import type { Dialect } from "../dialects/dialect.js";
import type { Origin } from "../entities/origin.js";
import { MigError } from "../errors.js";
import { EMPTY_SCHEMA } from "../schema/model.js";
import { table as completeTable } from "../schema/spec.js";
import { counted } from "../wording.js";

/** Refuses (MIG514) a target with expressions that the database refuses, naming entity, property and its words. */
export function refuseRefused(
  refused: readonly Unsettled[],
  target: { readonly title: string; readonly origins: readonly Origin[] },
  { dialect, title }: { readonly dialect: Dialect; readonly title: string },
): void {
  if (refused.length === 0) return;
  const lines = refused.map(({ expression, words }) => {
    const where = WHERE[expression.place](
      expression.of,
      nameOf(expression, target.origins, dialect),
    );
    return `  ${where}, ${expression.text}: ${words}`;
  });
  const count = counted(lines.length, "expression");
  throw new MigError(
    "MIG514",
    `The ${title} refuses ${count} of ${target.title}:\n${lines.join("\n")}`,
    "Correct them there. What an expression needs and mig does not make, such as a function, goes into an earlier revision.",
  );
}

/** Where an expression stands, given the name of the constraint or index and that of the entity or property. */
const WHERE: { readonly [P in Placed["place"]]: (of: string, name: string) => string } = {
  default: (_, name) => `the default of ${name}`,
  "on update": (_, name) => `onUpdate of ${name}`,
  generated: (_, name) => `the expression of ${name}`,
  check: (of, name) => `the check ${of} of ${name}`,
  exclusion: (of, name) => `the exclusion ${of} of ${name}`,
  "index key": (of, name) => `a key of the index ${of} of ${name}`,
  view: (_, name) => `the query of the view ${name}`,
  "index predicate": (of, name) => `the predicate of the index ${of} of ${name}`,
};

/** `User.age (users.age)`, as far as it is known. */
function nameOf({ table, column }: Placed, origins: readonly Origin[], dialect: Dialect): string {
  const name = column === null ? table.name : `${table.name}.${column}`;
  for (const { entity, ...origin } of origins) {
    const columns = origin.columns.map((column) => ({ name: column.name, type: "text" }));
    const stored = completeTable({ name: origin.table, columns });
    const [kept] = dialect.normalize({ ...EMPTY_SCHEMA, tables: [stored] }).tables;
    if (kept?.name !== table.name) continue;
    const at = kept.columns.findIndex((one) => one.name === column);
    const property = origin.columns[at]?.property;
    if (column === null || property !== undefined)
      return `${entity}${property === undefined ? "" : `.${property}`} (${name})`;
  }
  return name;
}
