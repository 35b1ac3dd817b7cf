import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { mergedLines } from "../cli/report-written.js";
import { NEW_REVISION } from "../cli/shared-flags.js";
import { merge } from "../project/revise.js";

export default class Merge extends BaseCommand {
  static override strict = false;
  static override summary = "Write a revision that joins several heads.";
  static override description =
    "It changes nothing in a database; after it there is one head again. All heads are joined, or those that are named.";
  static override examples = [
    { description: "Join all heads:", command: "<%= config.bin %> merge" },
    {
      description: "Join two of them:",
      command: '<%= config.bin %> merge 1da9 27c6 -m "merge billing into main"',
    },
  ];
  static override args = {
    revisions: Args.string({
      description:
        "The heads to join: ids or their beginnings, labels, heads. All heads if left out.",
    }),
  };
  static override flags = {
    message: Flags.string({
      char: "m",
      helpValue: "<text>",
      summary: "What it is about; which revisions it joins, if left out.",
    }),
    ...NEW_REVISION,
  };

  protected override readonly writes = true;

  async run() {
    const { argv, flags } = await this.parse(Merge);
    return this.withProject(
      flags,
      async (project) => {
        const { path, ...placed } = await merge(project, {
          revisions: argv.map(String),
          message: flags.message,
          id: flags["rev-id"],
          splice: flags.splice,
          labels: flags["branch-label"],
          dependsOn: flags["depends-on"],
          versionPath: flags["version-path"],
          hooks: !flags["no-hooks"],
        });
        mergedLines(placed, path, flags.quiet).forEach((line) => this.log(line));
        return { ...placed, path };
      },
      "heads are joined in one of them",
    );
  }
}
