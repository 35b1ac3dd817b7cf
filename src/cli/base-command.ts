import { Command } from "@oclif/core/command";
import type { InferredFlags } from "@oclif/core/interfaces";
import { withoutConnecting } from "../project/without-connecting.js";
import { eachDatabase, type ByDatabase, type Work } from "./each-database.js";
import { safe, type Text } from "./safe.js";
import { SHARED_FLAGS } from "./shared-flags.js";
import { print, userOutputToStderr } from "./user-output.js";

/** What every command shares: where the project is, how it speaks, and how a refusal is shown. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = SHARED_FLAGS;

  /** Whether it writes anything: then no other database has its turn after one that failed. */
  protected readonly writes: boolean = false;

  /**
   * Opens the project the flags name, and closes it whatever happens; where it has several databases and none is named, one after
   * the other, unless there is a reason that it is for one. No data source of the user's connects meanwhile, also not one that
   * initializes itself late. What the user's modules print goes to standard error.
   */
  async withProject<T>(
    flags: Pick<InferredFlags<typeof SHARED_FLAGS>, "config" | "data-source" | "name">,
    work: Work<T>,
    forOne: string | null = null,
    hint?: string,
  ): Promise<T | ByDatabase<T>> {
    const restore = userOutputToStderr();
    const { config, name } = flags;
    const opening = { cwd: process.cwd(), config, dataSource: flags["data-source"], name };
    const manner = { forOne, ...(hint && { hint }), goesOn: !this.writes };
    try {
      return await withoutConnecting(() => eachDatabase(this, opening, work, manner));
    } finally {
      restore();
    }
  }

  /** Says on standard error what explains a short answer; nothing if there is nothing to say. */
  remark(flags: { readonly quiet: boolean }, line: Text | null): void {
    if (line !== null && !flags.quiet) this.logToStderr(safe(line));
  }

  /** Prints a result line; what comes from a file or a database cannot steer the terminal. */
  override log(message: Text = ""): void {
    if (!this.jsonEnabled()) print(safe(message));
  }

  /** Without colours, also where FORCE_COLOR asks for them: it is for programs. */
  override logJson(json: unknown): void {
    print(JSON.stringify(json, null, 2));
  }

  /** What goes wrong is said in one place, `main`. */
  protected override catch(error: Error): Promise<never> {
    throw error;
  }
}
