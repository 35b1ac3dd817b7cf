import * as Args from "@oclif/core/args";
import { BaseCommand } from "../cli/base-command.js";
import { ofOneHistory } from "../cli/for-one.js";
import { entryJson, entryLines } from "../cli/report-revisions.js";
import { asksForScript, SCRIPT_FLAGS, withScript } from "../cli/script-output.js";
import { showScript } from "../project/script.js";
import { show } from "../project/status.js";

export default class Show extends BaseCommand {
  static override summary = "Show everything about a revision.";
  static override examples = [
    "<%= config.bin %> show head",
    "<%= config.bin %> show 1da9",
    "<%= config.bin %> show current",
    { description: "The last three:", command: "<%= config.bin %> show head-2:head" },
    { description: "What would it run?", command: "<%= config.bin %> show 1da9 --sql" },
  ];
  static override flags = SCRIPT_FLAGS;
  static override args = {
    revision: Args.string({
      required: true,
      description:
        "An id, four or more of its first characters, head, heads or current; or a range such as base:1da9.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Show);
    const forOne = ofOneHistory([args.revision]);
    if (asksForScript(flags))
      return withScript(this, flags, (project) => showScript(project, args.revision), forOne);
    return this.withProject(
      flags,
      async (project) => {
        const found = await show(project, args.revision);
        found.flatMap(entryLines).forEach((line) => this.log(line));
        return { revisions: found.map(entryJson) };
      },
      forOne,
    );
  }
}
