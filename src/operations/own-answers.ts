import { MigError } from "../errors.js";
import type { Schema } from "../schema/model.js";
import { isOperation, type Operation } from "./index.js";
import type { Summary } from "./operation.js";

/** What the functions of an operation of the project give. */
export interface Answers {
  readonly sql: string | readonly string[];
  readonly inverse: Operation | null;
  readonly apply: Schema;
  readonly summary: Summary;
  readonly hazards: readonly string[];
  readonly outsideTransaction: boolean;
}

/** What a function of an operation gives. Refuses (MIG411) what it must not give, and says of which one an error comes. */
export function answerOf<K extends keyof Answers>(
  name: string,
  key: K,
  answer: () => unknown,
): Answers[K] {
  const given = answered(name, key, answer);
  const { isRight, takes } = ANSWERS[key];
  if (!isRight(given)) throw wrongAnswer(name, key, given, takes);
  return given as Answers[K];
}

const isText = (value: unknown) => typeof value === "string";
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

/** Not everybody has a compiler that would say so. */
const ANSWERS: {
  readonly [K in keyof Answers]: {
    readonly isRight: (given: unknown) => boolean;
    readonly takes: string;
  };
} = {
  sql: { isRight: (given) => isText(given) || areTexts(given), takes: "a text or a list of texts" },
  inverse: {
    isRight: (given) => given === null || isOperation(given),
    takes: "an operation, or null where nothing undoes it",
  },
  apply: {
    isRight: (given) => typeof given === "object" && given !== null && "tables" in given,
    takes: "the schema after it",
  },
  summary: {
    isRight: (given) => typeof given === "string" && /^[-+~] /.test(given),
    takes: "a line that begins with `+ `, `- ` or `~ `",
  },
  hazards: { isRight: areTexts, takes: "a list of texts" },
  outsideTransaction: { isRight: (given) => typeof given === "boolean", takes: "true or false" },
};

function answered(name: string, key: keyof Answers, answer: () => unknown): unknown {
  try {
    return answer();
  } catch (cause) {
    if (cause instanceof MigError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new MigError(
      "MIG411",
      `\`${key}\` of the operation ${name} failed: ${said}`,
      `Mend it where ${name} is defined.`,
      { cause },
    );
  }
}

/** Says that a function has given what it must not. */
export const wrongAnswer = (
  name: string,
  key: keyof Answers | "of",
  given: unknown,
  takes: string,
) =>
  new MigError(
    "MIG411",
    `\`${key}\` of the operation ${name} gave ${shown(given)}.`,
    `It has to give ${takes}.`,
  );

/** A value in one line. */
export function shown(value: unknown): string {
  if (value instanceof Promise) return "a promise";
  if (typeof value === "string") return JSON.stringify(value);
  const isSimple = (typeof value !== "object" && typeof value !== "function") || value === null;
  return isSimple ? String(value) : Object.prototype.toString.call(value);
}
