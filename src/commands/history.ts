import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { ofOneHistory } from "../cli/for-one.js";
import { FORMATS, historyLines } from "../cli/report-history.js";
import { entryJson } from "../cli/report-revisions.js";
import { history } from "../project/status.js";
import { absence } from "../project/version-locations.js";

export default class History extends BaseCommand {
  static override summary = "List the revisions, latest first.";
  static override description =
    "On a terminal as a graph, in a pipe one line for each revision. Reads the files alone; the database is asked only with -i, or where a range says `current`. Then ◉ is where it is, ● what it has, and ○ what is to come; with -v too, each says when it was applied, by whom, and how long that took.";
  static override examples = [
    "<%= config.bin %> history",
    { description: "Where is the database?", command: "<%= config.bin %> history -i" },
    {
      description: "When was each applied, and by whom?",
      command: "<%= config.bin %> history -v -i",
    },
    {
      description: "The last three that are applied:",
      command: "<%= config.bin %> history -r -2:current",
    },
    {
      description: "A picture for a document:",
      command: "<%= config.bin %> history --format mermaid",
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
    plain: Flags.boolean({
      exclusive: ["verbose", "format"],
      summary: "One line for each revision, as in a pipe.",
    }),
    format: Flags.option({
      options: FORMATS,
      exclusive: ["verbose"],
      helpValue: `<${FORMATS.join("|")}>`,
      summary: "How to show it; a graph on a terminal, and lines elsewhere, if left out.",
    })(),
    "indicate-current": Flags.boolean({
      char: "i",
      summary: "Ask the database, and mark the revision it is at.",
    }),
  };

  async run() {
    const { flags } = await this.parse(History);
    const range = flags["rev-range"];
    const usual = process.stdout.isTTY && !flags.plain ? "graph" : "lines";
    const format = flags.verbose ? "everything" : (flags.format ?? usual);
    return this.withProject(
      flags,
      async (project) => {
        this.remark(flags, await absence(project));
        const indicateCurrent = flags["indicate-current"];
        const found = await history(project, { range, indicateCurrent, runs: flags.verbose });
        historyLines(found, format).forEach((line) => this.log(line));
        return { revisions: found.map(entryJson) };
      },
      ofOneHistory([range]),
    );
  }
}
