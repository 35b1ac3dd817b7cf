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
  // A statement ends at a zero character.
  text: (value) =>
    value.includes("\0")
      ? `(${value.split("\0").map(standardLiteral).join(" || char(0) || ")})`
      : standardLiteral(value),
  bytes: (value) => `X'${hex(value)}'`,
  date: (value) => `'${value.toISOString().replace("T", " ").replace("Z", "")}'`,
  list: () => null,
});
