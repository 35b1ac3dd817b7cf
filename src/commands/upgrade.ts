import * as Args from "@oclif/core/args";
import { BaseCommand } from "../cli/base-command.js";
import { runSteps } from "../cli/run-steps.js";
import { upgrade } from "../project/migrate.js";

export default class Upgrade extends BaseCommand {
  static override summary = "Bring the database up to a revision.";
  static override description =
    "Runs every revision that the target needs and the database lacks, oldest first. Each is a transaction of its own where the database can roll back DDL.";
  static override examples = [
    {
      description: "Everything that is not applied yet:",
      command: "<%= config.bin %> upgrade head",
    },
    { description: "The next one only:", command: "<%= config.bin %> upgrade +1" },
    { description: "As far as one revision:", command: "<%= config.bin %> upgrade 1da9" },
  ];
  static override args = {
    target: Args.string({
      default: "head",
      description: "An id, four or more of its first characters, head, heads or +N.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Upgrade);
    return this.withProject(flags, (project) =>
      runSteps(this, flags, project, (signal) => upgrade(project, args.target, { signal })),
    );
  }
}
