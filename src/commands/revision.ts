import * as Flags from "@oclif/core/flags";
import { asking } from "../cli/ask-renames.js";
import { BaseCommand } from "../cli/base-command.js";
import { flagForOne } from "../cli/for-one.js";
import { revisionJson, revisionLines } from "../cli/report-operations.js";
import { FROM_DATABASE, NEW_REVISION, SCRATCH_URL } from "../cli/shared-flags.js";
import type { trying } from "../cli/trying.js";
import { revision, type RevisionRequest } from "../project/revise.js";
import { ofTenant } from "../project/tenants.js";

/** What names something of one database. */
const FOR_ONE = [
  ...["rev-id", "head", "splice", "branch-label", "depends-on", "version-path"],
  ...["rename", "from-database", "tenant"],
];

/** What is said of a comparison needs one. */
const COMPARING = {
  relationships: [
    { type: "some" as const, flags: ["autogenerate", "from-empty", "from-database"] },
  ],
};

export default class Revision extends BaseCommand {
  static override summary = "Write a new revision file after the head.";
  static override description =
    "With --autogenerate it holds what turns the database into what the entities ask for, or into another database, and how to undo it. Read it before you run it.";
  static override examples = [
    {
      description: "What the entities ask for and the database lacks:",
      command: '<%= config.bin %> revision --autogenerate -m "add birthdate"',
    },
    {
      description: "A column that has another name now keeps its values:",
      command:
        '<%= config.bin %> revision --autogenerate -m "full names" --rename account.name:fullName',
    },
    {
      description: "An empty one, to fill in by hand:",
      command: '<%= config.bin %> revision -m "fill in birthdates"',
    },
    {
      description: "The first of a branch with a name:",
      command:
        '<%= config.bin %> revision -m "begin billing" --head base --branch-label billing --depends-on 27c6',
    },
    {
      description: "For a database that has its tables already; `mig stamp head` comes after it:",
      command: '<%= config.bin %> revision --from-empty -m "baseline"',
    },
    {
      description: "What another database has and this one lacks, without any entities:",
      command:
        '<%= config.bin %> revision --autogenerate --from-database src/old-database.ts -m "copy"',
    },
  ];
  static override flags = {
    message: Flags.string({
      char: "m",
      helpValue: "<text>",
      summary: "What it is about, in a few words.",
    }),
    autogenerate: Flags.boolean({
      summary: "Compare the database with the entities and write what differs.",
    }),
    "from-empty": Flags.boolean({
      summary: "Compare the entities with an empty database, for one that has the tables already.",
    }),
    "from-database": FROM_DATABASE,
    tenant: Flags.string({
      ...COMPARING,
      helpValue: "<name>",
      summary: "Compare this tenant of the configuration, instead of where the data source is.",
    }),
    head: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "<revision>",
      summary:
        "What it follows, where there are several heads: an id, <label>@head, or base for nothing. Repeatable.",
    }),
    ...NEW_REVISION,
    rename: Flags.string({
      ...COMPARING,
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "<table.column:new>",
      summary:
        "What has another name now: a column, a table or a value of an enum type. Repeatable.",
    }),
    "no-renames": Flags.boolean({
      ...COMPARING,
      summary: "Nothing else was renamed: what is gone is dropped, what is new is added.",
    }),
    verify: Flags.boolean({
      ...COMPARING,
      summary:
        "Prove it first, up, down and up in a scratch database, and write no file where it is not proved.",
    }),
    "scratch-url": SCRATCH_URL,
    empty: Flags.boolean({
      ...COMPARING,
      summary: "Write a file also where there is no difference.",
    }),
  };

  protected override readonly writes = true;

  async run() {
    const { flags } = await this.parse(Revision);
    const request = {
      message: flags.message,
      id: flags["rev-id"],
      heads: flags.head,
      splice: flags.splice,
      labels: flags["branch-label"],
      dependsOn: flags["depends-on"],
      versionPath: flags["version-path"],
      autogenerate: flags.autogenerate,
      fromEmpty: flags["from-empty"],
      fromDatabase: flags["from-database"],
      empty: flags.empty,
      hooks: !flags["no-hooks"],
    };
    const answers = { renames: flags.rename, drops: flags["no-renames"] ? "all" : [] } as const;
    return this.withProject(
      flags,
      async (project) => {
        const written = await ofTenant(project, flags.tenant, (own) =>
          asking(this, answers, (said) =>
            this.#trying(flags, (verify) => revision(own, { ...request, ...said, verify })),
          ),
        );
        revisionLines(written, request, flags.quiet).forEach((line) => this.log(line));
        return revisionJson(written);
      },
      flags.autogenerate || flags["from-empty"]
        ? flagForOne(flags, FOR_ONE)
        : "a revision that is written by hand is for one of them",
    );
  }

  /** Most revisions are written without that. */
  async #trying<T>(
    flags: Parameters<typeof trying>[1],
    work: (verify: RevisionRequest["verify"]) => Promise<T>,
  ): Promise<T> {
    if (!flags.verify) return work(undefined);
    const { trying } = await import("../cli/trying.js");
    return trying(this, flags, work);
  }
}
