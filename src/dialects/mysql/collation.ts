import type { Column } from "../../schema/model.js";
import { isCharacter } from "../../schema/type.js";

import type { Settings } from "./settings.js";

/** The collation under the name by which the server lists it: utf8 is short for utf8mb3. */
export const canonicalCollation = (collation: string): string =>
  collation.toLowerCase().replace(/^utf8_/, "utf8mb3_");

/** The collation under the name by which the server takes it in a statement. */
export const knownCollation = (collation: string, { utf8Name }: Settings): string =>
  collation.replace(/^utf8(mb3)?_/i, `${utf8Name}_`);

/**
 * The collation of a column where it is not that of its table, which may be unknown. It says the character set, too,
 * so that needs no place of its own.
 */
export function ownCollation(
  { type, charset, collation }: Column,
  ofTable: string | null,
  settings: Settings,
): string | null {
  if (!isCharacter(type)) return null;
  const own =
    collation !== null
      ? canonicalCollation(collation)
      : charset !== null
        ? defaultCollation(charset, settings)
        : null;
  return own === ofTable ? null : own;
}

/** The collation of a character set where none is named. https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html */
function defaultCollation(charset: string, { collations }: Settings): string {
  const name = charset.toLowerCase().replace(/^utf8$/, "utf8mb3");
  if (name === "binary") return name;
  return collations[name] ?? `${name}_${NOT_GENERAL.get(name) ?? "general"}_ci`;
}

const NOT_GENERAL: ReadonlyMap<string, string> = new Map([
  ["big5", "chinese"],
  ["cp932", "japanese"],
  ["dec8", "swedish"],
  ["eucjpms", "japanese"],
  ["euckr", "korean"],
  ["gb18030", "chinese"],
  ["gb2312", "chinese"],
  ["gbk", "chinese"],
  ["hp8", "english"],
  ["latin1", "swedish"],
  ["latin5", "turkish"],
  ["sjis", "japanese"],
  ["swe7", "swedish"],
  ["tis620", "thai"],
  ["ujis", "japanese"],
]);
