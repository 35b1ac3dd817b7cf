import { MigError } from "../errors.js";
import type { RevisionId } from "../revisions/revision.js";
import type { TableName } from "../schema/model.js";
import { counted, firstOf } from "../wording.js";
import type { AdoptedRevision } from "./adopted-revisions.js";

/** What there is to take over. */
interface Found {
  /** TypeORM's table, and the names that it has. */
  readonly table: TableName;
  readonly recorded: readonly string[];
  /** The names of the classes that the data source names. */
  readonly classes: readonly string[];
  /** The revisions that stand for some of them already. */
  readonly before: readonly AdoptedRevision[];
  /** Where the database is. */
  readonly from: readonly RevisionId[];
}

/** Refuses (MIG522) a database in which TypeORM has never run a migration. */
export function refuseNothing({ table, recorded, classes, before }: Found, isThere: boolean): void {
  if (recorded.length > 0 || (isThere && classes.length > 0)) return;
  const fact = isThere
    ? `TypeORM's table ${table} is empty, and the data source names no migrations`
    : `There is no table ${table}, in which TypeORM notes the migrations that have run`;
  throw new MigError(
    "MIG522",
    `${fact}: there is nothing to adopt.`,
    before.length > 0
      ? "A new database is made by the revisions: `mig upgrade head`."
      : classes.length > 0
        ? "Is it the right database, and are `migrationsTableName` and `schema` in the data source those that the application has? Run TypeORM's migrations first; or adopt in the database where they have run."
        : "Where the tables came from elsewhere, such as `synchronize`, write a baseline (`mig revision --from-empty`) and record it (`mig stamp head`).",
  );
}

/** Refuses (MIG523) while there is a migration that has not run here. */
export function refusePending({ table, recorded, classes, before, from }: Found): void {
  const done = new Set(recorded);
  const adopted = before.flatMap(({ adopts }) => adopts);
  const pending = [...new Set([...adopted, ...classes])].filter((name) => !done.has(name));
  if (pending.length === 0) return;
  const isNew = from.length > 0 && !pending.some((name) => adopted.includes(name));
  throw new MigError(
    "MIG523",
    `${counted(pending.length, "migration")} of TypeORM's ${pending.length === 1 ? "has" : "have"} not run here, as the table ${table} does not have ${pending.length === 1 ? "it" : "them"}:\n${listed(pending)}`,
    isNew
      ? "This database is adopted already: write what it does as a revision, `mig revision`, and remove the class."
      : "Run them once more in the old way, `typeorm migration:run`, or remove those that shall never run; then adopt.",
    { details: { pending } },
  );
}

/** Refuses (MIG524) where something has run that no class, or no revision that stands for the classes, knows. */
export function refuseLost({ table, recorded, classes, before }: Found): void {
  const adopted = before.flatMap(({ adopts }) => adopts);
  const known = new Set(before.length > 0 ? adopted : classes);
  const lost = recorded.filter((name) => !known.has(name));
  if (lost.length === 0) return;
  const [have, they] = lost.length === 1 ? ["has", "it"] : ["have", "them"];
  const details = { details: { lost } };
  if (before.length > 0)
    throw new MigError(
      "MIG524",
      `${counted(lost.length, "migration")} of TypeORM's ${have} run that ${before.map(({ id }) => id).join(", ")} ${before.length === 1 ? "does" : "do"} not stand for:\n${listed(lost)}`,
      `Write a revision that does what ${lost.length === 1 ? "it does" : "they do"}, with \`mig revision\`, and record here by hand that the database has it: \`mig stamp\`.`,
      details,
    );
  throw new MigError(
    "MIG524",
    `The table ${table} says that ${counted(lost.length, "migration")} ${have} run of which the data source names no class:\n${listed(lost)}`,
    classes.length === 0
      ? "The data source names no migrations at all: name them in `migrations`, as for TypeORM's own commands."
      : `Get the files back, or correct \`migrations\` in the data source. Where the files are gone for good, take ${they} out of the table: DELETE FROM ${table} WHERE name = '…'.`,
    details,
  );
}

const listed = (names: readonly string[]) =>
  firstOf(names)
    .map((name) => `  ${name}`)
    .join("\n");
