import { fileURLToPath } from "node:url";
import { Config } from "@oclif/core/config";
import type { CLIError } from "@oclif/core/errors";
import { settings } from "@oclif/core/settings";
import { failureJson, failureOf, failureText, wrongUsage } from "./failure.js";
import { CommandsHelp } from "./help.js";
import { readTyped, type Typed } from "./typed.js";
import { print, printed } from "./user-output.js";
import { didYouMean } from "../wording.js";

/**
 * Runs what was typed, says what went wrong, and ends the process: nothing that the user's modules left open keeps it
 * waiting.
 */
export async function main(words: readonly string[]): Promise<never> {
  const typed = readTyped(words);
  // What nobody waited for fails no less, such as an operation after the end of its migration.
  process.on("unhandledRejection", (error) => {
    fail(typed, error);
    process.exit();
  });
  await answer(typed).catch((error: unknown) => fail(typed, error));
  await printed();
  process.exit();
}

function fail({ command, json }: Typed, error: unknown): void {
  const failure = failureOf(error, command);
  if (json) print(JSON.stringify(failureJson(failure), null, 2));
  else console.error(failureText(failure));
  process.exitCode = failure.exit;
}

async function answer({ wants, command, words }: Typed): Promise<void> {
  // With NODE_ENV=development oclif would look for the sources of the commands, and for a compiler.
  settings.enableAutoTranspile = false;
  const config = await Config.load(fileURLToPath(import.meta.url));
  if (wants === "version") return console.log(config.userAgent);
  if (command !== null && !config.findCommand(command)) throw unknown(command, config.commandIDs);
  if (wants === "help") return new CommandsHelp(config).showHelp(command === null ? [] : [command]);
  if (command === null) throw wrongUsage("No command is named.", LIST);
  await config.runCommand(command, [...words]);
}

function unknown(command: string, commands: readonly string[]): CLIError {
  const hint = didYouMean(command, commands, LIST, (id) => `\`mig ${id}\``);
  return wrongUsage(`There is no command ${JSON.stringify(command)}.`, hint);
}

const LIST = "`mig --help` lists the commands there are.";
