import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { asksForTenants, runTenants, TENANT_FLAGS } from "../cli/each-tenant.js";
import {
  behindLines,
  entryJson,
  entryLines,
  halfDoneLines,
  headLine,
  pendingLine,
} from "../cli/report-revisions.js";
import { told } from "../cli/tenant-steps.js";
import { current, type Current as Found } from "../project/status.js";
import { absence } from "../project/version-locations.js";

export default class Current extends BaseCommand {
  static override summary = "Show which revision the database is at.";
  static override description =
    "Reads the version table and nothing else. One line for each revision that the database is at; standard error says how far behind the heads that is, and that a database at base has none.";
  static override examples = [
    "<%= config.bin %> current",
    { description: "With what is pending:", command: "<%= config.bin %> current -v" },
    {
      description: "To let a start fail where the database is behind:",
      command: "<%= config.bin %> current --check-heads",
    },
  ];
  static override flags = {
    verbose: Flags.boolean({ char: "v", summary: "Say everything about each revision." }),
    "check-heads": Flags.boolean({
      summary: "Exit with 3 unless the database is at every head, and nothing is half done.",
    }),
    ...TENANT_FLAGS,
  };

  async run() {
    const { flags } = await this.parse(Current);
    if (asksForTenants(flags))
      return this.withProject(flags, (project) =>
        runTenants(this, flags, project, ["at", "pending"], async (own) => {
          const found = await current(own, { isSure: flags["check-heads"] });
          const at = found.revisions.map(({ revision }) => revision.id);
          return {
            cells: [told(at), String(found.pending.length)],
            lines: flags.quiet ? [] : halfDoneLines(found),
            json: { ...found, revisions: found.revisions.map(entryJson) },
            ...(flags["check-heads"] && !isThrough(found) && { exit: 3 }),
          };
        }),
      );
    return this.withProject(flags, async (project) => {
      this.remark(flags, await absence(project));
      const found = await current(project, { isSure: flags["check-heads"] });
      const lines = found.revisions.flatMap(flags.verbose ? entryLines : headLine);
      if (lines.length === 0)
        this.remark(flags, `The ${found.database} is at base: no revision is applied.`);
      else if (flags.verbose) this.log(`The ${found.database}:\n`);
      lines.forEach((line) => this.log(line));
      if (!flags.verbose) behindLines(found).forEach((line) => this.remark(flags, line));
      halfDoneLines(found).forEach((line) => this.remark(flags, line));
      if (!flags.quiet && (flags.verbose || flags["check-heads"])) this.log(pendingLine(found));
      if (flags["check-heads"] && !isThrough(found)) process.exitCode = 3;
      return { ...found, revisions: found.revisions.map(entryJson) };
    });
  }
}

const isThrough = ({ pending, halfDone }: Found) => pending.length + halfDone.length === 0;
