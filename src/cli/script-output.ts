import * as Flags from "@oclif/core/flags";
import type { Project } from "../project/open.js";
import { writeScript } from "../project/script.js";
import type { BaseCommand } from "./base-command.js";
import { print } from "./user-output.js";

/** What commands take that can write a script instead of running anything. */
export const SCRIPT_FLAGS = {
  sql: Flags.boolean({
    summary: "Print the SQL script instead of running it. Connects to nothing.",
  }),
  output: Flags.string({
    helpValue: "<file>",
    summary: "Write the SQL script into this file, instead of running it or printing it.",
  }),
} as const;

/** The same for those that can also ask the database where it is. */
export const DRY_RUN_FLAGS = {
  ...SCRIPT_FLAGS,
  "dry-run": Flags.boolean({
    exclusive: ["sql"],
    summary: "Print what would run on this database now. Changes nothing.",
  }),
} as const;

/** Whether a script is asked for; one that goes into a file is. */
export const asksForScript = (flags: {
  readonly sql: boolean;
  readonly output?: string | undefined;
  readonly "dry-run"?: boolean;
}): boolean => flags.sql || (flags.output !== undefined && !flags["dry-run"]);

/**
 * Writes the script of the one database, or of each into a file that has its name; for programs, each of them is a part of the
 * document. One script on standard output is for one.
 */
export const withScript = (
  command: BaseCommand,
  flags: Parameters<BaseCommand["withProject"]>[0] & Putting,
  script: (project: Project) => AsyncIterable<string>,
  forOne: string | null = null,
) =>
  command.withProject(
    flags,
    (project) =>
      putOut(command, { ...flags, output: nameOf(flags.output, project) }, script(project)),
    forOne ?? (canBeSeveral(command, flags) ? null : "one script is for one of them"),
    `Or write a script for each: --output ${NAME}.sql`,
  );

interface Putting {
  readonly output?: string | undefined;
  readonly quiet: boolean;
}

/** What stands for the name of a database in that of a file. */
const NAME = "{name}";

const nameOf = (output: string | undefined, { settings: { database } }: Project) =>
  database === null ? output : output?.replaceAll(NAME, database);

const canBeSeveral = (command: BaseCommand, { output }: Putting) =>
  output === undefined ? command.jsonEnabled() : output.includes(NAME);

/** Prints the script, or writes it into a file, once all of it is there: a part of it is not to be run. Gives it for `--json`. */
async function putOut(
  command: BaseCommand,
  { output, quiet }: Putting,
  pieces: AsyncIterable<string>,
): Promise<{ readonly sql: string } | { readonly output: string }> {
  if (output !== undefined) {
    await writeScript(output, pieces);
    command.remark({ quiet }, `Wrote ${output}`);
    return { output };
  }
  const texts: string[] = [];
  for await (const piece of pieces) texts.push(piece);
  if (!command.jsonEnabled())
    for (const piece of texts)
      // A program takes it as it is; a terminal is not to be steered by it.
      if (process.stdout.isTTY) command.log(piece);
      else print(piece);
  return { sql: texts.join("\n") };
}
