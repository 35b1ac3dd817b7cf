import { MigError } from "../errors.js";
import { didYouMean } from "../wording.js";

/** A row by its columns; what is left out has the default of its column. */
export type Row = Readonly<Record<string, unknown>>;

/** The options that are given, without those that are undefined. Refuses (MIG409) others, and values of another kind. */
export function options<Options extends object>(
  given: Options | undefined,
  takes: Readonly<Record<keyof Options & string, keyof typeof KINDS>>,
  place: string,
): Options {
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given ?? {})) {
    const kind = (takes as Readonly<Record<string, keyof typeof KINDS>>)[key];
    if (kind === undefined)
      throw new MigError(
        "MIG409",
        `${place} knows no ${key}.`,
        didYouMean(key, Object.keys(takes), `It takes ${Object.keys(takes).join(", ")}.`),
      );
    if (value === undefined) continue;
    if (!KINDS[kind].is(value))
      throw new MigError("MIG409", `${key} of ${place} takes ${KINDS[kind].says}.`);
    found[key] = value;
  }
  return found as Options;
}

const isRecord = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string");

const KINDS = {
  count: {
    is: (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0,
    says: "a whole number above zero",
  },
  milliseconds: {
    is: (value: unknown) => typeof value === "number" && value >= 0 && value < 2 ** 31,
    says: "a number of milliseconds",
  },
  flag: { is: (value: unknown) => typeof value === "boolean", says: "true or false" },
  text: { is: (value: unknown) => typeof value === "string", says: "a text" },
  names: { is: isTexts, says: "a list of names" },
  work: { is: (value: unknown) => typeof value === "function", says: "a function" },
  expressions: {
    is: (value: unknown) =>
      isRecord(value) &&
      Object.keys(value as object).length > 0 &&
      Object.values(value as object).every((each) => typeof each === "string"),
    says: "an expression for each column",
  },
} as const;
