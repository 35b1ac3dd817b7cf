import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { entryJson, entryLines, historyLine } from "../cli/report-revisions.js";
import { history } from "../project/status.js";
import { absence } from "../project/version-locations.js";

export default class History extends BaseCommand {
  static override summary = "List the revisions, latest first.";
  static override examples = [
    "<%= config.bin %> history",
    "<%= config.bin %> history -r 27c6:head -v",
    "<%= config.bin %> history -r -3:current",
    "<%= config.bin %> history --indicate-current",
  ];
  static override flags = {
    "rev-range": Flags.string({
      char: "r",
      helpValue: "<from:to>",
      summary: "Only these, both ends included; either may be left out.",
    }),
    verbose: Flags.boolean({ char: "v", summary: "Say everything about each revision." }),
    "indicate-current": Flags.boolean({
      char: "i",
      summary: "Ask the database, and mark the revision it is at.",
    }),
  };

  async run() {
    const { flags } = await this.parse(History);
    const found = await this.withProject(flags, async (project) => {
      this.remark(flags, await absence(project));
      return history(project, {
        range: flags["rev-range"],
        indicateCurrent: flags["indicate-current"],
      });
    });
    found
      .flatMap((entry) => (flags.verbose ? entryLines(entry) : historyLine(entry)))
      .forEach((line) => this.log(line));
    return { revisions: found.map(entryJson) };
  }
}
