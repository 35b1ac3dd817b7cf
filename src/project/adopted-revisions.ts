import { readFileSync } from "node:fs";
import type { Graph } from "../revisions/graph.js";
import { adoptedIn } from "../revisions/header.js";
import type { RevisionId } from "../revisions/revision.js";

/** A revision that stands for migrations of TypeORM's. */
export interface AdoptedRevision {
  readonly id: RevisionId;
  readonly message: string;
  /** Their names. */
  readonly adopts: readonly string[];
  /** Null where no file was written. */
  readonly path: string | null;
}

/** The revisions of the project that stand for migrations of TypeORM's, as their files say. */
export const adoptedRevisions = ({ revisions }: Graph): readonly AdoptedRevision[] =>
  [...revisions.values()].flatMap(({ id, message, path }) => {
    const adopts = adoptedIn(readFileSync(path, "utf8"));
    return adopts.length === 0 ? [] : [{ id, message, adopts, path }];
  });

/** Those of them that no other of them follows. */
export function tipsOf(
  { revisions }: Graph,
  adopted: readonly AdoptedRevision[],
): readonly RevisionId[] {
  const followed = new Set(adopted.flatMap(({ id }) => revisions.get(id)?.down ?? []));
  return adopted.map(({ id }) => id).filter((id) => !followed.has(id));
}
