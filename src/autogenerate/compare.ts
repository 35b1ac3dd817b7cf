import type { Traits } from "../dialects/dialect.js";
import { inOrder, operations, type Operation } from "../operations/index.js";
import type { Schema, Sequence, Table } from "../schema/model.js";
import type { SequenceChange } from "../schema/spec.js";
import { compareEnum, withRewrites } from "./compare-enum.js";
import { compareTable } from "./compare-table.js";
import { disturbedForeignKeys } from "./foreign-keys.js";
import { freeing } from "./names.js";
import { compareViews } from "./compare-views.js";
import { pair } from "./pair.js";

/**
 * What turns one schema into another, in an order that runs from top to bottom. Both are in the normal form
 * of the same dialect. Nothing is guessed: what is gone is dropped, what is new is added. Beside that come the others:
 * renames, of which the first schema is what they have made of it, and what something else has found.
 */
export function compare(
  from: Schema,
  to: Schema,
  traits: Traits,
  others: readonly Operation[] = [],
): readonly Operation[] {
  const namespaces = pair(from.namespaces, to.namespaces);
  const extensions = pair(from.extensions, to.extensions);
  const enums = pair(from.enums, to.enums);
  const sequences = pair(from.sequences, to.sequences);
  const tables = pair(from.tables, to.tables);
  const ops: Operation[] = [
    ...others,
    ...namespaces.added.map(({ name }) => operations.createSchema.of(name)),
    ...namespaces.removed.map(({ name }) => operations.dropSchema.of(name)),
    ...extensions.added.map(({ name }) => operations.createExtension.of(name)),
    ...extensions.removed.map(({ name }) => operations.dropExtension.of(name)),
    ...enums.added.map(({ name, values }) => operations.createEnum.of(name, values)),
    ...enums.removed.map((was) => ({ ...operations.dropEnum.of(was.name), was })),
    ...enums.kept.flatMap(([was, type]) => compareEnum(was, type, from)),
    ...tables.added.flatMap((table) => create(table, traits)),
    ...tables.removed.flatMap((table) => drop(table, traits)),
    ...tables.kept.flatMap(([was, table]) =>
      was === table ? [] : [...compareTable(was, table, traits)],
    ),
    ...disturbedForeignKeys(tables.kept, traits),
    ...sequences.added.map((sequence): Operation => ({ kind: "createSequence", sequence })),
    ...sequences.removed.map((was): Operation => ({ kind: "dropSequence", name: was.name, was })),
    ...sequences.kept.flatMap(([was, sequence]) => compareSequence(was, sequence)),
    ...compareViews(from, to, traits),
  ];
  return inOrder(withRewrites(ops), { together: traits.rebuildsTables, freeing: freeing(ops) });
}

function compareSequence(from: Sequence, to: Sequence): readonly Operation[] {
  const facets = Object.keys(from) as (keyof Sequence)[];
  const isOther = (facet: keyof Sequence) => from[facet] !== to[facet];
  if (!facets.some(isOther)) return [];
  // A new type brings its own limits where none are said.
  const limits = isOther("type") ? ["min", "max"] : [];
  const changed = facets.filter((facet) => isOther(facet) || limits.includes(facet));
  const facetsOf = (sequence: Sequence): SequenceChange =>
    Object.fromEntries(changed.map((facet) => [facet, sequence[facet]]));
  return [operations.alterSequence.of(from.name, facetsOf(from), facetsOf(to))];
}

/** A table and its foreign keys apart, so that tables need no order and circles are no special case. */
function create(table: Table, { forwardReferences }: Traits): readonly Operation[] {
  if (forwardReferences) return [{ kind: "createTable", table }];
  return [
    { kind: "createTable", table: { ...table, foreignKeys: [] } },
    ...table.foreignKeys.map((constraint): Operation => ({
      kind: "addForeignKey",
      table: table.name,
      constraint,
    })),
  ];
}

function drop(table: Table, { forwardReferences }: Traits): readonly Operation[] {
  if (forwardReferences) return [{ kind: "dropTable", name: table.name, was: table }];
  return [
    ...table.foreignKeys.map((was): Operation => ({
      kind: "dropForeignKey",
      table: table.name,
      name: was.name,
      was,
    })),
    { kind: "dropTable", name: table.name, was: { ...table, foreignKeys: [] } },
  ];
}
