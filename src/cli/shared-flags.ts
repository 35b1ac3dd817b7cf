import * as Flags from "@oclif/core/flags";

/** The flags every command has. */
export const SHARED_FLAGS = {
  config: Flags.string({
    char: "c",
    summary: "The mig.config file; the nearest one upward if left out.",
    helpValue: "<file>",
    helpGroup: "GLOBAL",
  }),
  "data-source": Flags.string({
    char: "d",
    summary: "A file that exports a TypeORM data source, instead of the configuration's.",
    helpValue: "<file>",
    helpGroup: "GLOBAL",
  }),
  quiet: Flags.boolean({
    char: "q",
    summary: "Print results and errors only.",
    helpGroup: "GLOBAL",
  }),
  json: Flags.boolean({
    summary: "Print one JSON document instead, also for an error.",
    helpGroup: "GLOBAL",
  }),
};

/** Of the commands that compare. */
export const FROM_DATABASE = Flags.string({
  summary:
    "Compare with another database instead of the entities: a file that exports its data source.",
  helpValue: "<file>",
});

/** Whether the word that follows this one belongs to it. */
export const takesValue = (word: string): boolean =>
  Object.entries(SHARED_FLAGS).some(
    ([name, flag]) => flag.type === "option" && [`-${flag.char}`, `--${name}`].includes(word),
  );
