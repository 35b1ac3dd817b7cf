import type { Deferrable, ReferentialAction } from "../../schema/model.js";
import type { Span } from "./cursor.js";

/** A CREATE TABLE statement taken apart, every piece with its place in the text. */
export interface WrittenTable {
  readonly source: string;
  readonly name: Span;
  /** What stands between the parentheses that follow the name. */
  readonly body: Span;
  readonly columns: readonly WrittenColumn[];
  readonly constraints: readonly WrittenConstraint[];
  readonly withoutRowid: boolean;
  readonly strict: boolean;
}

/** One of the items with commas between. */
export interface WrittenItem extends Span {
  readonly clauses: readonly Clause[];
}

export interface WrittenColumn extends WrittenItem {
  readonly name: string;
  /** Its words without quotes, one space between; empty where there are none. */
  readonly type: Span & { readonly text: string };
}

export type WrittenConstraint = WrittenItem;

/** What a column or a table is bound to, with the name that CONSTRAINT gives it. */
export interface Clause extends Span {
  readonly name: string | null;
  readonly body: ClauseBody;
}

export type ClauseBody =
  | { readonly kind: "not null" | "null" }
  | { readonly kind: "collate"; readonly collation: string }
  | { readonly kind: "default" | "check"; readonly expression: Span }
  | { readonly kind: "generated"; readonly how: "stored" | "virtual"; readonly expression: Span }
  | {
      readonly kind: "primary key";
      readonly columns: readonly string[];
      readonly increment: boolean;
    }
  | { readonly kind: "unique"; readonly columns: readonly string[] }
  | WrittenForeignKey;

export interface WrittenForeignKey {
  readonly kind: "foreign key";
  readonly columns: readonly string[];
  readonly table: string;
  /** None where it means the primary key of the other table. */
  readonly references: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly deferrable: Deferrable | null;
}

/** A CREATE INDEX statement taken apart. */
export interface WrittenIndex {
  readonly keys: readonly WrittenKey[];
  readonly unique: boolean;
  readonly where: string | null;
}

export interface WrittenKey {
  readonly expression: string;
  readonly collation: string | null;
  readonly order: "ASC" | "DESC";
}
