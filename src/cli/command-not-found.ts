import type { Hook } from "@oclif/core";
import { closest } from "fastest-levenshtein";

/** Names the nearest command. */
const hook: Hook.CommandNotFound = async function ({ id, config }) {
  const nearest = closest(id, [...config.commandIDs]);
  this.error(`There is no command ${JSON.stringify(id)}.`, {
    exit: 2,
    suggestions: [`mig ${nearest}`, "mig --help lists them all"],
  });
};

export default hook;
