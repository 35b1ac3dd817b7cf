import { MigError } from "../errors.js";
import { add, addMissing, remove, replace } from "../schema/edit.js";
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
import {
  IF_EXISTS,
  IF_NOT_EXISTS,
  orNot,
  orThere,
  type IfExists,
  type IfNotExists,
} from "./options.js";

export interface CreateSequence extends IfNotExists {
  readonly kind: "createSequence";
  readonly sequence: Sequence;
}
export interface DropSequence extends IfExists {
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
  [sequence: SequenceSpec, options?: IfNotExists],
  DropSequence
> = {
  phase: "createSequences",
  of: (spec, options) => ({
    kind: "createSequence",
    sequence: sequence(spec),
    ...IF_NOT_EXISTS.of(options),
  }),
  args: (op) => [sequenceSpec(op.sequence), ...IF_NOT_EXISTS.args(op)],
  apply: ({ sequence, ifNotExists }, schema) => ({
    ...schema,
    sequences: (ifNotExists ? addMissing : add)(schema.sequences, sequence),
  }),
  inverse: ({ sequence: was, ...op }) => ({
    kind: "dropSequence",
    name: was.name,
    was,
    ...orNot(op),
  }),
  summary: ({ sequence }) => `+ sequence ${sequence.name}`,
};

export const dropSequence: OperationModule<
  DropSequence,
  [name: TableName, options?: IfExists],
  CreateSequence
> = {
  phase: "dropSequences",
  of: (name, options) => ({ kind: "dropSequence", name, ...IF_EXISTS.of(options) }),
  args: (op) => [op.name, ...IF_EXISTS.args(op)],
  apply: ({ name }, schema) => ({ ...schema, sequences: remove(schema.sequences, name) }),
  inverse: ({ was, ...op }) => was && { kind: "createSequence", sequence: was, ...orThere(op) },
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
