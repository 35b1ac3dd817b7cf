import { MigError } from "../errors.js";
import { add, remove, replace } from "../schema/edit.js";
import { equal } from "../schema/equal.js";
import type { Sequence, TableName } from "../schema/model.js";
import {
  sequence,
  sequenceChange,
  sequenceSpec,
  type SequenceChange,
  type SequenceSpec,
} from "../schema/spec.js";
import { changeTexts } from "./change-texts.js";
import type { OperationModule } from "./operation.js";

export interface CreateSequence {
  readonly kind: "createSequence";
  readonly sequence: Sequence;
}
export interface DropSequence {
  readonly kind: "dropSequence";
  readonly name: TableName;
  /** What the sequence was, when mig generated the operation. */
  readonly was?: Sequence;
}
/** Changes how it counts; the number it is at stays. */
export interface AlterSequence {
  readonly kind: "alterSequence";
  readonly name: TableName;
  /** What it is of that which changes; undo needs it. */
  readonly was: SequenceChange;
  readonly change: SequenceChange;
}

export const createSequence: OperationModule<
  CreateSequence,
  [sequence: SequenceSpec],
  DropSequence
> = {
  phase: "createSequences",
  of: (spec) => ({ kind: "createSequence", sequence: sequence(spec) }),
  args: (op) => [sequenceSpec(op.sequence)],
  apply: ({ sequence }, schema) => ({ ...schema, sequences: add(schema.sequences, sequence) }),
  inverse: ({ sequence: was }) => ({ kind: "dropSequence", name: was.name, was }),
  summary: ({ sequence }) => `+ sequence ${sequence.name}`,
};

export const dropSequence: OperationModule<DropSequence, [name: TableName], CreateSequence> = {
  phase: "dropSequences",
  of: (name) => ({ kind: "dropSequence", name }),
  args: ({ name }) => [name],
  apply: ({ name }, schema) => ({ ...schema, sequences: remove(schema.sequences, name) }),
  inverse: ({ was }) => (was ? { kind: "createSequence", sequence: was } : undefined),
  summary: ({ name }) => `- sequence ${name}`,
};

export const alterSequence: OperationModule<
  AlterSequence,
  [name: TableName, was: SequenceChange, change: SequenceChange],
  AlterSequence
> = {
  phase: "createSequences",
  of(name, was, change) {
    const op = { name, was: sequenceChange(was), change: sequenceChange(change) };
    refuseHalves(op.name, Object.keys(op.was), Object.keys(op.change));
    return { kind: "alterSequence", ...op };
  },
  args: ({ name, was, change }) => [name, was, change],
  apply: ({ name, change }, schema) => ({
    ...schema,
    sequences: replace(schema.sequences, name, (before) => ({ ...before, ...change })),
  }),
  inverse: ({ kind, name, was, change }) => ({ kind, name, was: change, change: was }),
  summary: ({ name, was, change }) => `~ sequence ${name} ${changeTexts(was, change).join(", ")}`,
  hazards: ({ name, change: { min, max, type } }) =>
    min === undefined && max === undefined && type === undefined
      ? []
      : [
          {
            code: "MIG313",
            message: `changes the limits of ${name}, which fails if the number that it is at is outside`,
          },
        ],
};

/** Both sides have to say the same facets, some, and the limits with a type: a new one brings its own. */
function refuseHalves(name: TableName, was: readonly string[], change: readonly string[]): void {
  const isWhole =
    change.length > 0 &&
    equal([...was].sort(), [...change].sort()) &&
    (!change.includes("type") || (change.includes("min") && change.includes("max")));
  if (isWhole) return;
  throw new MigError(
    "MIG409",
    `The change of the sequence ${name} does not say the same of what it was and of what it is to be.`,
    "Give both objects the same keys; with type also min and max.",
  );
}
