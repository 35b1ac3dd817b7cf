import { standardLiteral } from "../../sql.js";
import { hex, valueWith } from "../value.js";

/** Values as SQLite writes them. A Date is a text of UTC, as TypeORM keeps it; a list is JSON. */
export const sqliteValue = valueWith({
  database: "SQLite",
  boolean: (value) => (value ? "1" : "0"),
  number: (value) => {
    if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? String(value) : null;
    if (Number.isNaN(value)) return null;
    // Beyond the greatest one is infinity: https://www.sqlite.org/floatingpoint.html
    return Number.isFinite(value) ? String(value) : value < 0 ? "-9e999" : "9e999";
  },
  // A statement ends at a zero character, and sqlite3 takes a carriage return out of one.
  text: (value) => {
    const others = LOST.filter((char) => value.includes(char)).map((char) => {
      const other = notIn(value, char);
      return { char, other };
    });
    const kept = others.reduce((text, { char, other }) => text.replaceAll(char, other), value);
    return others.reduce(
      (sql, { char, other }) => `replace(${sql}, '${other}', char(${char.charCodeAt(0)}))`,
      standardLiteral(kept),
    );
  },
  bytes: (value) => `X'${hex(value)}'`,
  date: (value) => `'${value.toISOString().replace("T", " ").replace("Z", "")}'`,
  list: () => null,
});

/** What a statement cannot have in it. */
const LOST = ["\0", "\r"] as const;

/** A character that is not in the text, to stand for one that a statement cannot have. */
function notIn(text: string, char: string): string {
  let code = 0xe000 + char.charCodeAt(0);
  while (text.includes(String.fromCharCode(code))) code += 32;
  return String.fromCharCode(code);
}
