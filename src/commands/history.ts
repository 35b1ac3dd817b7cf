import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { entryJson, entryLines, historyLine } from "../cli/report-revisions.js";
import { history } from "../project/status.js";
import { absence } from "../project/version-locations.js";

export default class History extends BaseCommand {
  static override summary = "List the revisions, latest first.";
  static override description =
    "Reads the files alone; the database is asked only with -i, or where a range says `current`.";
  static override examples = [
    "<%= config.bin %> history",
    { description: "Where is the database?", command: "<%= config.bin %> history -i" },
    {
      description: "The last three that are applied:",
      command: "<%= config.bin %> history -r -2:current",
    },
    {
      description: "Everything from one on:",
      command: "<%= config.bin %> history -r 27c6:head -v",
    },
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
