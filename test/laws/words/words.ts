import type { Generated } from "../../../src/schema/model.js";
import type { ServerName } from "../../support/databases.js";

/** What random schemas for one server may be made of: everything that mig models and the server can do. */
export interface Words {
  readonly server: ServerName;
  readonly quote: '"' | "`";
  readonly types: readonly Type[];
  /** Collations for columns of text, each other than the default one. */
  readonly collations: readonly string[];
  /** The ways a column can count by itself, and for which types. */
  readonly counters: readonly {
    readonly generated: Generated;
    readonly types: readonly string[];
  }[];
  readonly computed: readonly ("stored" | "virtual")[];
  /** The type of what is computed from columns of a family; the other families are not computed from. */
  readonly computedTypes: { readonly number: string; readonly text: string };
  /** Names of tables and columns beyond the usual ones. */
  readonly oddNames: readonly string[];
  readonly can: Abilities;
}

export interface Abilities {
  readonly namespaces: boolean;
  readonly enumTypes: boolean;
  readonly comments: boolean;
  /** Constraints and keys keep the name they were given, or have none. */
  readonly primaryKeyNames: boolean;
  readonly namelessConstraints: boolean;
  readonly exclusions: boolean;
  readonly deferrableUniques: boolean;
  readonly deferrableForeignKeys: boolean;
  readonly nullsNotDistinct: boolean;
  readonly setDefault: boolean;
  readonly partialIndexes: boolean;
  readonly expressionIndexes: boolean;
  readonly descendingKeys: boolean;
  readonly nullsOrder: boolean;
  readonly include: boolean;
  readonly onUpdate: boolean;
  /** Several columns of a table may count, and none needs a key. */
  readonly freeCounters: boolean;
  /** Columns of foreign keys that act may be checked and computed from. */
  readonly actingKeysAreFree: boolean;
}

/** A type, in the canonical spelling, with what can be said of its columns. */
export interface Type {
  readonly text: string;
  readonly family: Family;
  readonly defaults: readonly string[];
  /** The nth of some values, as a literal. Those of one family become each other when the type changes. */
  readonly value: (n: number) => string;
  /** Whether it can be part of a key. */
  readonly keyable: boolean;
}
/** `own` is a family for each type. */
export type Family = "number" | "text" | "time" | "flag" | "own";

export const number = (text: string, defaults: readonly string[] = ["0", "7"]): Type => ({
  text,
  family: "number",
  defaults,
  value: (n) => String(n),
  keyable: true,
});

export const text = (
  text: string,
  { keyable = true, defaults = ["''", "'it''s'"] as readonly string[] } = {},
): Type => ({
  text,
  family: "text",
  defaults,
  // Digits, so that a number can be made of them.
  value: (n) => `'${n}'`,
  keyable,
});

export const time = (text: string, defaults: readonly string[]): Type => ({
  text,
  family: "time",
  defaults,
  value: (n) => `'2024-02-0${n} 03:04:05'`,
  keyable: true,
});

export const own = (
  text: string,
  value: (n: number) => string,
  { keyable = true, defaults = [] as readonly string[] } = {},
): Type => ({ text, family: "own", defaults, value, keyable });
