import * as Errors from "@oclif/core/errors";
import type { Hook } from "@oclif/core/hooks";
import { closest } from "fastest-levenshtein";

/** Names the nearest command. */
const hook: Hook.CommandNotFound = async ({ id, config }) => {
  throw new Errors.CLIError(`There is no command ${JSON.stringify(id)}.`, {
    exit: 2,
    suggestions: [`mig ${closest(id, [...config.commandIDs])}`, "mig --help lists them all"],
  });
};

export default hook;
