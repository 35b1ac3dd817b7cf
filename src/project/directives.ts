import { inspect } from "node:util";
import type {
  DirectiveContext,
  ProcessRevisionDirectives,
  RevisionDirective,
} from "../autogenerate/directive.js";
import { undo } from "../autogenerate/render.js";
import { isOperation, type Operation } from "../operations/index.js";
import type { Placement } from "../revisions/placement.js";
import { notWhatItGives, ofOwn } from "./own-function.js";
import type { Settings } from "./settings.js";

/** What a revision is before the configuration has its say. */
export interface Undirected extends Placement {
  readonly message: string;
  readonly splice: boolean;
  readonly versionPath: string | undefined;
  readonly operations: readonly Operation[];
  readonly undo: readonly Operation[];
}

/** What `processRevisionDirectives` makes of a revision; null where it is not to be written. */
export async function directed(
  process: ProcessRevisionDirectives,
  { operations, undo: back, ...draft }: Undirected,
  context: Omit<DirectiveContext, "undo">,
  settings: Settings,
): Promise<RevisionDirective | null> {
  const given: RevisionDirective = { ...draft, upgrade: [...operations], downgrade: [...back] };
  const result = await ofOwn("processRevisionDirectives", settings, () =>
    process(given, { ...context, undo: (ops) => [...undo(ops)] }),
  );
  if (result === null) return null;
  const changed = result ?? given;
  const problem = problemOf(changed);
  if (problem === null) return changed;
  throw notWhatItGives("processRevisionDirectives", settings, problem, TAKES);
}

const TAKES = "the revision, nothing where it has changed what it was given, or null for no file";

/** What a directive has that it cannot have, in words, or null. */
function problemOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return inspect(value);
  const wrong = Object.entries(FIELDS).find(
    ([field, isRight]) => !isRight((value as Record<string, unknown>)[field]),
  );
  if (!wrong) return null;
  const [field] = wrong;
  return `a revision whose ${field} is ${inspect((value as Record<string, unknown>)[field], { depth: 1, breakLength: Infinity })}`;
}

const isText = (value: unknown) => typeof value === "string";
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const areOperations = (value: unknown) => Array.isArray(value) && value.every(isOperation);

const FIELDS = {
  id: isText,
  message: isText,
  down: areTexts,
  splice: (value) => typeof value === "boolean",
  labels: areTexts,
  dependsOn: areTexts,
  versionPath: (value) => value === undefined || isText(value),
  upgrade: areOperations,
  downgrade: areOperations,
} satisfies { readonly [F in keyof RevisionDirective]: (value: unknown) => boolean };
