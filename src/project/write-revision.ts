import { extname, join, relative, resolve, sep } from "node:path";
import type { Comparison } from "./compare.js";
import type { Import } from "../autogenerate/imports.js";
import { call, print, render } from "../autogenerate/render.js";
import { revisionText, templateFor } from "../autogenerate/revision-file.js";
import { writeWhole } from "../autogenerate/write-whole.js";
import { MigError } from "../errors.js";
import { canBeRevision } from "../revisions/files.js";
import { readHeader } from "../revisions/header.js";
import { equal } from "../schema/equal.js";
import { fileName } from "../revisions/file-name.js";
import { timeText } from "../revisions/file-template.js";
import type { Graph } from "../revisions/graph.js";
import type { Placement } from "../revisions/placement.js";
import { didYouMean } from "../wording.js";
import { runHooks } from "./hooks.js";
import { languageOf } from "./language.js";
import { formatOf } from "./loader/format.js";
import type { Project } from "./open.js";
import type { OwnWords } from "./render-item.js";
import type { Candidate } from "./try-revision.js";

/** What stands in a new file. */
export interface Draft extends Placement {
  readonly message: string;
  readonly upgrade: Comparison["upgrade"];
  readonly downgrade: Comparison["downgrade"];
}

/** Where a new file goes, and what happens to it then. */
export interface FileOptions {
  /** The folder for it, one of `versionLocations`; that of what it follows if left out. */
  readonly versionPath?: string | undefined;
  /** Whether the post-write hooks run; they do if left out. */
  readonly hooks?: boolean | undefined;
  /** The migrations of TypeORM's that the revision stands for. */
  readonly adopts?: readonly string[] | undefined;
  /** What the file holds instead of operations. */
  readonly own?: OwnText | undefined;
}

/** A revision that has its lines from elsewhere. */
export interface OwnText {
  readonly imports: readonly Import[];
  readonly upgrade: readonly string[];
  readonly downgrade: readonly string[];
  readonly created: Date;
  readonly isTransactional: boolean;
}

/** What is done with a file before it is written, which may refuse it. */
export type Trial = (candidate: Candidate) => Promise<void>;

/** Writes the file of a new revision, whole or not at all, and runs the hooks on it; gives its path. */
export async function writeRevision(
  project: Project,
  graph: Graph,
  draft: Draft,
  { versionPath, hooks = true, adopts = [], own }: FileOptions,
  trial: Trial | null = null,
): Promise<string> {
  const { settings } = project;
  const { fileTemplate: template, timezone, truncateSlugLength: longestSlug } = settings;
  const created = own?.created ?? new Date();
  const extension = revisionExtension(settings);
  const name = fileName(draft.id, draft.message, extension, created, {
    ...{ template, timezone, longestSlug },
  });
  const path = join(folderOf(project, graph, draft, versionPath), name);
  const words = await wordsOf(project, draft, path);
  const imports =
    own &&
    (await import("../autogenerate/imports.js")).importLines(own.imports, path, formatFor(path));
  const constants = [
    ...(adopts.length > 0 ? [constant("adopts", adopts, path)] : []),
    ...(own?.isTransactional === false ? [constant("transaction", false, path)] : []),
  ];
  const text = await revisionText(settings.template ?? templateFor(extension), {
    ...draft,
    created: timeText(created, timezone),
    constants,
    imports: imports ?? words.imports,
    upgrade: own?.upgrade ?? render(draft.upgrade, words.upgrade),
    downgrade: own?.downgrade ?? render(draft.downgrade, words.downgrade),
  });
  refuseUnread(path, text, draft, settings.template);
  await trial?.({ path, text });
  await writeWhole(path, text);
  project.forgetHistory();
  if (hooks) await runHooks(settings.postWriteHooks, path);
  return path;
}

/** A statement that exports a value, in the language of the file. */
const constant = (name: string, value: unknown, path: string): string =>
  `${formatFor(path) === "require" ? `exports.${name}` : `export const ${name}`} = ${print(value)};`;

/** How a file of that name imports. */
const formatFor = (path: string): "import" | "require" =>
  !path.endsWith("ts") && formatOf(path) === "commonjs" ? "require" : "import";

/** How the operations stand in the file: as mig writes them, unless the project has a say in it. */
async function wordsOf({ settings }: Project, draft: Draft, path: string): Promise<OwnWords> {
  const ops = [...draft.upgrade, ...draft.downgrade].map(({ op }) => op);
  if (settings.renderItem === null && !ops.some(({ kind }) => kind === "run"))
    return { imports: [], upgrade: call, downgrade: call };
  const { ownWords } = await import("./render-item.js");
  return ownWords(draft, path, formatFor(path), settings);
}

/** Refuses a file that would not be read as the revision it is to be, before it is written. */
function refuseUnread(path: string, text: string, draft: Draft, template: string | null): void {
  if (!canBeRevision(path))
    throw new MigError(
      "MIG511",
      `${path} would not be read as a revision: its name has to end in .ts, .mts, .cts, .js, .mjs or .cjs, and to begin with no dot.`,
      "Check `fileTemplate` and `template` in the configuration. Nothing was written.",
    );
  // What mig brings has been tried.
  if (template === null) return;
  const problem = differenceOf(text, path, draft);
  if (problem === null) return;
  throw new MigError(
    "MIG511",
    `The template ${template} gives a file that is not this revision: ${problem}`,
    "Compare it with the one that `mig list-templates` names. Nothing was written.",
  );
}

/** What a file does not say of its revision, or null. */
function differenceOf(text: string, path: string, { id, down, labels, dependsOn }: Draft) {
  try {
    const read = readHeader(text, path);
    const asked = { id, down, labels, dependsOn };
    for (const [key, value] of Object.entries(asked))
      if (!equal(read[key as keyof typeof asked], value))
        return `its ${WORDS[key as keyof typeof asked]} is ${JSON.stringify(read[key as keyof typeof asked])} and not ${JSON.stringify(value)}.`;
    return null;
  } catch (error) {
    if (error instanceof MigError) return error.message;
    throw error;
  }
}

const WORDS = {
  id: "`revision`",
  down: "`downRevision`",
  labels: "`branchLabels`",
  dependsOn: "`dependsOn`",
} as const;

/**
 * The version location for a new file: the one that was named, that of the first revision it follows, or the only one there
 * is. Refuses (MIG510) any other folder, and a first revision where there are several.
 */
export function folderOf(
  { settings, cwd }: Project,
  graph: Graph,
  { down }: Pick<Placement, "down">,
  versionPath: string | undefined,
): string {
  const locations = settings.versionLocations;
  const shown = locations.map((folder) => relative(cwd, folder) || ".");
  if (versionPath !== undefined) {
    const folder = [resolve(cwd, versionPath), resolve(settings.root, versionPath)].find((path) =>
      locations.includes(path),
    );
    if (folder !== undefined) return folder;
    throw new MigError(
      "MIG510",
      `${versionPath} is none of the version locations: ${shown.join(", ")}.`,
      didYouMean(versionPath, shown, "Add it to `versionLocations` in the configuration."),
    );
  }
  const before = graph.revisions.get(down[0] ?? "")?.path;
  const own = locations.filter((folder) => before?.startsWith(folder + sep));
  const [home = locations.length === 1 ? locations[0] : undefined] = own.toSorted(
    (a, b) => b.length - a.length,
  );
  if (home !== undefined) return home;
  throw new MigError(
    "MIG510",
    `There are ${locations.length} version locations, and a revision that follows none could go into any: ${shown.join(", ")}.`,
    `Say which: \`--version-path ${shown[0] ?? ""}\`.`,
  );
}

/** That of the template, or in the language of the configuration, else of the data source; JavaScript says that it is a module. */
function revisionExtension({
  template,
  dataSource,
  configPath,
  root,
}: Project["settings"]): string {
  if (template !== null) return extname(template.replace(/\.eta$/, ""));
  const source = typeof dataSource === "string" ? dataSource : null;
  return languageOf(root, [configPath, source]) === "typescript" ? ".ts" : ".mjs";
}
