import * as Flags from "@oclif/core/flags";
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

/** Prints the script as it comes, or writes it into a file; gives it for `--json`. */
export async function putOut(
  command: BaseCommand,
  { output, quiet }: { readonly output?: string | undefined; readonly quiet: boolean },
  pieces: AsyncIterable<string>,
): Promise<{ readonly sql: string } | { readonly output: string }> {
  if (output !== undefined) {
    await writeScript(output, pieces);
    command.remark({ quiet }, `Wrote ${output}`);
    return { output };
  }
  const texts: string[] = [];
  for await (const piece of pieces) {
    texts.push(piece);
    if (command.jsonEnabled()) continue;
    // A program takes it as it is; a terminal is not to be steered by it.
    if (process.stdout.isTTY) command.log(piece);
    else print(piece);
  }
  return { sql: texts.join("\n") };
}
