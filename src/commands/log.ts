import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { asksForTenants, runTenants, TENANT_FLAGS } from "../cli/each-tenant.js";
import { ofOneHistory } from "../cli/for-one.js";
import { logEntryLines, logJson, logLines } from "../cli/report-log.js";
import { log, type Log as Found } from "../project/log.js";

export default class Log extends BaseCommand {
  static override summary = "List what has run on the database, latest first.";
  static override description =
    "Reads the journal: one line for each run of a revision, and for each stamp, with when it ended (in UTC, by the clock of the server), what became of it, how long it took and who ran it. Writes nothing.";
  static override examples = [
    "<%= config.bin %> log",
    { description: "The last five:", command: "<%= config.bin %> log -l 5" },
    {
      description: "All that is known of the runs of one revision, with the whole error:",
      command: "<%= config.bin %> log -r 27c6 -v",
    },
    { description: "What has failed:", command: "<%= config.bin %> log --failed" },
  ];
  static override flags = {
    limit: Flags.integer({
      char: "l",
      min: 1,
      helpValue: "<number>",
      summary: "So many at most; all if left out.",
    }),
    revision: Flags.string({
      char: "r",
      helpValue: "<revision>",
      summary: "Only the runs of this revision; also of one that has no file any more.",
    }),
    failed: Flags.boolean({ summary: "Only what has failed or was cut off." }),
    verbose: Flags.boolean({ char: "v", summary: "Say everything about each run." }),
    ...TENANT_FLAGS,
  };

  async run() {
    const { flags } = await this.parse(Log);
    const { revision, failed, limit, verbose } = flags;
    const request = { revision, failed, limit };
    const linesOf = ({ entries }: Found) =>
      (entries ?? []).flatMap(verbose ? logEntryLines : logLines);
    const json = ({ database, entries }: Found) => ({
      database,
      entries: entries && entries.map(logJson),
    });
    const forOne = ofOneHistory([revision]);
    if (asksForTenants(flags))
      return this.withProject(
        flags,
        (project) =>
          runTenants(this, flags, project, ["entries"], async (own) => {
            const found = await log(own, request);
            const cells = [found.entries === null ? "no journal" : String(found.entries.length)];
            return { cells, lines: linesOf(found), json: json(found) };
          }),
        forOne,
      );
    return this.withProject(
      flags,
      async (project) => {
        const found = await log(project, request);
        this.remark(flags, nothing(found, revision));
        linesOf(found).forEach((line) => this.log(line));
        return json(found);
      },
      forOne,
    );
  }
}

/** Why nothing is listed; null where something is. */
function nothing({ database, entries }: Found, revision: string | undefined): string | null {
  if (entries === null) return `The ${database} has no journal: nothing has run there yet.`;
  if (entries.length > 0) return null;
  return revision === undefined
    ? `The journal of the ${database} has no such entry.`
    : `The journal of the ${database} has no such entry of ${revision}.`;
}
