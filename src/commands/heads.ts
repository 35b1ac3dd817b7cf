import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { entryJson, entryLines, headLine } from "../cli/report-revisions.js";
import { heads } from "../project/status.js";
import { absence } from "../project/version-locations.js";

export default class Heads extends BaseCommand {
  static override summary = "Show the revisions that no other follows.";
  static override examples = ["<%= config.bin %> heads", "<%= config.bin %> heads -v"];
  static override flags = {
    verbose: Flags.boolean({ char: "v", summary: "Say everything about each revision." }),
  };

  async run() {
    const { flags } = await this.parse(Heads);
    const found = await this.withProject(flags, async (project) => {
      this.remark(flags, await absence(project));
      return heads(project);
    });
    found
      .flatMap((entry) => (flags.verbose ? entryLines(entry) : headLine(entry)))
      .forEach((line) => this.log(line));
    return { heads: found.map(entryJson) };
  }
}
