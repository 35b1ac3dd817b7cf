import { MigError } from "../errors.js";
import { definitionOf, type Run } from "../operations/run.js";
import type { Statement } from "../sql.js";
import type { DdlContext, Server } from "./dialect.js";

/** The statements of an operation that the project defines itself. Refuses (MIG404) one that has none for this server. */
export function ownOperation(
  op: Run,
  { grammar }: DdlContext,
  { flavor }: Server,
): readonly Statement[] {
  const { name, names, table, literal } = grammar;
  const statements = definitionOf(op).sql(op.args, flavor, { name, names, table, literal });
  if (statements) return statements;
  throw new MigError(
    "MIG404",
    `The operation ${op.name} has no statements for ${flavor}.`,
    `Add \`${flavor}\` to \`sql\` where ${op.name} is defined; \`${flavor}: () => []\` where there is nothing to do.`,
  );
}
