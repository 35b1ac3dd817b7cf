import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { branchingLines, entryJson } from "../cli/report-revisions.js";
import { branches } from "../project/status.js";
import { absence } from "../project/version-locations.js";

export default class Branches extends BaseCommand {
  static override summary = "Show the revisions that several others follow.";
  static override examples = ["<%= config.bin %> branches", "<%= config.bin %> branches -v"];
  static override flags = {
    verbose: Flags.boolean({ char: "v", summary: "Say everything about each revision." }),
  };

  async run() {
    const { flags } = await this.parse(Branches);
    return this.withProject(flags, async (project) => {
      this.remark(flags, await absence(project));
      const found = await branches(project);
      found
        .flatMap((branching) => branchingLines(branching, flags.verbose))
        .forEach((line) => this.log(line));
      if (found.length === 0) this.remark(flags, "No revision is followed by several others.");
      return {
        branches: found.map(({ entry, children }) => ({
          ...entryJson(entry),
          children: children.map(entryJson),
        })),
      };
    });
  }
}
