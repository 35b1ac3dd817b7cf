import { randomBytes } from "node:crypto";

/** What a database that was made for a scratch is called: nobody calls one so by accident. */
export const SCRATCH = "mig_verify_";

/** A name for a scratch database. The time it was made stands in the name, as not every server can say it. */
export const newName = () =>
  `${SCRATCH}${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase()}_${randomBytes(6).toString("hex")}`;

/** How old a scratch database is that nobody is working with any more. */
export const HOUR = 3_600_000;

/** Of these names those of scratch databases that are older than that. */
export const longAgo = (names: readonly string[], olderThan: number): readonly string[] =>
  names.filter((name) => (madeAt(name) ?? Infinity) < Date.now() - olderThan);

/** Says what is left, and how it goes. */
export const leftNote = (names: readonly string[]) =>
  `Runs that were killed have left ${names.join(", ")} on the server: \`mig verify --clean\` drops that.`;

/** When a scratch database was made, by its name; null for any other. */
function madeAt(name: string): number | null {
  const [, year, month, day, hour, minute, second] =
    /^mig_verify_(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)_[0-9a-f]{12}$/.exec(name) ?? [];
  return year === undefined
    ? null
    : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
