import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { move, MOVE_FLAGS } from "../cli/move.js";
import { upgrade } from "../project/migrate.js";
import { upgradeScript } from "../project/script.js";

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
    {
      description: "As a script for somebody else to run:",
      command: "<%= config.bin %> upgrade 27c6:head --output upgrade.sql",
    },
    {
      description: "For each tenant, eight at a time:",
      command: "<%= config.bin %> upgrade --tenants --jobs 8",
    },
    { description: "What would it do here?", command: "<%= config.bin %> upgrade --dry-run" },
  ];
  static override args = {
    target: Args.string({
      default: "head",
      description:
        "An id, four or more of its first characters, head, heads or +N; with --sql also a range, from where the database is.",
    }),
  };
  static override flags = {
    ...MOVE_FLAGS,
    "create-schemas": Flags.boolean({
      summary:
        "With tenants, make the schema of one (on MySQL and MariaDB its database) where it is not there.",
    }),
  };

  protected override readonly writes = true;

  async run() {
    const { args, flags } = await this.parse(Upgrade);
    return move(this, flags, args.target, {
      direction: "upgrade",
      run: upgrade,
      script: upgradeScript,
    });
  }
}
