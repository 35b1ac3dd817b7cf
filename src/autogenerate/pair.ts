import { fingerprint } from "../schema/equal.js";

interface Pairing<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly kept: readonly (readonly [from: T, to: T])[];
}

/** Two lists side by side, by name. What has no name is known by what it is. */
export function pair<T extends { readonly name: string | null }>(
  from: readonly T[],
  to: readonly T[],
): Pairing<T> {
  const before = new Map(from.map((item) => [key(item), item]));
  const after = new Set(to.map(key));
  return {
    added: to.filter((item) => !before.has(key(item))),
    removed: from.filter((item) => !after.has(key(item))),
    kept: to.flatMap((item) => {
      const was = before.get(key(item));
      return was ? [[was, item] as const] : [];
    }),
  };
}

const key = (item: { readonly name: string | null }) => item.name ?? fingerprint(item);
