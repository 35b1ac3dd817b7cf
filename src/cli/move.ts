import * as Flags from "@oclif/core/flags";
import type { Options, Progress } from "../project/migrate.js";
import type { Project } from "../project/open.js";
import { dryRun } from "../project/script.js";
import type { BaseCommand } from "./base-command.js";
import { asksForTenants, runTenants, TENANT_FLAGS, type TenantFlags } from "./each-tenant.js";
import { ofOneHistory } from "./for-one.js";
import { LOCK_FLAGS } from "./lock-wait.js";
import { runSteps } from "./run-steps.js";
import { asksForScript, DRY_RUN_FLAGS, withScript } from "./script-output.js";
import { MOVED, tenantSteps } from "./tenant-steps.js";

/** A way through the history: what runs it, and what writes its script. */
interface Way {
  readonly direction: "upgrade" | "downgrade";
  readonly run: (project: Project, target: string, options: Options) => AsyncGenerator<Progress>;
  readonly script: (project: Project, target: string) => AsyncIterable<string>;
}

type Typed = Parameters<BaseCommand["withProject"]>[0] &
  TenantFlags & {
    readonly sql: boolean;
    readonly "dry-run": boolean;
    readonly strict: boolean;
    readonly "wait-timeout"?: number | undefined;
  };

/** What commands take that go somewhere. */
export const MOVE_FLAGS = {
  ...DRY_RUN_FLAGS,
  ...TENANT_FLAGS,
  ...LOCK_FLAGS,
  strict: Flags.boolean({
    exclusive: Object.keys(DRY_RUN_FLAGS),
    summary: "Run nothing where the file of an applied revision has changed since.",
  }),
};

/** Goes to a target: on the database, on each tenant, or in a script, as the flags say. */
export async function move(
  command: BaseCommand,
  flags: Typed,
  target: string,
  { direction, run, script }: Way,
) {
  const forOne = ofOneHistory([target]);
  const { strict } = flags;
  if (asksForTenants(flags))
    return command.withProject(
      flags,
      (project) =>
        runTenants(command, flags, project, MOVED, (own, waits) =>
          tenantSteps(own, (options) => run(own, target, { ...options, ...waits, strict })),
        ),
      forOne,
    );
  if (asksForScript(flags))
    return withScript(command, flags, (project) => script(project, target), forOne);
  if (flags["dry-run"])
    return withScript(command, flags, (project) => dryRun(project, direction, target), forOne);
  return command.withProject(
    flags,
    (project) =>
      runSteps(command, flags, project, (options) => run(project, target, { ...options, strict })),
    forOne,
  );
}
