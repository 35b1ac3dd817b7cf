import type { Operation } from "../operations/index.js";
import type { Execute } from "../operations/raw.js";
import type { SqlText } from "../operations/tagged.js";

/** Whether a statement only looks, as far as its words tell; what stands before it may be comments. */
export const isLook = (statement: string): boolean =>
  LOOKS.test(statement) && !CHANGES.test(statement);

const LOOKS =
  /^(?:\s|\(|--[^\n]*\n|\/\*[^]*?\*\/)*(?:select|with|show|explain|values|table|pragma|describe|desc)\b/i;
const CHANGES = /\b(?:insert|update|delete|merge|replace|into|nextval|setval)\b/i;

/** Whether an operation changes rows and nothing else, so that every database can roll it back. */
export const changesRowsOnly = (op: Operation): boolean =>
  op.kind === "bulkInsert" || (op.kind === "execute" && changeRowsOnly(op.statements));

/** A text that may have several statements in it counts as one that changes more. */
function changeRowsOnly(given: Execute["statements"]): boolean {
  const list = Array.isArray(given) ? (given as readonly SqlText[]) : [given as SqlText];
  return list.every((each) => {
    const text = typeof each === "string" ? each : each.texts.join("?");
    return changesRows(text) && !/;\s*\S/.test(text);
  });
}

/** Whether a text that is one statement changes rows and nothing else. */
export const changesRows = (statement: string): boolean => ROWS.test(statement);

const ROWS = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:insert|update|delete|replace|merge)\b/i;

/** Whether a statement does all it does or nothing, so that one that failed can be run again; a text of several does not. */
export const isWhole = (statement: string): boolean =>
  !PARTLY.test(statement) && !/;\s*\S/.test(statement);

const PARTLY = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:call|do|begin|execute)\b/i;
