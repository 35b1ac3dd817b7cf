import type { Operation } from "../operations/index.js";
import type { Import } from "./imports.js";

/** An operation as it stands in a revision. */
export interface RenderedItem {
  /** Statements, of one line or more. */
  readonly text: string;
  /** What they need. */
  readonly imports?: readonly Import[];
}

/** What there is to render an operation with. */
export interface RenderContext {
  readonly direction: "upgrade" | "downgrade";
  /** A value as source code, as mig writes it. */
  readonly literal: (value: unknown) => string;
  /** What mig writes if nothing else is said: `await op.addColumn("users", { … });`. */
  readonly standard: RenderedItem;
}

/** How an operation stands in a revision; null or undefined for what mig writes itself. */
export type RenderItem = (op: Operation, context: RenderContext) => Rendered | Promise<Rendered>;
type Rendered = RenderedItem | string | null | undefined;
