import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { relative } from "node:path";
import { BaseCommand } from "../cli/base-command.js";
import { init } from "../project/init.js";

export default class Init extends BaseCommand {
  static override summary =
    "Set up mig in this folder: a configuration and a folder for revisions.";
  static override description =
    "Looks for your data source in the usual places, such as src/data-source.ts; -d names another file.";
  static override examples = [
    "<%= config.bin %> init",
    "<%= config.bin %> init src/migrations -d src/database/data-source.ts",
    "<%= config.bin %> init --template javascript",
  ];
  static override args = {
    directory: Args.string({ default: "migrations", description: "The folder for revisions." }),
  };
  static override flags = {
    template: Flags.string({
      char: "t",
      default: "typescript",
      helpValue: "<name>",
      summary: "Which kind of files to write: typescript or javascript.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Init);
    const cwd = process.cwd();
    const made = await init({
      cwd,
      directory: args.directory,
      template: flags.template,
      dataSource: flags["data-source"],
    });
    if (!flags.quiet) {
      this.log(`Wrote ${relative(cwd, made.config)} and made ${relative(cwd, made.directory)}/`);
      this.log(
        made.dataSourceExists
          ? `Your data source: ${made.dataSource}`
          : `Set dataSource in it to the file that exports your DataSource; ${made.dataSource} is not there.`,
      );
      this.log('Next: mig revision --autogenerate -m "first"');
    }
    return made;
  }
}
