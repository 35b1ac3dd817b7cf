import type { StandardOperationModule } from "./operation.js";

/** One statement in the words of the database. What it does to the schema is unknown to mig. */
export interface Execute {
  readonly kind: "execute";
  readonly statement: string;
}

export const execute: StandardOperationModule<Execute, [statement: string], Execute> = {
  phase: "statements",
  of: (statement) => ({ kind: "execute", statement }),
  args: ({ statement }) => [statement],
  apply: (_op, schema) => schema,
  inverse: () => undefined,
  summary: ({ statement }) => `~ ${statement}`,
  ddl: ({ statement }) => [statement],
};
