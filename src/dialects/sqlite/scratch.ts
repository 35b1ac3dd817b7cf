import type { Scratching } from "../scratch.js";
import { pieces } from "../statements.js";
import { sqliteLexis } from "./lexis.js";

export const scratching: Scratching = {
  onServer: null,
  watch: async () => async (sql) => reach(sql),
};

/** Other files. https://www.sqlite.org/lang_attach.html */
function reach(sql: string): string | null {
  let code = "";
  for (const { kind, text } of pieces(sqliteLexis, sql))
    code += kind === "space" ? " " : text.startsWith("'") ? "''" : text;
  return /(?:^|;)\s*(ATTACH|VACUUM\b[^;]*\bINTO)\b/i.exec(code)?.[1] ?? null;
}
