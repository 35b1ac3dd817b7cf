import type { TableName } from "./model.js";

const PART = /"(?:[^"]|"")*"|[^."]+/g;
const PLAIN = /^[^."]+$/;

/** The parts of a qualified name, unquoted: `audit."a.b"` gives `["audit", "a.b"]`. */
export function nameParts(name: TableName): readonly string[] {
  if (PLAIN.test(name)) return [name];
  return (name.match(PART) ?? [name]).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
}

/** The inverse of `nameParts`; a null qualifier is left out. */
export function qualify(qualifier: string | null, name: string): TableName {
  return qualifier === null ? part(name) : `${part(qualifier)}.${part(name)}`;
}

/** The last part, unquoted: the name within its schema. */
export const localName = (name: TableName): string => nameParts(name).at(-1) ?? name;

/** The first part of a qualified name, unquoted; null for an unqualified one. */
export function qualifier(name: TableName): string | null {
  const parts = nameParts(name);
  return parts.length > 1 ? (parts[0] ?? null) : null;
}

const part = (text: string) => (PLAIN.test(text) ? text : `"${text.replaceAll('"', '""')}"`);
