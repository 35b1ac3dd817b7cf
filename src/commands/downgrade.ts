import * as Args from "@oclif/core/args";
import { BaseCommand } from "../cli/base-command.js";
import { asksForTenants, runTenants, TENANT_FLAGS } from "../cli/each-tenant.js";
import { ofOneHistory } from "../cli/for-one.js";
import { runSteps } from "../cli/run-steps.js";
import { asksForScript, DRY_RUN_FLAGS, withScript } from "../cli/script-output.js";
import { MOVED, tenantSteps } from "../cli/tenant-steps.js";
import { downgrade } from "../project/migrate.js";
import { downgradeScript, dryRun } from "../project/script.js";

export default class Downgrade extends BaseCommand {
  static override summary = "Take the database back to a revision.";
  static override description =
    "Undoes every revision that stands on the target, latest first. The target itself stays.";
  static override examples = [
    { description: "One step back:", command: "<%= config.bin %> downgrade -1" },
    { description: "Back to a revision:", command: "<%= config.bin %> downgrade 27c6" },
    { description: "Everything:", command: "<%= config.bin %> downgrade base" },
    {
      description: "As a script for somebody else to run:",
      command: "<%= config.bin %> downgrade head:27c6 --output downgrade.sql",
    },
  ];
  static override args = {
    target: Args.string({
      required: true,
      description:
        "An id, four or more of its first characters, base or -N; with --sql a range, from where the database is.",
    }),
  };
  static override flags = {
    ...DRY_RUN_FLAGS,
    ...TENANT_FLAGS,
  };

  protected override readonly writes = true;

  async run() {
    const { args, flags } = await this.parse(Downgrade);
    const { target } = args;
    const forOne = ofOneHistory([target]);
    if (asksForTenants(flags))
      return this.withProject(
        flags,
        (project) =>
          runTenants(this, flags, project, MOVED, (own, signal) =>
            tenantSteps(own, downgrade(own, target, { signal })),
          ),
        forOne,
      );
    if (asksForScript(flags))
      return withScript(this, flags, (project) => downgradeScript(project, target), forOne);
    if (flags["dry-run"])
      return withScript(this, flags, (project) => dryRun(project, "downgrade", target), forOne);
    return this.withProject(
      flags,
      (project) =>
        runSteps(this, flags, project, (options) => downgrade(project, target, options)),
      forOne,
    );
  }
}
