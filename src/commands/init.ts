import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { wrongUsage } from "../cli/failure.js";
import { initLines } from "../cli/report-init.js";
import { init } from "../project/init.js";

export default class Init extends BaseCommand {
  static override summary = "Write a configuration, and make a folder for revisions.";
  static override description =
    "Looks for your data source in the usual places, such as src/data-source.ts; -d names another file. Overwrites nothing.";
  static override examples = [
    "<%= config.bin %> init",
    {
      description: "Where the data source and the revisions have places of their own:",
      command: "<%= config.bin %> init src/migrations -d src/shop/database.ts",
    },
  ];
  static override args = {
    directory: Args.string({ default: "migrations", description: "The folder for revisions." }),
  };
  static override flags = {
    template: Flags.string({
      char: "t",
      helpValue: "<name>",
      summary:
        "typescript, javascript, or multidb for several databases; the language of the data source if left out.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Init);
    if (flags.config !== undefined)
      throw wrongUsage(
        "init writes a configuration; it reads none.",
        "Leave -c out, and run it in the folder where the configuration should be.",
      );
    const made = await init({
      cwd: process.cwd(),
      directory: args.directory,
      template: flags.template,
      dataSource: flags["data-source"],
    });
    if (!flags.quiet) initLines(made).forEach((line) => this.log(line));
    return made;
  }
}
