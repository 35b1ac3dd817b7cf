import * as Args from "@oclif/core/args";
import { BaseCommand } from "../cli/base-command.js";
import { stamp } from "../project/migrate.js";

export default class Stamp extends BaseCommand {
  static override summary = "Record the database as being at a revision, without running anything.";
  static override description =
    "For a database that has the tables of a revision already. `base` removes every record.";
  static override examples = ["<%= config.bin %> stamp head", "<%= config.bin %> stamp base"];
  static override args = {
    target: Args.string({
      required: true,
      description: "An id, four or more of its first characters, head, heads or base.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Stamp);
    const { from, to } = await this.withProject(flags, (project) => stamp(project, [args.target]));
    const place = (rows: readonly string[]) => rows.join(", ") || "base";
    if (!flags.quiet) this.log(`Stamped: ${place(from)} → ${place(to)}. Nothing was run.`);
    return { from, to };
  }
}
