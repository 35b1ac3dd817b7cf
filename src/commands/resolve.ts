import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { BaseCommand } from "../cli/base-command.js";
import { ofOneHistory } from "../cli/for-one.js";
import { LOCK_FLAGS, whenLocked } from "../cli/lock-wait.js";
import { resolvedLine } from "../cli/report-revisions.js";
import { resolve } from "../project/resolve.js";
import { ofTenant } from "../project/tenants.js";
import type { Said } from "../runtime/half-done.js";

/** What each flag says. */
const SAID = {
  happened: "happened",
  "not-happened": "not happened",
  applied: "applied",
  "rolled-back": "rolled back",
} as const satisfies Readonly<Record<string, Said>>;
const WAYS = Object.keys(SAID) as (keyof typeof SAID)[];

export default class Resolve extends BaseCommand {
  static override summary = "Say what became of a revision that is half done.";
  static override description =
    "For what only a person can know, once a run was cut off where nothing can be rolled back. Writes into the journal and, where the revision is through by it, into the version table. Runs nothing.";
  static override examples = [
    {
      description:
        "The statement at which the run was cut off has happened; `mig upgrade` then goes on after it:",
      command: "<%= config.bin %> resolve 27c6 --happened",
    },
    {
      description: "The rest was done by hand:",
      command: "<%= config.bin %> resolve 27c6 --applied",
    },
    {
      description: "What stood of it was undone by hand:",
      command: "<%= config.bin %> resolve 27c6 --rolled-back",
    },
  ];
  static override args = {
    revision: Args.string({
      required: true,
      description: "An id, or four or more of its first characters.",
    }),
  };
  static override flags = {
    happened: Flags.boolean({
      exactlyOne: WAYS,
      summary: "The statement at which the run was cut off has happened.",
    }),
    "not-happened": Flags.boolean({
      exactlyOne: WAYS,
      summary: "The statement at which the run was cut off has not happened.",
    }),
    applied: Flags.boolean({
      exactlyOne: WAYS,
      summary: "The database has all of the revision, as its file is now.",
    }),
    "rolled-back": Flags.boolean({
      exactlyOne: WAYS,
      summary: "The database has nothing of the revision.",
    }),
    tenant: Flags.string({
      helpValue: "<name>",
      summary: "Say it of this tenant of the configuration.",
    }),
    ...LOCK_FLAGS,
  };

  protected override readonly writes = true;

  async run() {
    const { args, flags } = await this.parse(Resolve);
    const [way] = WAYS.filter((name) => flags[name]);
    if (way === undefined) throw new Error("one of the flags is there, or parsing has refused it");
    return this.withProject(
      flags,
      async (project) => {
        const found = await ofTenant(project, flags.tenant, (own) =>
          whenLocked(this, flags, (waits) => resolve(own, args.revision, SAID[way], waits)),
        );
        if (!flags.quiet) this.log(resolvedLine(found));
        return found;
      },
      ofOneHistory([args.revision]),
    );
  }
}
