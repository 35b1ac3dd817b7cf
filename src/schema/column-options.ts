import { defined, definition } from "./definition.js";
import { orNull } from "./facet.js";
import type { ForeignKey } from "./model.js";
import { PLACE_FACETS, PLACE_RULE, placeOf, type Place, type PlaceSpec } from "./place.js";
import { foreignKey, foreignKeySpec, type ForeignKeySpec } from "./spec.js";

/** What a new column refers to. */
export interface ReferenceSpec
  extends ForeignKeyReference, Omit<ForeignKeySpec, "columns" | "references"> {}
type ForeignKeyReference = ForeignKey["references"];

/** What people write beside a column that is added. */
export interface AddColumnOptions extends PlaceSpec {
  readonly references?: ReferenceSpec | null;
}

/** What it means. */
export interface ColumnOptions {
  readonly place?: Place;
  /** The foreign key that comes with the column, of it alone. */
  readonly references?: ForeignKey;
}

/** What is written beside a column, of which the foreign key is. */
export function columnOptions(options: AddColumnOptions, column: string): ColumnOptions {
  const { references, ...full } = OPTIONS.full(options);
  const place = placeOf(full);
  return {
    ...(place && { place }),
    ...(references && { references: { ...references, columns: [column] } }),
  };
}

/** Leaves out what need not be said; undefined where nothing is left. */
export function columnOptionsSpec({
  place,
  references,
}: ColumnOptions): AddColumnOptions | undefined {
  if (!place && !references) return undefined;
  return { ...place, ...(references && { references: referenceSpec(references) }) };
}

const referenceOf = ({ table, columns, ...rest }: ReferenceSpec): ForeignKey =>
  foreignKey({ ...rest, columns: [], references: { table, columns } });

function referenceSpec(key: ForeignKey): ReferenceSpec {
  const { columns: _, references, ...rest } = foreignKeySpec(key);
  return { ...references, ...rest };
}

interface FullOptions extends Required<PlaceSpec> {
  readonly references: ForeignKey | null;
}
const OPTIONS = definition<AddColumnOptions, FullOptions>(
  "list of options",
  {
    ...PLACE_FACETS,
    references: orNull(
      defined("{ table, columns, onDelete, onUpdate, deferrable, name }", {
        full: (spec: ReferenceSpec) => referenceOf(spec),
        spec: referenceSpec,
        part: (some) => some,
      }),
    ),
  },
  PLACE_RULE,
);
