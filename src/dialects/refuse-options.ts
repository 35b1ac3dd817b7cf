import { MigError } from "../errors.js";
import { summary, type Kind, type Operation } from "../operations/index.js";

/** The options that not every database has words for. */
const OPTIONS = ["concurrently", "ifExists", "ifNotExists", "notValid"] as const;
type Option = (typeof OPTIONS)[number];

/** The options that a database takes, by operation. */
export type Taken = { readonly [K in Kind]?: readonly Option[] };

/** Refuses (MIG404) options of an operation that the database would have to ignore; says what to do instead. */
export function refuseOptions(op: Operation, database: string, taken: Taken): void {
  for (const option of OPTIONS)
    if ((op as { readonly [O in Option]?: boolean })[option] && !taken[op.kind]?.includes(option))
      throw new MigError(
        "MIG404",
        `${database} has no ${option} for op.${op.kind} (${summary(op)}).`,
        INSTEAD[option],
      );
}

const ASK = "Leave it out, or ask with op.query whether it is there.";
const INSTEAD: { readonly [O in Option]: string } = {
  concurrently: "Leave it out: only PostgreSQL has another way to make or drop an index.",
  ifExists: ASK,
  ifNotExists: ASK,
  notValid: "Leave it out, and mend the rows that break it with op.execute before.",
};
