import type { Column } from "../../schema/model.js";
import type { CheckRow, ColumnRow } from "./catalog.js";
import { defaultFromCatalog, fromCatalog } from "./catalog-text.js";
import type { Settings } from "./settings.js";

/** A column of the catalog; its type and texts are not yet in normal form. */
export function columnOf(row: ColumnRow, checks: readonly CheckRow[], settings: Settings): Column {
  const { name, extra, comment } = row;
  const expression = row.expression ? fromCatalog(row.expression, settings) : null;
  const [, onUpdate = null] = /on update (\S+)/i.exec(extra) ?? [];
  return {
    name,
    type: isJson(row, checks, settings) ? "json" : typeOf(row),
    nullable: row.nullable === "YES",
    default: expression === null ? defaultFromCatalog(row, settings) : null,
    generated:
      expression !== null
        ? /\bVIRTUAL\b/.test(extra)
          ? "virtual"
          : "stored"
        : /\bauto_increment\b/.test(extra)
          ? "increment"
          : null,
    expression,
    onUpdate,
    charset: null,
    collation: row.collation,
    comment,
  };
}

const typeOf = ({ type, srid }: ColumnRow) => (srid === null ? type : `${type} srid ${srid}`);

/** MariaDB's json is a longtext with this check: https://mariadb.com/kb/en/json/ */
const isJson = (
  { name, type, collation }: ColumnRow,
  checks: readonly CheckRow[],
  { jsonIsText }: Settings,
) =>
  jsonIsText &&
  type === "longtext" &&
  collation === "utf8mb4_bin" &&
  checks.some((check) => isJsonCheck(check, name));

/** Whether it is the check that makes a column json; where the column was renamed, it still has the former name. */
export const isJsonCheck = ({ of_column, clause }: CheckRow, column: string): boolean =>
  Number(of_column) === 1 && clause === `json_valid(\`${column.replaceAll("`", "``")}\`)`;
