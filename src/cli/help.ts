import type { Command } from "@oclif/core/command";
import { Help } from "@oclif/core/help";
import type { Config } from "@oclif/core/interfaces";
import { colour } from "./colour.js";

/** The help of all commands, in the order in which one needs them, and of each. */
export class CommandsHelp extends Help {
  constructor(config: Config) {
    super(config, {
      flagSortOrder: "none",
      hideCommandSummaryInDescription: true,
      stripAnsi: !colour.isSupported(),
    });
  }

  /** The flag that oclif puts first goes last. */
  protected override formatCommand(command: Command.Loadable): string {
    const { json, ...flags } = command.flags;
    return super.formatCommand({ ...command, flags: json ? { ...flags, json } : flags });
  }

  protected override async showRootHelp(): Promise<void> {
    await super.showRootHelp();
    this.log("Begin with `mig init`. `mig help <command>` says more, with examples.");
  }

  protected override get sortedCommands(): Command.Loadable[] {
    const place = ({ id }: Command.Loadable) => ORDER.indexOf(id);
    return super.sortedCommands.toSorted((a, b) => place(a) - place(b));
  }
}

/** As in the life of a project; a new command that is missing here comes first, where it is seen. */
const ORDER: readonly string[] = [
  "init",
  "revision",
  "upgrade",
  "downgrade",
  "current",
  "check",
  "history",
  "heads",
  "show",
  "stamp",
];
