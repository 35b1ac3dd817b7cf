import { BaseCommand } from "../cli/base-command.js";
import {
  comparisonJson,
  comparisonLines,
  noDifference,
  remarkLines,
  targetName,
} from "../cli/report-operations.js";
import { FROM_DATABASE } from "../cli/shared-flags.js";
import { check } from "../project/compare.js";
import { absence } from "../project/version-locations.js";
import { counted } from "../wording.js";

export default class Check extends BaseCommand {
  static override summary = "Say whether the database is what the entities ask for.";
  static override description =
    "Lists what `mig revision --autogenerate` would write. Exits with 0 if there is nothing to do and with 3 if there is something. Writes nothing.";
  static override examples = [
    "<%= config.bin %> check",
    {
      description: "The operations as data, with what each puts at risk:",
      command: "<%= config.bin %> check --json",
    },
  ];
  static override flags = { "from-database": FROM_DATABASE };

  async run() {
    const { flags } = await this.parse(Check);
    const request = { fromDatabase: flags["from-database"] };
    const found = await this.withProject(flags, async (project) => {
      this.remark(flags, await absence(project));
      return check(project, request);
    });
    if (found.operations.length === 0) {
      if (!flags.quiet) {
        remarkLines(found, request).forEach((line) => this.log(line));
        this.log(noDifference(request));
      }
      return comparisonJson(found);
    }
    this.log(
      `${counted(found.operations.length, "difference")} between the database and ${targetName(request)}:`,
    );
    comparisonLines(found, request).forEach((line) => this.log(line));
    process.exitCode = 3;
    return comparisonJson(found);
  }
}
