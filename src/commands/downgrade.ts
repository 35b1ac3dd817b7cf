import * as Args from "@oclif/core/args";
import { BaseCommand } from "../cli/base-command.js";
import { move, MOVE_FLAGS } from "../cli/move.js";
import { downgrade } from "../project/migrate.js";
import { downgradeScript } from "../project/script.js";

export default class Downgrade extends BaseCommand {
  static override summary = "Take the database back to a revision.";
  static override description =
    "Undoes every revision that stands on the target, latest first. The target itself stays.";
  static override examples = [
    { description: "One step back:", command: "<%= config.bin %> downgrade -1" },
    { description: "Back to a revision:", command: "<%= config.bin %> downgrade 27c6" },
    { description: "Everything:", command: "<%= config.bin %> downgrade base" },
    {
      description: "As a script for somebody else to run:",
      command: "<%= config.bin %> downgrade head:27c6 --output downgrade.sql",
    },
  ];
  static override args = {
    target: Args.string({
      required: true,
      description:
        "An id, four or more of its first characters, base or -N; with --sql a range, from where the database is.",
    }),
  };
  static override flags = {
    ...MOVE_FLAGS,
  };

  protected override readonly writes = true;

  async run() {
    const { args, flags } = await this.parse(Downgrade);
    return move(this, flags, args.target, {
      direction: "downgrade",
      run: downgrade,
      script: downgradeScript,
    });
  }
}
