import type { Operation } from "../../operations/index.js";
import type { Statement } from "../../sql.js";
import type { DdlContext } from "../dialect.js";

/** The spelling of other operations, of which one consists. */
export type Spelled = (context: DdlContext) => (ops: readonly Operation[]) => readonly Statement[];
