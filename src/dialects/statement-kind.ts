import type { Operation } from "../operations/index.js";

/** Whether a statement only looks, as far as its words tell; what stands before it may be comments. */
export const isLook = (statement: string): boolean =>
  LOOKS.test(statement) && !CHANGES.test(statement);

const LOOKS =
  /^(?:\s|\(|--[^\n]*\n|\/\*[^]*?\*\/)*(?:select|with|show|explain|values|table|pragma|describe|desc)\b/i;
const CHANGES = /\b(?:insert|update|delete|merge|replace|into|nextval|setval)\b/i;

/** Whether an operation changes rows and nothing else, so that every database can roll it back. */
export const changesRowsOnly = (op: Operation): boolean =>
  op.kind === "execute" && ROWS.test(op.statement);

const ROWS = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:insert|update|delete|replace|merge)\b/i;
