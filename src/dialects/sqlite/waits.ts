import { heldSettings, type Waits } from "../waits.js";

export const waits: Waits = {
  endsStatements: false,
  limitsTransactions: false,
  hold: (query, { lock }) =>
    heldSettings(
      query,
      "PRAGMA busy_timeout",
      ({ timeout }) => `PRAGMA busy_timeout = ${Number(timeout)}`,
      lock === null ? {} : { timeout: Math.ceil(lock) },
    ),
  // A lock on a file does not say whose it is.
  blockers: async () => null,
};
