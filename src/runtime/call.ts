/** The calls in migrations that errors come from. */
const calls = new WeakMap<object, Error>();

/** The place of a call, as a stack that begins where `callee` was called. */
export function placeOfCall(callee: (...args: never[]) => unknown): Error {
  // An error of its own would look for its stack as well.
  const place = Object.create(Error.prototype) as Error;
  Error.captureStackTrace(place, callee);
  return place;
}

/** Remembers which call an error comes from; the first one that is said holds. */
export function blame(error: unknown, call: Error | undefined): void {
  if (typeof error === "object" && error !== null && call && !calls.has(error))
    calls.set(error, call);
}

/** The call that an error comes from, if it comes from one. */
export const callOf = (error: unknown): Error | undefined =>
  typeof error === "object" && error !== null ? calls.get(error) : undefined;

/** Where a call stands, for people: `migrations/1da9_users.ts:12`; null where that cannot be told. */
export type Locate = (call: Error) => string | null;
