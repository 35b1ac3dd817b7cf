import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { comparisonJson, comparisonLines, remarkLines } from "../cli/report-operations.js";
import { revision, type Revised } from "../project/revise.js";

export default class Revision extends BaseCommand {
  static override summary = "Write a new revision file after the head.";
  static override description =
    "With --autogenerate it holds what turns the database into what the entities ask for, and how to undo it. Read it before you run it.";
  static override examples = [
    '<%= config.bin %> revision --autogenerate -m "add birthdate"',
    '<%= config.bin %> revision -m "fill in birthdates"',
    '<%= config.bin %> revision --from-empty -m "baseline"',
  ];
  static override flags = {
    message: Flags.string({
      char: "m",
      helpValue: "<text>",
      summary: "What it is about, in a few words.",
    }),
    autogenerate: Flags.boolean({
      summary: "Compare the database with the entities and write what differs.",
    }),
    "from-empty": Flags.boolean({
      summary: "Compare the entities with an empty database, for one that has the tables already.",
    }),
    "rev-id": Flags.string({
      helpValue: "<id>",
      summary: "The id of the revision, instead of a random one.",
    }),
    empty: Flags.boolean({ summary: "Write a file also where there is no difference." }),
    hooks: Flags.boolean({
      default: true,
      allowNo: true,
      summary: "Run the post-write hooks on the file.",
    }),
  };

  async run() {
    const { flags } = await this.parse(Revision);
    const written = await this.withProject(flags, (project) =>
      revision(project, {
        message: flags.message,
        id: flags["rev-id"],
        autogenerate: flags.autogenerate,
        fromEmpty: flags["from-empty"],
        empty: flags.empty,
        hooks: flags.hooks,
      }),
    );
    if (!flags.quiet) linesOf(written).forEach((line) => this.log(line));
    const { id, down, path } = written;
    return { id: path && id, down, path, ...comparisonJson(written) };
  }
}

const linesOf = (written: Revised): readonly string[] =>
  written.path === null
    ? [
        ...remarkLines(written),
        "No difference: the database is what the entities ask for. No file was written.",
      ]
    : [...comparisonLines(written), `Wrote ${written.path}`];
