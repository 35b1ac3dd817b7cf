import { BaseCommand } from "../cli/base-command.js";
import { comparisonJson, comparisonLines, remarkLines } from "../cli/report-operations.js";
import { check } from "../project/revise.js";

export default class Check extends BaseCommand {
  static override summary = "Say whether the database is what the entities ask for.";
  static override description =
    "Exits with 0 if there is nothing to do and with 3 if there are differences. Writes nothing.";
  static override examples = ["<%= config.bin %> check", "<%= config.bin %> check --json"];

  async run() {
    const { flags } = await this.parse(Check);
    const found = await this.withProject(flags, (project) => check(project));
    if (found.operations.length === 0) {
      if (!flags.quiet) {
        remarkLines(found).forEach((line) => this.log(line));
        this.log("No difference: the database is what the entities ask for.");
      }
      return comparisonJson(found);
    }
    this.log(`${found.operations.length} difference(s) between the database and the entities:`);
    comparisonLines(found).forEach((line) => this.log(line));
    process.exitCode = 3;
    return comparisonJson(found);
  }
}
