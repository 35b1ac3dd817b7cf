import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { flagForOne } from "../cli/for-one.js";
import { adoptedLines } from "../cli/report-adopted.js";
import { NEW_REVISION } from "../cli/shared-flags.js";
import { adopt } from "../project/adopt.js";

export default class Adopt extends BaseCommand {
  static override summary = "Take over a project of TypeORM's migrations.";
  static override description =
    "Where all of them have run, writes a baseline, which makes an empty database what this one is, and records it. On a database that comes later it only records. Runs none of them.";
  static override examples = [
    { description: "What it would do:", command: "<%= config.bin %> adopt --dry-run" },
    "<%= config.bin %> adopt",
    {
      description:
        "Each of them as a revision, for those who want them run again on new databases:",
      command: "<%= config.bin %> adopt --wrap",
    },
    {
      description: "Then, with the same files, on another database that has run them:",
      command: "<%= config.bin %> adopt -d src/production.ts",
    },
  ];
  static override flags = {
    wrap: Flags.boolean({
      exclusive: ["message", "rev-id"],
      summary: "Write a revision for each class, which runs it as it is, instead of a baseline.",
    }),
    "dry-run": Flags.boolean({ summary: "Say what it would do, and write nothing." }),
    message: Flags.string({
      char: "m",
      helpValue: "<text>",
      summary: "What the baseline is about; `baseline` if left out.",
    }),
    "rev-id": NEW_REVISION["rev-id"],
    "version-path": NEW_REVISION["version-path"],
    "no-hooks": NEW_REVISION["no-hooks"],
  };

  protected override readonly writes = true;

  async run() {
    const { flags } = await this.parse(Adopt);
    const { quiet } = flags;
    const dryRun = Boolean(flags["dry-run"]); // undefined where it was not given
    return this.withProject(
      flags,
      async (project) => {
        const adopted = await adopt(project, {
          ...{ dryRun, wrap: flags.wrap },
          message: flags.message,
          id: flags["rev-id"],
          versionPath: flags["version-path"],
          hooks: !flags["no-hooks"],
        });
        adoptedLines(adopted, { dryRun, quiet }).forEach((line) => this.log(line));
        return { dryRun, ...adopted };
      },
      flagForOne(flags, ["rev-id", "version-path"]),
    );
  }
}
