import type { Unseen } from "../dialects/dialect.js";
import { grouped } from "../dialects/grouped.js";
import type { Schema } from "../schema/model.js";
import { qualify } from "../schema/name.js";
import { included } from "./included.js";
import { COMPARE_ALL } from "./policy.js";

/** Both schemas without what may be in the database unseen: no difference is made of that. */
export function seen(
  actual: Schema,
  wanted: Schema,
  unseen: readonly Unseen[],
): readonly [actual: Schema, wanted: Schema] {
  if (unseen.length === 0) return [actual, wanted];
  const hidden = new Set(unseen.map(({ kind, name }) => JSON.stringify([kind, name])));
  return included(actual, wanted, {
    ...COMPARE_ALL,
    includes: ({ kind, schema, table, name }) =>
      !hidden.has(JSON.stringify([kind, table ?? qualify(schema, name)])),
  });
}

/** What is to be said of it: one sentence for each kind and right. */
export function unseenNotes(unseen: readonly Unseen[]): readonly string[] {
  const groups = grouped(unseen, ({ kind, right }) => JSON.stringify([kind, right]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const names = group.map(({ name }) => name);
    return `${SUBJECTS[first.kind]} ${listed(names)} were not compared, as the user has no right to see them: it needs ${first.right}.`;
  });
}

const SUBJECTS: { readonly [K in Unseen["kind"]]: string } = {
  table: "Tables:",
  view: "Views:",
  check: "The checks of",
  "foreign key": "The foreign keys of",
};

/** No more of them than are worth reading. */
function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const LISTED = 10;
