import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { asksForTenants, runTenants, TENANT_FLAGS } from "../cli/each-tenant.js";
import { flagForOne } from "../cli/for-one.js";
import { changedLines, SHOWN } from "../cli/report-log.js";
import { checkLines, comparisonJson } from "../cli/report-operations.js";
import { healthLines } from "../cli/report-revisions.js";
import { FROM_DATABASE } from "../cli/shared-flags.js";
import { changedJson, changedSinceApplied } from "../project/changed.js";
import { check } from "../project/compare.js";
import { checkRevisions } from "../project/health.js";
import { absence } from "../project/version-locations.js";

export default class Check extends BaseCommand {
  static override summary = "Say whether the database is what the entities ask for.";
  static override description =
    "Lists what `mig revision --autogenerate` would write, and revisions whose files have changed since they were applied. Exits with 0 if there is nothing to do and with 3 if there is something. Writes nothing.";
  static override examples = [
    "<%= config.bin %> check",
    {
      description: "For continuous integration, of the revision files alone:",
      command: "<%= config.bin %> check --revisions-only",
    },
    {
      description: "The operations as data, with what each puts at risk:",
      command: "<%= config.bin %> check --json",
    },
  ];
  static override flags = {
    "from-database": FROM_DATABASE,
    ...TENANT_FLAGS,
    "revisions-only": Flags.boolean({
      exclusive: ["from-database", "tenants", "tenant"],
      summary:
        "Look at the revisions alone: one head, nothing missing, nothing that will run late or has changed since it was applied.",
    }),
  };

  async run() {
    const { flags } = await this.parse(Check);
    const isOfTenants = asksForTenants(flags);
    if (flags["revisions-only"]) return this.#checkRevisions(flags);
    const request = { fromDatabase: flags["from-database"] };
    const forOne = flagForOne(flags, ["from-database"]);
    if (isOfTenants)
      return this.withProject(
        flags,
        (project) =>
          runTenants(this, flags, project, ["differences"], async (own) => {
            const found = await check(own, request);
            const changed = await changedSinceApplied(own);
            const { length } = found.operations;
            return {
              cells: [String(length)],
              lines: [
                ...(length > 0 ? checkLines(found, request, flags.quiet) : []),
                ...changedLines(changed, SHOWN),
              ],
              json: { ...comparisonJson(found), changed: changed.map(changedJson) },
              ...(length + changed.length > 0 && { exit: 3 }),
            };
          }),
        forOne,
      );
    return this.withProject(
      flags,
      async (project) => {
        this.remark(flags, await absence(project));
        const found = await check(project, request);
        const changed = await changedSinceApplied(project);
        checkLines(found, request, flags.quiet).forEach((line) => this.log(line));
        changedLines(changed, SHOWN).forEach((line) => this.log(line));
        if (found.operations.length + changed.length > 0) process.exitCode = 3;
        return { ...comparisonJson(found), changed: changed.map(changedJson) };
      },
      forOne,
    );
  }

  async #checkRevisions(flags: Parameters<BaseCommand["withProject"]>[0] & { quiet: boolean }) {
    return this.withProject(flags, async (project) => {
      const { findings, notAsked } = await checkRevisions(project);
      if (notAsked !== null) this.remark(flags, `The database was not asked: ${notAsked}`);
      healthLines(findings, flags.quiet).forEach((line) => this.log(line));
      if (findings.length > 0) process.exitCode = 3;
      return { findings, notAsked };
    });
  }
}
