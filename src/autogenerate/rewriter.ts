import { inspect } from "node:util";
import { isOperation, type Kind, type Operation, type OperationOf } from "../operations/index.js";
import type { DirectiveContext, RevisionDirective } from "./directive.js";

/** What becomes of an operation: another one, several in its place, or null for none. */
export type Rewritten = Operation | readonly Operation[] | null;

/** What a handler sees besides its operation. */
export interface RewriteContext extends DirectiveContext {
  /** The revision as it was before the rewriter began. */
  readonly revision: Readonly<RevisionDirective>;
}

/**
 * Changes the operations of a revision, kind by kind: a value for `processRevisionDirectives`. Its `downgrade` takes back
 * what `upgrade` has become.
 */
export interface Rewriter {
  (revision: RevisionDirective, context: DirectiveContext): RevisionDirective;
  /** The same, and after that this for each operation of a kind; those that it gives are not given to it again. */
  on<K extends Kind>(
    kind: K,
    handler: (op: OperationOf<K>, context: RewriteContext) => Rewritten,
  ): Rewriter;
}

/** A rewriter that changes nothing yet: `rewriter().on("addColumn", (op) => …)`. */
export const rewriter = (): Rewriter => rewriting([]);

interface Rewrite {
  readonly kind: Kind;
  readonly handler: (op: never, context: RewriteContext) => Rewritten;
}

function rewriting(rewrites: readonly Rewrite[]): Rewriter {
  const rewrite = (revision: RevisionDirective, context: DirectiveContext): RevisionDirective => {
    const upgrade = rewrites.reduce<readonly Operation[]>(
      (ops, { kind, handler }) =>
        ops.flatMap((op) => {
          if (op.kind !== kind) return [op];
          return operationsOf(handler(op as never, { ...context, revision }), kind);
        }),
      revision.upgrade,
    );
    const isSame =
      upgrade.length === revision.upgrade.length &&
      upgrade.every((op, at) => op === revision.upgrade[at]);
    // What was written by hand into downgrade stays where nothing has changed.
    if (isSame) return revision;
    return { ...revision, upgrade: [...upgrade], downgrade: context.undo(upgrade) };
  };
  return Object.assign(rewrite, {
    on: (kind: Kind, handler: Rewrite["handler"]) => rewriting([...rewrites, { kind, handler }]),
  }) as Rewriter;
}

/** What a handler has given, as a list. One that gives nothing at all has not said that the operation is to go. */
function operationsOf(given: unknown, kind: Kind): readonly Operation[] {
  if (given === null) return [];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.every(isOperation)) return list;
  throw new TypeError(
    `the handler for ${kind} gave ${inspect(given, { depth: 1, breakLength: Infinity })}; it has to give an operation, a list of them, or null for none`,
  );
}
