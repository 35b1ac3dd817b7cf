import type { Column, Table } from "../../schema/model.js";
import { isCharacter } from "../../schema/type.js";
import type { Settings } from "./settings.js";
import { parseType } from "./type.js";

/** The length that the server keeps for a key of an index on the column: null for all of it. */
export type KeyLength = (column: string | null, length: number | null) => number | null;

/**
 * A length that covers a column is none. MariaDB cuts the keys that are too long for the engine by itself, but for those of
 * unique indexes, which it keeps by hash: https://mariadb.com/kb/en/innodb-limitations/#limitations-on-schema
 */
export function keyLengths(
  { engine, collation }: Pick<Table, "engine" | "collation">,
  columns: readonly Column[],
  settings: Settings,
): { readonly ofUnique: KeyLength; readonly ofOthers: KeyLength } {
  const sizes = new Map(
    columns.map((column) => [column.name, sizeOf(column, collation, settings)]),
  );
  const room = settings.cutsKeys ? ROOM.get(engine) : undefined;
  const lengths =
    (bytes: number | undefined): KeyLength =>
    (name, length) => {
      const size = name === null ? undefined : sizes.get(name);
      if (size === undefined) return length;
      const cut =
        bytes === undefined || size.width === null ? null : Math.floor(bytes / size.width);
      const kept = Math.min(length ?? size.most, cut ?? Infinity);
      if (size.needsLength) return cut === null ? length : kept;
      return kept < size.most ? kept : null;
    };
  return { ofUnique: lengths(undefined), ofOthers: lengths(room) };
}

/** The bytes that a key has room for in the engine; null is InnoDB. */
const ROOM: ReadonlyMap<string | null, number> = new Map([
  [null, 3072],
  ["MEMORY", 3072],
  ["MyISAM", 1000],
  ["Aria", 2300],
]);

interface Size {
  /** How many characters or bytes a value has at most. */
  readonly most: number;
  /** The bytes of the longest character; null where the character set is not known. */
  readonly width: number | null;
  /** An index is on a part of it, never on the whole. */
  readonly needsLength: boolean;
}

function sizeOf(column: Column, ofTable: string | null, settings: Settings): Size | undefined {
  const { name, modifier } = parseType(column.type, settings);
  const isText = isCharacter(column.type);
  const width = name === "json" ? 4 : isText ? widthOf(column.collation ?? ofTable) : 1;
  if (/^(var)?(char|binary)$/.test(name) && /^\d+$/.test(modifier ?? ""))
    return { most: Number(modifier), width, needsLength: false };
  if (/^tiny(text|blob)$/.test(name)) return { most: 255, width, needsLength: true };
  if (/(text|blob|json)$/.test(name)) return { most: Infinity, width, needsLength: true };
  return undefined;
}

/** https://mariadb.com/kb/en/information-schema-character_sets-table/ */
function widthOf(collation: string | null): number | null {
  if (collation === null) return null;
  const [charset = ""] = collation.split("_");
  return WIDTHS.find(([sets]) => sets.has(charset))?.[1] ?? 1;
}

const WIDTHS: readonly (readonly [ReadonlySet<string>, number])[] = [
  [new Set(["utf8mb4", "utf16", "utf16le", "utf32", "gb18030"]), 4],
  [new Set(["utf8mb3", "utf8", "ujis", "eucjpms"]), 3],
  [new Set(["ucs2", "big5", "gbk", "gb2312", "euckr", "sjis", "cp932"]), 2],
];
