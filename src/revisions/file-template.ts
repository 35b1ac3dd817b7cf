import type { RevisionId } from "./revision.js";

/** What the name of a new file is made from. */
export interface FileFacts {
  readonly id: RevisionId;
  /** The message as part of a name; empty without one. */
  readonly slug: string;
  readonly created: Date;
  /** An IANA time zone such as `Europe/Berlin`, in which the date is told. */
  readonly timezone: string;
}

/** Alembic's usual name for a file. */
export const USUAL_TEMPLATE = "%(rev)s_%(slug)s";

/**
 * Why a template is none, or null if it is one: text with `%(rev)s`, `%(slug)s`, `%(epoch)s`, `%(year)d`, `%(month).2d`,
 * `%(day).2d`, `%(hour).2d`, `%(minute).2d` or `%(second).2d` in it, as Alembic has them.
 */
export function templateProblem(template: string): string | null {
  const rest = template.replaceAll(TOKEN, (whole, name: string) =>
    Object.hasOwn(TOKENS, name) ? "" : whole,
  );
  const [bad] = /%(?:\([^)]*\)?\S{0,3})?/.exec(rest) ?? [];
  if (bad !== undefined) return `${bad} is none of ${Object.keys(TOKENS).join(", ")}`;
  if (template.startsWith("/") || template.split("/").includes(".."))
    return "it leads out of the folder of revisions";
  return /%\((?:rev|epoch)\)/.test(template) ? null : "files of one moment would have one name";
}

/** The name that a template gives, without an extension; folders in it are kept. What has no message has no `_` for it. */
export function fromTemplate(template: string, facts: FileFacts): string {
  const spelt = facts.slug === "" ? template.replaceAll(/[_-]?%\(slug\)s/g, "") : template;
  const name = spelt.replaceAll(TOKEN, (_, token: string, digits?: string) =>
    String(TOKENS[token as keyof typeof TOKENS](facts)).padStart(Number(digits ?? 0), "0"),
  );
  return facts.slug === "" ? name.replaceAll(/(?<=^|\/)[_-]+/g, "") : name;
}

const TOKEN = /%\((\w+)\)(?:\.?0?(\d+))?[sd]/g;

type Fact = (facts: FileFacts) => string | number;
const part =
  (kind: Intl.DateTimeFormatPartTypes): Fact =>
  (facts) =>
    Number(partsOf(facts).find(({ type }) => type === kind)?.value);

const TOKENS = {
  rev: ({ id }: FileFacts) => id,
  slug: ({ slug }: FileFacts) => slug,
  epoch: ({ created }: FileFacts) => Math.floor(created.getTime() / 1000),
  year: part("year"),
  month: part("month"),
  day: part("day"),
  hour: part("hour"),
  minute: part("minute"),
  second: part("second"),
} as const;

const partsOf = ({ created, timezone }: Pick<FileFacts, "created" | "timezone">) =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    timeZoneName: "longOffset",
    ...{ year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  }).formatToParts(created);

/** Whether there is a time zone of that name. */
export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** `2026-11-28 22:40:12 UTC`, or with the offset of the time zone: `2026-11-28 23:40:12 +01:00`. */
export function timeText(created: Date, timezone: string): string {
  const parts = new Map(partsOf({ created, timezone }).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const offset = of("timeZoneName").replace(/^GMT(\+00:00)?$|^GMT/, "");
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}:${of("second")} ${offset || "UTC"}`;
}
