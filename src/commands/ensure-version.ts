import { BaseCommand } from "../cli/base-command.js";
import { LOCK_FLAGS, whenLocked } from "../cli/lock-wait.js";
import { asksForScript, SCRIPT_FLAGS, withScript } from "../cli/script-output.js";
import { ensureVersion } from "../project/migrate.js";
import { ensureVersionScript } from "../project/script.js";

export default class EnsureVersion extends BaseCommand {
  static override summary = "Make the version table, if it is not there.";
  static override description =
    "Nothing of yours is changed. For a user with more rights than those of the runs to come.";
  static override examples = [
    "<%= config.bin %> ensure-version",
    "<%= config.bin %> ensure-version --sql",
  ];
  static override flags = { ...SCRIPT_FLAGS, ...LOCK_FLAGS };

  protected override readonly writes = true;

  async run() {
    const { flags } = await this.parse(EnsureVersion);
    if (asksForScript(flags)) return withScript(this, flags, ensureVersionScript);
    return this.withProject(flags, async (project) => {
      const { name, schema } = project.versionTable;
      const made = await whenLocked(this, flags, (waits) => ensureVersion(project, waits));
      const table = schema === null ? name : `${schema}.${name}`;
      if (!flags.quiet)
        this.log(made ? `Made the table ${table}.` : `The table ${table} is there.`);
      return { table, made };
    });
  }
}
