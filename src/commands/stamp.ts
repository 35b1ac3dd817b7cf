import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { asksForTenants, runTenants, TENANT_FLAGS } from "../cli/each-tenant.js";
import { ofOneHistory } from "../cli/for-one.js";
import { LOCK_FLAGS, whenLocked } from "../cli/lock-wait.js";
import { asksForScript, SCRIPT_FLAGS, withScript } from "../cli/script-output.js";
import { MOVED, told } from "../cli/tenant-steps.js";
import { stamp } from "../project/migrate.js";
import { stampScriptOf } from "../project/script.js";

export default class Stamp extends BaseCommand {
  static override summary = "Record where the database is, without running anything.";
  static override description =
    "For a database that has the tables of a revision already. `base` removes the record.";
  static override examples = [
    {
      description: "The database has everything; from here on, revisions are run:",
      command: "<%= config.bin %> stamp head",
    },
    {
      description: "It has two branches up to here:",
      command: "<%= config.bin %> stamp billing@head 27c6",
    },
    {
      description: "No revision counts as applied any more:",
      command: "<%= config.bin %> stamp base",
    },
    {
      description: "The database names a revision whose file is gone for good:",
      command: "<%= config.bin %> stamp --purge 1da9",
    },
  ];
  static override strict = false;
  static override args = {
    targets: Args.string({
      required: true,
      description: "Ids, four or more of their first characters, head, heads or base.",
    }),
  };

  static override flags = {
    ...SCRIPT_FLAGS,
    ...TENANT_FLAGS,
    ...LOCK_FLAGS,
    purge: Flags.boolean({
      exclusive: ["sql", "output"],
      summary: "Forget first where the database was, also at revisions that have no file any more.",
    }),
  };

  protected override readonly writes = true;

  async run() {
    const { argv, flags } = await this.parse(Stamp);
    const targets = argv.map(String);
    const forOne = ofOneHistory(targets);
    if (asksForTenants(flags))
      return this.withProject(
        flags,
        (project) =>
          runTenants(this, flags, project, MOVED, async (own, waits) => {
            const { from, to } = await stamp(own, targets, { purge: flags.purge, ...waits });
            return { cells: [told(from), told(to)], json: { from, to } };
          }),
        forOne,
      );
    if (asksForScript(flags))
      return withScript(this, flags, (project) => stampScriptOf(project, targets), forOne);
    return this.withProject(
      flags,
      async (project) => {
        const { from, to } = await whenLocked(this, flags, (waits) =>
          stamp(project, targets, { purge: flags.purge, ...waits }),
        );
        if (!flags.quiet) this.log(`Stamped: ${told(from)} → ${told(to)}. Nothing was run.`);
        return { from, to };
      },
      forOne,
    );
  }
}
