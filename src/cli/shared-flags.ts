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
  name: Flags.string({
    char: "n",
    summary: "The database, where the configuration has several; each of them if left out.",
    helpValue: "<name>",
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

/** Of the commands that write a revision file: where it stands in history, and where the file goes. */
export const NEW_REVISION = {
  "rev-id": Flags.string({
    helpValue: "<id>",
    summary: "The id of the revision, instead of a random one.",
  }),
  splice: Flags.boolean({
    summary: "Let it follow a revision that others follow, and so begin a branch.",
  }),
  "branch-label": Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "<label>",
    summary: "A name for the branch that begins with it. Repeatable.",
  }),
  "depends-on": Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "<revision>",
    summary:
      "What has to be applied before it without being its parent: an id or a label. Repeatable.",
  }),
  "version-path": Flags.string({
    helpValue: "<folder>",
    summary: "The folder for the file, one of the configuration's versionLocations.",
  }),
  "no-hooks": Flags.boolean({ summary: "Leave the post-write hooks out." }),
};

/** Of the commands that compare. */
export const FROM_DATABASE = Flags.string({
  summary:
    "Compare with another database instead of the entities: a file that exports its data source.",
  helpValue: "<file>",
});

/** Of the commands that prove revisions. In the environment it is in nobody's list of processes. */
export const SCRATCH_URL = Flags.string({
  env: "MIG_SCRATCH_URL",
  helpValue: "<url>",
  summary:
    "An empty database for it, which is left empty, instead of one made beside the real one; `pglite:` for PGlite in memory. Also from MIG_SCRATCH_URL.",
});

/** Whether the word that follows this one belongs to it. */
export const takesValue = (word: string): boolean =>
  Object.entries(SHARED_FLAGS).some(
    ([name, flag]) => flag.type === "option" && [`-${flag.char}`, `--${name}`].includes(word),
  );
