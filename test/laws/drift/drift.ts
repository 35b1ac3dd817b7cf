import type { Kind } from "../../../src/operations/index.js";

/** What somebody does to a database behind mig's back. */
export interface Drift {
  readonly name: string;
  readonly done: string;
  /** The operations that mig finds to take it back. */
  readonly finds: readonly Kind[];
}

/** A database that has something of everything mig models, and every way in which it can be changed. */
export interface Drifts {
  readonly base: string;
  readonly drifts: readonly Drift[];
}

export const drift = (done: string, ...finds: Kind[]): Drift => ({ name: done, done, finds });
