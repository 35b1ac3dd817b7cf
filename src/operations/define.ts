import { MigError } from "../errors.js";
import type { Schema } from "../schema/model.js";
import type { Operation } from "./index.js";
import type { Summary } from "./operation.js";
import { answerOf, shown, wrongAnswer, type Answers } from "./own-answers.js";
import { DEFINITION, type Definition, type Run, type Target, type Words } from "./run.js";

/** The statements of an operation for one database: one, several, or none where there is nothing to do. */
export type OwnSql<Data> = (data: Data, sql: Words) => string | readonly string[];

/** What is to be said of an operation of one's own. All but its arguments is given what `of` makes of them. */
export interface OwnOperation<Args extends readonly unknown[], Data> {
  /** What it is called, and the name under which its module exports it. */
  readonly name: string;
  /**
   * Where migrations import it from: a package, an alias, `import.meta.url` or `__filename`. The file that defines it if
   * left out.
   */
  readonly from?: string;
  /** Takes its arguments, all of them plain data, and gives what the functions below need. */
  readonly of: (...args: Args) => Data;
  /** Its statements on each database; MariaDB has those of MySQL if it is left out, and any other one refuses it (MIG404). */
  readonly sql: { readonly [T in Target]?: OwnSql<Data> };
  /** What undoes it, or null where nothing does. Left out, nothing does; null in place of the function: nothing has to. */
  readonly inverse?: ((data: Data) => Operation | null) | null;
  /** The schema after it, where it changes what the schema tells of: tables, columns, views and so on. */
  readonly apply?: (data: Data, schema: Schema) => Schema;
  /** The line that a person reads of it, which begins with `+`, `-` or `~`. */
  readonly summary?: (data: Data) => Summary;
  /** What can be lost or can fail, each in a line. */
  readonly hazards?: (data: Data) => readonly string[];
  /** Where a generated migration has it: before everything else, or after (which is usual). */
  readonly order?: "first" | "last";
  /** Whether a database refuses it within a transaction. */
  readonly outsideTransaction?: (data: Data) => boolean;
}

/** Defines an operation of the project's own; what it gives builds one: `op.run(refreshStats("users"))`. */
export function defineOperation<Args extends readonly unknown[], Data>(
  own: OwnOperation<Args, Data>,
): (...args: Args) => Run {
  if (!/^[A-Za-z_$][\w$]*$/.test(own.name))
    throw new MigError(
      "MIG411",
      `${JSON.stringify(own.name)} cannot be the name of an operation.`,
      "Give it the name of the constant that its module exports.",
    );
  const definition = meaning(own, own.from ?? fileOfCall(defineOperation));
  return (...args) => {
    const unplain = args.find((arg) => !isPlain(arg));
    if (unplain !== undefined)
      throw new MigError(
        "MIG411",
        `${own.name} was called with a value that is no plain data: ${shown(unplain)}.`,
        "Give it texts, numbers, true, false, null, and lists and objects of them: a migration has to hold them.",
      );
    const data: unknown = own.of(...args); // what it refuses is refused where it was called
    if (data instanceof Promise)
      throw wrongAnswer(own.name, "of", data, "at once what the other functions are given");
    return { kind: "run", name: own.name, args, [DEFINITION]: definition };
  };
}

/**
 * The same with what `of` makes of the arguments; one for all calls, so that equal calls are equal. Refuses (MIG411) what its
 * functions must not give, and says of which one an error comes.
 */
function meaning<Args extends readonly unknown[], Data>(
  { name, sql, ...own }: OwnOperation<Args, Data>,
  from: string | null,
): Definition {
  const dataOf = (args: readonly unknown[]) => own.of(...(args as Args));
  const asked = <K extends keyof Answers>(key: K, answer: () => unknown) =>
    answerOf(name, key, answer);
  const { apply } = own;
  return {
    from,
    order: own.order ?? "last",
    sql(args, target, words) {
      const spelling = sql[target] ?? (target === "mariadb" ? sql.mysql : undefined);
      return spelling ? [asked("sql", () => spelling(dataOf(args), words))].flat() : null;
    },
    leavesNothing: own.inverse === null,
    inverse: (args) => asked("inverse", () => own.inverse?.(dataOf(args)) ?? null),
    apply: apply ? (args, schema) => asked("apply", () => apply(dataOf(args), schema)) : null,
    summary: (args) =>
      asked("summary", () => own.summary?.(dataOf(args)) ?? usualSummary(name, args)),
    hazards: (args) =>
      asked("hazards", () => own.hazards?.(dataOf(args)) ?? []).map((message) => ({
        code: "MIG315" as const,
        message,
      })),
    outsideTransaction: (args) =>
      asked("outsideTransaction", () => own.outsideTransaction?.(dataOf(args)) ?? false),
  };
}

const usualSummary = (name: string, args: readonly unknown[]): Summary =>
  `~ ${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`;

/** What JSON holds, and undefined, which a call may leave out. */
function isPlain(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "string" || typeof value === "boolean";
  const prototype: unknown = Object.getPrototypeOf(value);
  const isData = Array.isArray(value) || prototype === null || isRoot(prototype);
  return isData && Object.values(value).every(isPlain);
}

/** The prototype of plain objects, of whichever realm. */
const isRoot = (prototype: unknown) => Object.getPrototypeOf(prototype) === null;

/** The file in which a function was called, as a path or an address. */
function fileOfCall(callee: (...args: never[]) => unknown): string | null {
  const before = Error.prepareStackTrace;
  const place: { stack?: readonly NodeJS.CallSite[] | string } = {};
  try {
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(place, callee);
    const [site] = Array.isArray(place.stack) ? (place.stack as readonly NodeJS.CallSite[]) : [];
    return site?.getFileName()?.replace(/\?.*$/, "") ?? null;
  } finally {
    Error.prepareStackTrace = before;
  }
}
