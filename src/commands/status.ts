import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { asksForTenants, runTenants, TENANT_FLAGS } from "../cli/each-tenant.js";
import { openLines, statusJson, statusLines } from "../cli/report-status.js";
import { told } from "../cli/tenant-steps.js";
import { isSettled, status } from "../project/overview.js";
import { absence } from "../project/version-locations.js";

export default class Status extends BaseCommand {
  static override summary = "Show where the database is, and what is open.";
  static override description =
    "What is pending, what is half done and how to settle it, what failed last, files that have changed since they were applied, and revisions of the database that have no file. Exits with 0 if the database is at head and nothing is open, and with 3 otherwise. Writes nothing.";
  static override examples = [
    "<%= config.bin %> status",
    {
      description: "With all that is pending, and all lines of files that have changed:",
      command: "<%= config.bin %> status -v",
    },
    { description: "Of each tenant:", command: "<%= config.bin %> status --tenants" },
  ];
  static override flags = {
    verbose: Flags.boolean({
      char: "v",
      summary: "List all that is pending, and the whole difference of each changed file.",
    }),
    ...TENANT_FLAGS,
  };

  async run() {
    const { flags } = await this.parse(Status);
    if (asksForTenants(flags))
      return this.withProject(flags, (project) =>
        runTenants(this, flags, project, ["at", "pending"], async (own) => {
          const found = await status(own);
          const at = found.revisions.map(({ revision }) => revision.id);
          return {
            cells: [told(at), String(found.pending.length)],
            lines: isSettled(found) ? [] : openLines(found, flags.verbose),
            json: statusJson(found),
            ...(!isSettled(found) && { exit: 3 }),
          };
        }),
      );
    return this.withProject(flags, async (project) => {
      this.remark(flags, await absence(project));
      const found = await status(project);
      statusLines(found, flags.verbose).forEach((line) => this.log(line));
      if (!isSettled(found)) process.exitCode = 3;
      return statusJson(found);
    });
  }
}
