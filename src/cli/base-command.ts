import { Command } from "@oclif/core/command";
import * as Flags from "@oclif/core/flags";
import { MigError } from "../errors.js";
import { openProject, type Project } from "../project/open.js";
import { withoutConnecting } from "../project/without-connecting.js";
import { failureJson, failureText } from "./failure.js";
import { safe } from "./safe.js";
import { userOutputToStderr } from "./user-output.js";

/** The flags every command has. */
interface SharedFlags {
  readonly config?: string | undefined;
  readonly "data-source"?: string | undefined;
  readonly quiet: boolean;
}

/** What every command shares: where the project is, how it speaks, and how a refusal is shown. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    config: Flags.string({
      char: "c",
      summary: "The mig.config file; the nearest one upward if left out.",
      helpValue: "<file>",
      helpGroup: "GLOBAL",
    }),
    "data-source": Flags.string({
      char: "d",
      summary: "A file that exports a TypeORM data source, instead of the configuration's.",
      helpValue: "<file>",
      helpGroup: "GLOBAL",
    }),
    quiet: Flags.boolean({
      char: "q",
      summary: "Print results and errors only.",
      helpGroup: "GLOBAL",
    }),
  };

  /** `-1` is a number of steps, not a flag. */
  protected override async init(): Promise<void> {
    await super.init();
    const isSteps = (word: string) => /^-\d+$/.test(word);
    const steps = this.argv.filter(isSteps);
    if (steps.length > 0 && !this.argv.includes("--"))
      this.argv = [...this.argv.filter((word) => !isSteps(word)), "--", ...steps];
  }

  /**
   * Opens the project the flags name, and closes it whatever happens. No data source of the user's connects
   * meanwhile, also not one that initializes itself late.
   */
  protected async withProject<T>(
    flags: SharedFlags,
    work: (project: Project) => Promise<T>,
  ): Promise<T> {
    const restore = this.jsonEnabled() ? userOutputToStderr() : () => undefined;
    try {
      return await withoutConnecting(async () => {
        await using project = await openProject({
          cwd: process.cwd(),
          config: flags.config,
          dataSource: flags["data-source"],
        });
        return await work(project);
      });
    } finally {
      restore();
    }
  }

  /** Prints a result line; what comes from a file or a database cannot steer the terminal. */
  override log(message = ""): void {
    super.log(safe(message));
  }

  protected override async catch(error: Error & { exitCode?: number; oclif?: { exit?: number } }) {
    const exit = error instanceof MigError ? 1 : (error.oclif?.exit ?? error.exitCode ?? 1);
    if (error.oclif?.exit === 0) throw error;
    if (this.jsonEnabled()) this.logJson(failureJson(error));
    else if (!("code" in error && error.code === "EEXIT")) this.logToStderr(failureText(error));
    this.exit(exit);
  }
}
