import * as Args from "@oclif/core/args";
import { BaseCommand } from "../cli/base-command.js";
import { openInEditor } from "../cli/editor.js";
import { show } from "../project/status.js";

export default class Edit extends BaseCommand {
  static override summary = "Open the file of a revision in your editor.";
  static override description =
    "The editor is that of the environment variable VISUAL, or else of EDITOR.";
  static override examples = [
    "<%= config.bin %> edit head",
    "<%= config.bin %> edit 1da9",
    "<%= config.bin %> edit current",
  ];
  static override args = {
    revision: Args.string({
      required: true,
      description: "An id, four or more of its first characters, head, heads or current.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Edit);
    return this.withProject(
      flags,
      async (project) => {
        const found = await show(project, args.revision);
        const paths = found.map(({ revision }) => revision.path);
        await openInEditor(paths, args.revision);
        return { paths };
      },
      "an editor opens the file of one of them",
    );
  }
}
