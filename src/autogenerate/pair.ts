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
  const kept = from.flatMap((was, at) => {
    const item = to[at];
    return item !== undefined && was.name !== null && was.name === item.name
      ? [[was, item] as const]
      : [];
  });
  // As nearly all lists are: then there is nothing to look for.
  if (kept.length === from.length && kept.length === to.length)
    return { added: [], removed: [], kept };
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
