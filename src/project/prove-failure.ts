import { MigError } from "../errors.js";

/** A run that was told to stop. */
export const interrupted = (): MigError =>
  new MigError("MIG403", "Interrupted before all was proved.", AGAIN);

/** What has failed in a scratch database, with what to do about it there: nothing is left to go on with. */
export function inScratch(error: unknown): unknown {
  if (!(error instanceof MigError)) return error;
  const reaching = causeWith(error, "MIG528");
  if (reaching !== null && reaching !== error)
    return new MigError("MIG528", `${firstLine(error)}\n${reaching.message}`, reaching.hint, {
      cause: error,
    });
  const hint = HINTS[error.code as keyof typeof HINTS];
  if (hint === undefined) return error;
  return new MigError(error.code, error.message, hint, { cause: error, details: error.details });
}

/** Whether a downgrade says itself that it takes nothing back, and why. */
export const notTakenBack = (error: unknown): string | null =>
  causeWith(error, "MIG407")?.message ?? null;

const AGAIN =
  "Run the same command again. The scratch database is gone; the real one is as it was.";

/** Others say what to do wherever they are met. */
const HINTS = {
  MIG401:
    "Mend the migration and prove it again. The scratch database is gone; the real one is as it was. What that has and no revision makes was not there.",
  MIG403: AGAIN,
} as const;

/** By its code alone: a migration may import another copy of mig. */
function causeWith(error: unknown, code: MigError["code"]): MigError | null {
  for (let at = error; at instanceof Error; at = at.cause)
    if ((at as Partial<MigError>).code === code) return innermost(at as MigError);
  return null;
}

/** The same refusal as it was thrown, without what was put before it on its way. */
const innermost = (error: MigError): MigError => causeWith(error.cause, error.code) ?? error;

const firstLine = ({ message }: MigError) => message.split("\n")[0]?.replace(/:.*$/, ".") ?? "";
