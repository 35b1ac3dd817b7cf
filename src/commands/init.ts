import * as Args from "@oclif/core/args";
import { CLIError } from "@oclif/core/errors";
import * as Flags from "@oclif/core/flags";
import { relative } from "node:path";
import { BaseCommand } from "../cli/base-command.js";
import type { Build } from "../project/build.js";
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
      summary: "typescript or javascript; the language of the data source if left out.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Init);
    if (flags.config !== undefined)
      throw new CLIError("init writes a configuration; it reads none.", {
        exit: 2,
        suggestions: ["Leave -c out, and run it in the folder where the configuration should be."],
      });
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
      if (made.build) this.log(buildLine(made.build));
      this.log('Next: npx mig revision --autogenerate -m "first"');
    }
    return made;
  }
}

const buildLine = ({ tsconfig, takesIn }: Build) =>
  `Keep it out of your build: add ${takesIn.map((name) => JSON.stringify(name)).join(" and ")} to "exclude" in ${tsconfig}.`;
