import { BaseCommand } from "../cli/base-command.js";
import { templates } from "../project/init.js";

export default class ListTemplates extends BaseCommand {
  static override summary = "Show what `mig init --template` can make.";
  static override examples = ["<%= config.bin %> list-templates"];

  async run() {
    await this.parse(ListTemplates);
    const found = await templates();
    found.forEach(({ name, about }) => this.log(`${name.padEnd(12)}  ${about}`));
    return { templates: found };
  }
}
