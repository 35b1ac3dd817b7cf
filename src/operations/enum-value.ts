import { definition } from "../schema/definition.js";
import { replace } from "../schema/edit.js";
import { flag, orNull, text } from "../schema/facet.js";
import type { EnumType, TableName } from "../schema/model.js";
import type { OperationModule } from "./operation.js";

/** Adds one value to a type that is there, whatever other values it has. */
export interface AddEnumValue extends ValuePlace {
  readonly kind: "addEnumValue";
  readonly name: TableName;
  readonly value: string;
}
/** Where the value stands among the others; at the end where nothing is said. */
export interface ValuePlace {
  readonly before: string | null;
  readonly after: string | null;
  readonly ifNotExists: boolean;
}

export const addEnumValue: OperationModule<
  AddEnumValue,
  [name: TableName, value: string, options?: Partial<ValuePlace>],
  AddEnumValue
> = {
  phase: "alterEnums",
  of: (name, value, options = {}) => ({
    kind: "addEnumValue",
    name,
    value,
    ...PLACE.full(options),
  }),
  args(op) {
    const said = PLACE.spec(op);
    return Object.keys(said).length > 0 ? [op.name, op.value, said] : [op.name, op.value];
  },
  apply: (op, schema) => ({
    ...schema,
    enums: replace(schema.enums, op.name, (type) => ({ ...type, values: withValue(type, op) })),
  }),
  // No database drops a value, and no other operation does without all values of the type.
  inverse: () => undefined,
  summary: ({ name, value }) => `~ enum ${name}: ${value} is new`,
};

const PLACE = definition<Partial<ValuePlace>, ValuePlace>(
  "set of options",
  {
    before: orNull(text("a value of the type")),
    after: orNull(text("a value of the type")),
    ifNotExists: flag(false),
  },
  {
    holds: ({ before, after }) => before === null || after === null,
    says: "names both the value before it and the one after it",
  },
);

function withValue({ values }: EnumType, { value, before, after }: AddEnumValue) {
  if (values.includes(value)) return values;
  const next = before === null ? -1 : values.indexOf(before);
  const last = after === null ? -1 : values.indexOf(after);
  const at = next >= 0 ? next : last >= 0 ? last + 1 : values.length;
  return values.toSpliced(at, 0, value);
}
