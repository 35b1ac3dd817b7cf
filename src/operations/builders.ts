import { operations, type Kind, type Operations } from "./index.js";

/** What builds each operation as data, with the arguments of its method of `op`: `addColumn("users", { … })`. */
export type Builders = { readonly [K in Exclude<Kind, "run">]: Operations[K]["of"] };

/** For programs that compute operations. */
export const builders = Object.fromEntries(
  Object.entries(operations).flatMap(([kind, { of }]) => (kind === "run" ? [] : [[kind, of]])),
) as unknown as Builders;
