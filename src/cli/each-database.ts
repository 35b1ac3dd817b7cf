import { openProjects, type Opening, type Project } from "../project/open.js";
import { needsName } from "../project/databases.js";
import { colour, errorColour } from "./colour.js";
import { failureJson, failureOf, failureText } from "./failure.js";
import { line, type Text } from "./safe.js";

/** Work on a project, whose result is its part of the JSON document. */
export type Work<T> = (project: Project) => Promise<T>;

/** What came of each of several databases, by name: its part of the document, its failure, or null where it was not begun. */
export type ByDatabase<T> = Readonly<Record<string, T | ReturnType<typeof failureJson> | null>>;

/** What a command says, and to whom. */
export interface Speaker {
  readonly id?: string | undefined;
  log(message?: Text): void;
  logToStderr(message: string): void;
  jsonEnabled(): boolean;
}

export interface Manner {
  /** Why what was typed is for one database only, and a hint beside that to name it; null where each can do it. */
  readonly forOne: string | null;
  readonly hint?: string;
  /** Whether the next database has its turn where one has failed. */
  readonly goesOn: boolean;
}

/**
 * Does the work for the one database there is or that is named, or for each in order under a heading, and closes what it opens.
 * Each of several says its own failure; the process ends as the worst of them does.
 */
export async function eachDatabase<T>(
  command: Speaker,
  opening: Opening,
  work: Work<T>,
  { forOne, hint, goesOn }: Manner,
): Promise<T | ByDatabase<T>> {
  const projects = await openProjects(opening);
  const [only, ...others] = projects;
  if (only !== undefined && others.length === 0) return closing(only, work);
  const all = projects.map(({ settings }) => settings);
  if (forOne !== null) throw needsName(all, forOne, hint);
  const results: Record<string, T | ReturnType<typeof failureJson> | null> = {};
  const exits: Exit[] = [];
  for (const project of projects) {
    const name = String(project.settings.database);
    results[name] = null;
    if (!goesOn && exits.includes(1)) {
      command.logToStderr(`\n${name}: not begun, as the one before it failed.`);
      continue;
    }
    command.log(line`${exits.length === 0 ? "" : "\n"}${colour.cyan(`${name}:`)}`);
    try {
      results[name] = await closing(project, work);
      exits.push(process.exitCode);
    } catch (error) {
      const failure = failureOf(error, command.id ?? null);
      if (!command.jsonEnabled())
        command.logToStderr(`${errorColour.cyan(`${name}:`).text} ${failureText(failure)}`);
      results[name] = failureJson(failure);
      exits.push(failure.exit);
    }
    process.exitCode = undefined;
  }
  process.exitCode = WORST_FIRST.find((exit) => exits.includes(exit));
  return results;
}

type Exit = typeof process.exitCode;

const WORST_FIRST: readonly Exit[] = [1, 2, 3];

async function closing<T>(opened: Project, work: Work<T>): Promise<T> {
  await using project = opened;
  return await work(project);
}
