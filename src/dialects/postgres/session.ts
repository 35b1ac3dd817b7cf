import { nameParts } from "../../schema/name.js";
import { standardTransaction, type Session } from "../session.js";

export const session: Session = {
  transaction: standardTransaction,
  async tableExists(query, name) {
    const quoted = nameParts(name).map((part) => `"${part.replaceAll('"', '""')}"`);
    const [row] = await query("SELECT to_regclass($1) IS NOT NULL AS found", [quoted.join(".")]);
    return row?.["found"] === true;
  },
};
