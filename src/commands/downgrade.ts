import * as Args from "@oclif/core/args";
import { BaseCommand } from "../cli/base-command.js";
import { runSteps } from "../cli/run-steps.js";
import { downgrade } from "../project/migrate.js";

export default class Downgrade extends BaseCommand {
  static override summary = "Take the database back to a revision.";
  static override description =
    "Undoes every revision that stands on the target, latest first. The target itself stays.";
  static override examples = [
    { description: "One step back:", command: "<%= config.bin %> downgrade -1" },
    { description: "Back to a revision:", command: "<%= config.bin %> downgrade 27c6" },
    { description: "Everything:", command: "<%= config.bin %> downgrade base" },
  ];
  static override args = {
    target: Args.string({
      required: true,
      description: "An id, four or more of its first characters, base or -N.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Downgrade);
    return this.withProject(flags, (project) =>
      runSteps(this, flags, project, (signal) => downgrade(project, args.target, { signal })),
    );
  }
}
