import type { DataSource } from "typeorm";
import { openProject, type Opening, type Project } from "./open.js";

/** A project that is open; or the data source of an application, whose revisions the nearest configuration describes. */
export type On = Project | DataSource;

/** Where a data source has its configuration. */
export type Where = Omit<Opening, "dataSource">;

/** A project to be closed only if it was opened for this. */
export async function projectOn(on: On, where: Where): Promise<Project> {
  if (!isProject(on)) return openProject({ ...where, dataSource: on });
  const stays = async () => undefined;
  return { ...on, close: stays, [Symbol.asyncDispose]: stays };
}

const isProject = (on: On): on is Project => "versionTable" in on;
