import type { Command } from "@oclif/core/command";
import { Help } from "@oclif/core/help";
import type { Config } from "@oclif/core/interfaces";
import { SHARED_FLAGS } from "./shared-flags.js";

/** The help of all commands, in the order in which one needs them, and of each. */
export class CommandsHelp extends Help {
  constructor(config: Config) {
    super(config, { flagSortOrder: "none", hideCommandSummaryInDescription: true });
  }

  /** A command's own flags go before those of all. */
  protected override formatCommand(command: Command.Loadable): string {
    const flags = Object.entries(command.flags);
    const isShared = ([name]: (typeof flags)[number]) => name in SHARED_FLAGS;
    const own = flags.filter((flag) => !isShared(flag));
    const shared = flags.filter(isShared).sort(([a], [b]) => inOrder(a) - inOrder(b));
    return super.formatCommand({ ...command, flags: Object.fromEntries([...own, ...shared]) });
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

const inOrder = (name: string) => Object.keys(SHARED_FLAGS).indexOf(name);

/** All commands, as in the life of a project. */
export const ORDER: readonly string[] = [
  "init",
  "revision",
  "upgrade",
  "downgrade",
  "current",
  "status",
  "check",
  "history",
  "log",
  "heads",
  "branches",
  "merge",
  "show",
  "edit",
  "stamp",
  "resolve",
  "adopt",
  "ensure-version",
  "list-templates",
];
