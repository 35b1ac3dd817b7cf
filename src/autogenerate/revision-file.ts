import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MigError } from "../errors.js";
import type { RevisionId } from "../revisions/revision.js";
import { print } from "./render.js";

/** What a revision file states at its top, and the lines of its two functions. */
interface RevisionFile {
  readonly id: RevisionId;
  readonly down: readonly RevisionId[];
  readonly labels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly message: string;
  /** When, for people and for the order of heads: `2026-11-28 22:40:12 UTC`. */
  readonly created: string;
  /** The statements that import what the lines below need. */
  readonly imports: readonly string[];
  /** What else it states at its top, a statement each. */
  readonly constants?: readonly string[] | undefined;
  readonly upgrade: readonly string[];
  readonly downgrade: readonly string[];
}

/** The folder of mig's own templates. */
export const TEMPLATES = fileURLToPath(new URL("../../templates", import.meta.url));

/** The template that mig brings for files of this extension. */
export const templateFor = (extension: string): string =>
  extension.endsWith("ts")
    ? join(TEMPLATES, "typescript", "revision.ts.eta")
    : join(TEMPLATES, "javascript", "revision.mjs.eta");

/** The text of a revision file, from the template at that path. */
export async function revisionText(template: string, file: RevisionFile): Promise<string> {
  const text = await fillTemplate(template, {
    message: oneLine(file.message) || "no message",
    id: file.id,
    revises: file.down.join(", ") || "nothing, this is a base",
    created: file.created,
    down: file.down.length > 1 ? file.down : (file.down[0] ?? null),
    labels: file.labels,
    dependsOn: file.dependsOn,
    imports: file.imports,
    constants: file.constants ?? [],
    upgrade: file.upgrade,
    downgrade: file.downgrade,
  });
  // A template of the user's may be older than these.
  const missing = [...file.imports, ...(file.constants ?? [])].filter(
    (line) => !text.includes(line),
  );
  return [...missing, text].join("\n");
}

/** Fills a template; `it.literal(value)` in it prints a value as source code. Refuses (MIG511) one that cannot be read or filled. */
export async function fillTemplate(path: string, data: object): Promise<string> {
  const { Eta } = await import("eta");
  const eta = new Eta({ autoEscape: false, autoTrim: false });
  try {
    return eta.renderString(await readFile(path, "utf8"), { ...data, literal: print });
  } catch (cause) {
    // After the first line stands code that was made from the template.
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new MigError(
      "MIG511",
      `The template ${path} cannot be filled: ${reason}`,
      "Check `template` in the configuration, and what it names. Nothing was written.",
      { cause },
    );
  }
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();
