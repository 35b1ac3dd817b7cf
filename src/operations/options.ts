import { definition, type Facets } from "../schema/definition.js";
import { flag } from "../schema/facet.js";

/** Options that are said or not; an operation has those that are. */
export type Options<Name extends string> = { readonly [N in Name]?: boolean };

export type IfExists = Options<"ifExists">;
export type IfNotExists = Options<"ifNotExists">;

/** Names the options that an operation may be given, each of them false where nothing is said. */
export function options<Name extends string>(...names: readonly Name[]) {
  const facets = Object.fromEntries(names.map((name) => [name, flag(false)]));
  const { full, spec } = definition<Options<Name>, Options<Name>>(
    "set of options",
    facets as unknown as Facets<Options<Name>>,
  );
  return {
    /** Those that are true. Refuses what it does not know (MIG409). */
    of: (given: Options<Name> = {}): Options<Name> => spec(full(given)),
    /** The last argument of a call; none where nothing is said. */
    args(op: Options<Name>): [options?: Options<Name>] {
      const said = names.filter((name) => op[name]).map((name) => [name, true]);
      return said.length > 0 ? [Object.fromEntries(said) as Options<Name>] : [];
    },
  };
}

export const IF_EXISTS = options("ifExists");
export const IF_NOT_EXISTS = options("ifNotExists");

/** What undoes making something that may be there drops it where it is there. */
export const orNot = ({ ifNotExists }: IfNotExists): IfExists =>
  ifNotExists ? { ifExists: true } : {};
/** What undoes dropping something that may be missing makes it where it is missing. */
export const orThere = ({ ifExists }: IfExists): IfNotExists =>
  ifExists ? { ifNotExists: true } : {};

export const ifExistsWords = ({ ifExists }: IfExists) => ifExists && "IF EXISTS";
export const ifNotExistsWords = ({ ifNotExists }: IfNotExists) => ifNotExists && "IF NOT EXISTS";
