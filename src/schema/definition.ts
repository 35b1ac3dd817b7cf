import { MigError } from "../errors.js";
import { didYouMean } from "../wording.js";
import { isUsual, WRONG, type Facet, type Within } from "./facet.js";

/** What people write of a thing, and all of it that this means. */
export interface Definition<Spec, Full> {
  /** Fills in what was left out. Refuses what the definition does not know or does not take (MIG409). */
  readonly full: (spec: Spec, within?: Within) => Full;
  /** Leaves out what need not be said. */
  readonly spec: (full: Full) => Spec;
  /** Some of the facets as they are given, refused like all of them. */
  readonly part: (some: Partial<Full>) => Partial<Full>;
}

/** Every facet of a kind of thing. Leaving one out is a compile error. */
export type Facets<Full> = { readonly [Key in keyof Full]-?: Facet<Full[Key]> };

/** What has to be true of facets together, in words that follow the name of the thing. */
export interface Rule<Full> {
  readonly holds: (full: Full) => boolean;
  readonly says: string;
}

/** The definition of a kind of thing by its facets. */
export function definition<Spec, Full>(
  kind: string,
  facets: Facets<Full>,
  rule?: Rule<Full>,
): Definition<Spec, Full> {
  const all = Object.entries(facets) as readonly Entry[];
  const known = new Map(all);
  return {
    full(spec, within = null) {
      const given = objectOf(spec, kind, known, within);
      const place = () => title(kind, given, within);
      // Thousands of indexes and columns pass here, so that it is written for speed.
      const full: Record<string, unknown> = {};
      for (const [key, facet] of all) {
        const value = given[key];
        full[key] =
          value === undefined && facet.otherwise !== undefined
            ? facet.otherwise
            : read(key, facet, given, place);
      }
      if (rule?.holds(full as Full) === false)
        throw new MigError("MIG409", `${sentence(place())} ${rule.says}.`);
      return full as Full;
    },
    spec(full) {
      const values = full as Given;
      const said = all.filter(([key, facet]) => !isUsual(values[key], facet));
      return Object.fromEntries(said.map(([key, { write }]) => [key, write(values[key])])) as Spec;
    },
    part(some) {
      const given = objectOf(some, kind, known, null);
      const place = () => title(kind, given, null);
      const said = Object.keys(given).flatMap((key) => {
        const facet = given[key] === undefined ? undefined : known.get(key);
        return facet ? [[key, read(key, facet, given, place)]] : [];
      });
      return Object.fromEntries(said) as Partial<Full>;
    },
  };
}

/** A definition that can be written in a shorter way, too. */
export const orShort = <Short, Spec, Full>(
  { full, spec, part }: Definition<Spec, Full>,
  long: (spec: Short | Spec) => Spec,
  short: (spec: Spec) => Short | Spec,
): Definition<Short | Spec, Full> => ({
  full: (given, within) => full(long(given), within),
  spec: (whole) => short(spec(whole)),
  part,
});

/** A facet that has a definition of its own. */
export const defined = <Spec, Full>(
  takes: string,
  { full, spec }: Definition<Spec, Full>,
): Facet<Full> => ({
  takes,
  read: (given, within) => full(given as Spec, within),
  write: spec,
});

type Entry = readonly [key: string, facet: Facet<unknown>];
type Given = Readonly<Record<string, unknown>>;

function objectOf(
  spec: unknown,
  kind: string,
  known: ReadonlyMap<string, unknown>,
  within: Within,
): Given {
  const keys = [...known.keys()];
  if (typeof spec !== "object" || spec === null || Array.isArray(spec))
    throw new MigError(
      "MIG409",
      `${sentence(title(kind, {}, within))} is ${shown(spec)}.`,
      `It takes an object: { ${keys.join(", ")} }.`,
    );
  const given = spec as Given;
  for (const key in given)
    if (!known.has(key) && given[key] !== undefined)
      throw new MigError(
        "MIG409",
        `${sentence(title(kind, given, within))} has the key ${shown(key)}, which mig does not know.`,
        `${didYouMean(key, keys, "", shown)} It knows ${keys.join(", ")}.`.trim(),
      );
  return given;
}

function read(key: string, { takes, read }: Facet<unknown>, given: Given, place: () => string) {
  const value = given[key];
  const found = value === undefined ? WRONG : read(value, place);
  if (found !== WRONG) return found;
  throw new MigError(
    "MIG409",
    value === undefined
      ? `${sentence(place())} has no ${shown(key)}.`
      : `${shown(key)} of ${place()} is ${shown(value)}.`,
    `It takes ${takes}.`,
  );
}

/** `the column a of the table b` */
const title = (kind: string, { name }: Given, within: Within): string =>
  [`the ${kind}`, typeof name === "string" && name, within && `of ${within()}`]
    .filter(Boolean)
    .join(" ");

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  return typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? typeof value);
}
