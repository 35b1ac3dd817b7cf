import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { entryJson, entryLines, headLine } from "../cli/report-revisions.js";
import { heads } from "../project/status.js";
import { absence } from "../project/version-locations.js";

export default class Heads extends BaseCommand {
  static override summary = "Show the revisions that no other follows.";
  static override description = "Where there are several, standard error says how to join them.";
  static override examples = ["<%= config.bin %> heads", "<%= config.bin %> heads -v"];
  static override flags = {
    verbose: Flags.boolean({ char: "v", summary: "Say everything about each revision." }),
    "resolve-dependencies": Flags.boolean({
      summary:
        "Leave out heads that another head depends on: to be at the rest is to have everything.",
    }),
  };

  async run() {
    const { flags } = await this.parse(Heads);
    return this.withProject(flags, async (project) => {
      this.remark(flags, await absence(project));
      const found = await heads(project, { resolveDependencies: flags["resolve-dependencies"] });
      found
        .flatMap((entry) => (flags.verbose ? entryLines(entry) : headLine(entry)))
        .forEach((line) => this.log(line));
      if (found.length > 1) this.remark(flags, "To join them: mig merge heads");
      return { heads: found.map(entryJson) };
    });
  }
}
