import { createRequire } from "node:module";
import type { Builders } from "../operations/builders.js";

let loaded: Builders | undefined;

/** All of them take a while to load, every configuration imports this, and few use it: they come when the first is asked for. */
const load = (): Builders =>
  (loaded ??= (
    createRequire(import.meta.url)("../operations/builders.js") as { readonly builders: Builders }
  ).builders);

/** What builds each operation as data: `operations.addColumn("users", { … })`. For programs that compute operations. */
export const operations: Builders = new Proxy({} as Builders, {
  get: (_, kind) => Reflect.get(load(), kind) as unknown,
  has: (_, kind) => Reflect.has(load(), kind),
  ownKeys: () => Reflect.ownKeys(load()),
  getOwnPropertyDescriptor: (_, kind) => Reflect.getOwnPropertyDescriptor(load(), kind),
});
