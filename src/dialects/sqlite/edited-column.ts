import type { Check, Column } from "../../schema/model.js";
import type { Draft } from "./draft.js";
import { COUNTING, collateText, inlineCheck, valueText } from "./grammar.js";
import { isNeverNull } from "./normalize.js";
import { edit } from "./parse.js";
import { sameName } from "./tokens.js";
import type { ClauseBody, WrittenColumn } from "./written.js";

/** The text of a written column, changed into the wanted one; a check that is an enum may be put in. */
export function editedColumn(
  own: WrittenColumn,
  column: Column,
  check: Check | null,
  draft: Draft,
): string {
  const { source } = draft.written;
  const before = draft.was.columns.find(({ name }) => sameName(name, own.name)) ?? column;
  const changes = changesOf(own, before, column, draft);
  const removed = own.clauses.filter(
    (clause) =>
      changes.some(({ kinds }) => kinds.includes(clause.body.kind)) || !draft.stays(clause),
  );
  const type =
    before.type === column.type ? source.slice(own.type.start, own.type.end) : column.type;
  const isNewlyTyped = own.type.text === "" && type !== "";
  const counts = !draft.keepsKey && column.generated === "increment";
  const head = [isNewlyTyped ? ` ${type}` : type, check && inlineCheck(check), counts && COUNTING];
  return edit(
    source,
    [
      { start: own.type.start, end: own.type.end, text: head.filter((word) => word).join(" ") },
      ...removed.map(({ start, end }) => ({ start: afterSpace(source, start), end, text: "" })),
      {
        start: own.end,
        end: own.end,
        text: changes.map(({ text }) => text && ` ${text}`).join(""),
      },
    ],
    own,
  );
}

/** What replaces the clauses of some kinds; an empty text only removes them. */
interface Change {
  readonly kinds: readonly ClauseBody["kind"][];
  readonly text: string;
}

function changesOf(
  own: WrittenColumn,
  before: Column,
  column: Column,
  { wanted, said }: Draft,
): readonly Change[] {
  const changes: Change[] = [];
  if (before.collation !== column.collation)
    changes.push({ kinds: ["collate"], text: collateText(column) });
  const saysNotNull = own.clauses.some(({ body }) => body.kind === "not null");
  if (column.nullable && saysNotNull) changes.push({ kinds: ["not null"], text: "" });
  if (!column.nullable && !saysNotNull && !isNeverNull(column, wanted))
    changes.push({ kinds: ["null"], text: "NOT NULL" });
  if (valueText(before) !== valueText(column))
    changes.push({ kinds: ["default", "generated"], text: valueText(said(column)) });
  return changes;
}

/** Where the blanks before a place begin. A line break stays: it may be the end of a comment. */
function afterSpace(source: string, place: number): number {
  let start = place;
  while (source[start - 1] === " " || source[start - 1] === "\t") start -= 1;
  return start;
}
