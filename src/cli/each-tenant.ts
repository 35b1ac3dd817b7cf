import * as Flags from "@oclif/core/flags";
import type { LockOptions } from "../project/lock.js";
import type { Options } from "../project/migrate.js";
import type { Project } from "../project/open.js";
import { eachTenant, type TenantOptions, type TenantResult } from "../project/tenants.js";
import { counted } from "../wording.js";
import type { BaseCommand } from "./base-command.js";
import { colour, errorColour } from "./colour.js";
import { failureJson, failureOf, failureText, wrongUsage } from "./failure.js";
import { blockedLines, cutOffLines } from "./blocked-lines.js";
import { interruption } from "./interruption.js";
import { liveLine } from "./live-line.js";
import { waitLines } from "./lock-wait.js";
import { line, safe, type Text } from "./safe.js";

/** What a run for one tenant is told by, and what ends it. */
type TenantWaits = LockOptions & Pick<Options, "blocked" | "cutOff">;

/** What commands take that can do their work for each tenant. */
export const TENANT_FLAGS = {
  tenants: Flags.boolean({
    summary: "Do it for each tenant of the configuration.",
  }),
  tenant: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "<name>",
    summary: "Do it for this tenant. Repeatable.",
  }),
  jobs: Flags.integer({
    min: 1,
    helpValue: "<number>",
    summary: "With tenants, how many at a time; 4 if left out.",
  }),
  "keep-going": Flags.boolean({
    summary: "With tenants, go on with the others where one has failed.",
  }),
} as const;

/** What is typed of tenants. */
export interface TenantFlags {
  readonly tenants: boolean;
  readonly tenant?: readonly string[] | undefined;
  readonly jobs?: number | undefined;
  readonly "keep-going": boolean;
  readonly "create-schemas"?: boolean;
  readonly quiet: boolean;
  readonly output?: string | undefined;
  readonly sql?: boolean;
  readonly "dry-run"?: boolean;
  readonly "wait-timeout"?: number | undefined;
}

/** Whether the command is for tenants; what makes no sense with or without them is wrong usage. */
export function asksForTenants(flags: TenantFlags): boolean {
  const asks = flags.tenants || flags.tenant !== undefined;
  if (asks && (flags.sql || flags.output !== undefined || flags["dry-run"]))
    throw wrongUsage(
      "A script is of no tenant.",
      "Leave --tenants and --tenant out: the script is the same for each of them.",
    );
  const alone = (["jobs", "keep-going", "create-schemas"] as const).find((name) => flags[name]);
  if (!asks && alone !== undefined)
    throw wrongUsage(
      `--${alone} says how it is done for tenants.`,
      "Add --tenants, or --tenant <name>.",
    );
  return asks;
}

/** What came of it for one tenant: the cells of its row, more lines under the table, and its part of the document. */
export interface TenantPart {
  readonly cells: readonly string[];
  readonly lines?: readonly Text[];
  /** What the process is to end with because of it. */
  readonly exit?: 3;
  readonly json: object;
}

/** Does the work for each tenant and prints one report: a row for each, in the order of the configuration. */
export async function runTenants(
  command: BaseCommand,
  flags: TenantFlags,
  project: Project,
  titles: readonly string[],
  work: (project: Project, waits: TenantWaits) => Promise<TenantPart>,
) {
  const results: TenantResult<TenantPart>[] = [];
  const isTold = !flags.quiet && !command.jsonEnabled();
  const live = liveLine(isTold);
  const { signal, stop } = interruption((text) => command.logToStderr(text));
  const options: TenantOptions = {
    only: flags.tenants ? undefined : flags.tenant,
    jobs: flags.jobs,
    keepGoing: flags["keep-going"],
    createSchemas: flags["create-schemas"],
    signal,
  };
  try {
    live.show("Running");
    const waitTimeout = flags["wait-timeout"];
    const waits = (tenant: string): TenantWaits => {
      const print = (text: string) => {
        command.logToStderr(`${safe(shown(tenant))}: ${text}`);
      };
      const waiting = isTold ? waitLines(live, print) : undefined;
      const blocked = isTold ? blockedLines(live, print) : undefined;
      const cutOff = isTold ? cutOffLines(print) : undefined;
      return { signal, waiting, blocked, cutOff, waitTimeout };
    };
    for await (const result of eachTenant(
      project,
      (own, tenant) => work(own, waits(tenant)),
      options,
    )) {
      results.push(result);
      live.show(`${counted(results.length, "tenant")} done, the last ${shown(result.tenant)}`);
    }
  } finally {
    stop();
    live.clear();
  }
  return report(
    command,
    flags,
    titles,
    results.toSorted((a, b) => a.number - b.number),
  );
}

function report(
  command: BaseCommand,
  { quiet }: TenantFlags,
  titles: readonly string[],
  results: readonly TenantResult<TenantPart>[],
) {
  const isWorth = (result: TenantResult<TenantPart>) =>
    !quiet || result.outcome !== "done" || result.value.exit !== undefined;
  tableLines(titles, results.filter(isWorth)).forEach((row) => command.log(row));
  for (const result of results)
    if (result.outcome === "done" && result.value.lines?.length) {
      command.log(line`\n${colour.cyan(`${shown(result.tenant)}:`)}`);
      result.value.lines.forEach((text) => command.log(text));
    }
  const isFailed = results.some(({ outcome }) => outcome !== "done");
  if (isFailed) process.exitCode = 1;
  else if (results.some((result) => result.outcome === "done" && result.value.exit))
    process.exitCode = 3;
  const tenants = results.map((result) => {
    const { tenant, outcome, milliseconds } = result;
    const part = { tenant, outcome, milliseconds: Math.round(milliseconds) };
    if (result.outcome === "done") return { ...part, ...result.value.json };
    if (result.outcome === "not started") return part;
    const failure = failureOf(result.error, command.id ?? null);
    if (!command.jsonEnabled())
      command.logToStderr(`${errorColour.cyan(`${shown(tenant)}:`).text} ${failureText(failure)}`);
    return { ...part, ...failureJson(failure) };
  });
  if (results.length === 0) command.remark({ quiet }, "There are no tenants.");
  return { tenants };
}

/** Columns of the same width, two blanks apart. */
function tableLines(
  titles: readonly string[],
  results: readonly TenantResult<TenantPart>[],
): readonly Text[] {
  if (results.length === 0) return [];
  const rows = [
    ["tenant", ...titles, "outcome", "time"],
    ...results.map((result) => [
      shown(result.tenant),
      ...titles.map((_, at) => (result.outcome === "done" ? (result.value.cells[at] ?? "") : "")),
      result.outcome,
      result.outcome === "not started" ? "" : `${Math.round(result.milliseconds)} ms`,
    ]),
  ];
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  return rows.map((row, number) => {
    const text = row
      .map((cell, at) => cell.padEnd(widths?.[at] ?? 0))
      .join("  ")
      .trimEnd();
    return number === 0 ? colour.dim(text) : text;
  });
}

/** A name that would break its line, as a text of JSON. */
const shown = (tenant: string) => (/\p{Cc}/u.test(tenant) ? JSON.stringify(tenant) : tenant);
