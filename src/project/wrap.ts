import { newRevisionId } from "../revisions/new-id.js";
import type { AdoptedRevision } from "./adopted-revisions.js";
import { namedClasses } from "./old-migrations.js";
import { oldSources } from "./old-sources.js";
import type { Project } from "./open.js";
import { folderOf, writeRevision } from "./write-revision.js";

/** What is known of a revision before its file is written. */
type Wrapped = Omit<AdoptedRevision, "path">;

/**
 * A revision for each class of TypeORM's migrations, which runs it as it is, one after the other in the order in which TypeORM
 * runs them. Tells each path as soon as the file is there.
 */
export async function wrapAll(
  project: Project,
  { dryRun, versionPath }: { readonly dryRun: boolean; readonly versionPath: string | undefined },
  wrote: (path: string) => void,
): Promise<readonly AdoptedRevision[]> {
  const named = await namedClasses(project);
  const sources = await oldSources(project, named);
  const revisions: AdoptedRevision[] = [];
  const graph = await project.graph();
  folderOf(project, graph, { down: [] }, versionPath);
  for (const each of named) {
    const source = sources.get(each);
    if (source === undefined) throw new Error(`${each.name} has a source, or was refused`);
    const revision: Wrapped = {
      id: newRevisionId(),
      message: messageOf(each.name),
      adopts: [each.name],
    };
    if (dryRun) {
      revisions.push({ ...revision, path: null });
      continue;
    }
    const down = revisions.slice(-1).map(({ id }) => id);
    const call = (direction: string) => [`await op.typeorm(${source.local}, "${direction}");`];
    const path = await writeRevision(
      project,
      graph,
      { ...revision, down, labels: [], dependsOn: [], upgrade: [], downgrade: [] },
      {
        ...{ versionPath, hooks: false, adopts: revision.adopts },
        own: {
          imports: [source],
          upgrade: call("up"),
          downgrade: call("down"),
          created: new Date(each.timestamp),
          isTransactional: each.isTransactional,
        },
      },
    );
    wrote(path);
    revisions.push({ ...revision, path });
  }
  return revisions;
}

/** `CreateUserTable1700000000000` is about `create user table`. */
const messageOf = (name: string): string =>
  name
    .slice(0, -13)
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .trim()
    .toLowerCase() || name;
