import { add, remove } from "../schema/edit.js";
import type { Sequence, TableName } from "../schema/model.js";
import { sequence, sequenceSpec, type SequenceSpec } from "../schema/spec.js";
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
