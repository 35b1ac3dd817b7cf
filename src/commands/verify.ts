import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { flagForOne, ofOneHistory } from "../cli/for-one.js";
import { interruption } from "../cli/interruption.js";
import { liveLine } from "../cli/live-line.js";
import { newsLine, proofJson, proofLines, provedLines } from "../cli/report-proof.js";
import { SCRATCH_URL } from "../cli/shared-flags.js";
import { isProved, prove } from "../project/prove.js";
import { dropLeftBehind } from "../project/scratch.js";
import { ofTenant } from "../project/tenants.js";

export default class Verify extends BaseCommand {
  static override summary = "Run the pending revisions up, down and up, in a scratch database.";
  static override description =
    "Makes an empty database for it, brings that to where the real one is, and proves each pending revision: its downgrade takes all back, its second upgrade makes what the first one made, and in the end there is what the entities ask for. Exits with 0 if so and with 3 if not. The real database is read at most.";
  static override examples = [
    "<%= config.bin %> verify",
    {
      description: "All revisions there are, from the first one on:",
      command: "<%= config.bin %> verify --from base",
    },
    {
      description: "In an empty database of your own:",
      command:
        "<%= config.bin %> verify --from base --scratch-url postgres://ci:ci@localhost/empty",
    },
  ];
  static override args = {
    target: Args.string({
      default: "heads",
      description:
        "How far up: an id, head, heads or +N. Only at all heads the entities are compared.",
    }),
  };
  static override flags = {
    from: Flags.string({
      helpValue: "<revision>",
      summary: "Prove what comes after this one, or base, instead of what the database lacks.",
    }),
    "scratch-url": SCRATCH_URL,
    strict: Flags.boolean({
      summary: "Exit with 3 also where a revision cannot be taken back.",
    }),
    tenant: Flags.string({
      helpValue: "<name>",
      summary: "What is pending at this tenant of the configuration, and as it is run there.",
    }),
    clean: Flags.boolean({
      summary:
        "Drop first what runs that were killed have left: scratch databases that are older than an hour.",
    }),
  };

  async run() {
    const { args, flags } = await this.parse(Verify);
    const { from, strict, quiet, clean } = flags;
    return this.withProject(
      flags,
      async (opened) => {
        if (clean)
          for (const name of await dropLeftBehind(opened))
            this.remark(flags, `Dropped ${name}, which was left behind.`);
        const live = liveLine(!quiet && !this.jsonEnabled());
        const { signal, stop } = interruption((line) => this.logToStderr(line));
        try {
          live.show("Making a scratch database");
          const proof = await ofTenant(opened, flags.tenant, (project) =>
            prove(project, {
              target: args.target,
              from,
              scratchUrl: flags["scratch-url"],
              signal,
              told: (news) => {
                live.clear();
                if (news.kind === "revision")
                  provedLines(news.revision, quiet).forEach((line) => this.log(line));
                live.show(newsLine(news));
              },
            }),
          );
          live.clear();
          proofLines(proof, { quiet, strict }).forEach((line) => this.log(line));
          if (!isProved(proof, { strict })) process.exitCode = 3;
          return proofJson(proof, strict);
        } finally {
          stop();
          live.clear();
        }
      },
      ofOneHistory([args.target, from]) ?? flagForOne(flags, ["scratch-url", "tenant"]),
    );
  }
}
