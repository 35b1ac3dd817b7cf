import type { Index, IndexKey } from "../../schema/model.js";
import { nameParts } from "../../schema/name.js";
import { indexKey } from "../../schema/spec.js";
import type { IndexRow } from "./catalog.js";
import { collationName } from "./grammar.js";

const DESC = 1;
const NULLS_FIRST = 2;

/** An index, given the names of the columns of its table by their numbers. */
export function reflectIndex(row: IndexRow, names: ReadonlyMap<number, string>): Index {
  const columns = numbers(row.columns).map((at) => names.get(at) ?? null);
  const extras = row.texts && row.statement ? extrasOf(row.texts, row.statement) : [];
  const keys = numbers(row.options).map((option, at): IndexKey => {
    const order = option & DESC ? "DESC" : "ASC";
    const column = columns[at] ?? null;
    return indexKey({
      column,
      expression: column === null ? (row.texts?.[at] ?? null) : null,
      order,
      nulls: option & NULLS_FIRST ? "FIRST" : "LAST",
      ...extras[at],
    });
  });
  return {
    name: row.name,
    columns: keys,
    unique: row.unique,
    method: row.method,
    where: row.where,
    include: columns.slice(row.keys).filter((name) => name !== null),
    nullsNotDistinct: row.nullsNotDistinct,
    parser: null,
  };
}

const numbers = (text: string) => text.split(" ").filter(Boolean).map(Number);

type Extras = Pick<IndexKey, "collation" | "opclass">;

/**
 * The collation and operator class of each key where they are not the usual ones: only the server knows which
 * are. They stand behind the text of the key in the statement that makes the index.
 */
function extrasOf(keys: readonly string[], statement: string): readonly Extras[] {
  let at = START.exec(statement)?.[0].length ?? 0;
  return keys.map((key) => {
    EXTRAS.lastIndex = at + key.length;
    const found = EXTRAS.exec(statement);
    at = EXTRAS.lastIndex;
    const { collation = null, opclass = null } = found?.groups ?? {};
    return { collation: collation && collationName(nameParts(collation)), opclass };
  });
}

const NAME = String.raw`(?:"(?:[^"]|"")*"|[^\s".,()]+)`;
const QUALIFIED = String.raw`${NAME}(?:\.${NAME})?`;
const START = new RegExp(
  String.raw`^CREATE (?:UNIQUE )?INDEX ${QUALIFIED} ON (?:ONLY )?${QUALIFIED} USING \w+ \(`,
);
const EXTRAS = new RegExp(
  String.raw`(?: COLLATE (?<collation>${QUALIFIED}))?` +
    String.raw`(?: (?!DESC\b|NULLS\b)(?<opclass>${QUALIFIED}(?: \([^)]*\))?))?` +
    String.raw`(?: DESC)?(?: NULLS (?:FIRST|LAST))?(?:, |\))`,
  "y",
);
