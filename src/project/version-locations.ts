import { existsSync } from "node:fs";
import { MigError } from "../errors.js";
import type { Graph } from "../revisions/graph.js";
import type { Project } from "./open.js";

/** The history, for what makes no sense without one: it is refused (MIG513) where none of the folders is there. */
export async function existingGraph(project: Project): Promise<Graph> {
  const { configPath } = project.settings;
  const missing = missingFolders(project);
  if (missing.length < project.settings.versionLocations.length) return project.graph();
  throw new MigError(
    "MIG513",
    `There is no folder ${missing.join(" or ")}, where revisions should be.`,
    configPath === null
      ? "Run mig in the folder of your project, or write the first revision: `mig revision --autogenerate`."
      : `Check \`versionLocations\` in ${configPath}, or write the first revision: \`mig revision --autogenerate\`.`,
  );
}

/** Why there is less history than one may expect, in a sentence; null where there is some. */
export async function absence(project: Project): Promise<string | null> {
  const missing = missingFolders(project);
  if (missing.length > 0) return `There is no folder ${missing.join(" or ")}.`;
  const { revisions } = await project.graph();
  const folders = project.settings.versionLocations.join(", ");
  return revisions.size > 0 ? null : `There are no revisions in ${folders} yet.`;
}

const missingFolders = ({ settings }: Project) =>
  settings.versionLocations.filter((folder) => !existsSync(folder));
