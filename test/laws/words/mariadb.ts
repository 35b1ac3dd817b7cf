import { mysql } from "./mysql.js";
import type { Words } from "./words.js";

export const mariadb: Words = {
  ...mysql,
  server: "mariadb",
  can: { ...mysql.can, expressionIndexes: false },
};
