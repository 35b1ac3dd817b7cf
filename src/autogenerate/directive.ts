import type { Flavor } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import type { RevisionId } from "../revisions/revision.js";

/** A revision that is about to be written; all of it may be changed. */
export interface RevisionDirective {
  id: RevisionId;
  message: string;
  /** The ids of what it follows; none for a base. */
  down: readonly RevisionId[];
  /** Whether it may follow revisions that others follow. */
  splice: boolean;
  labels: readonly string[];
  /** Ids and labels. */
  dependsOn: readonly string[];
  /** The folder it goes into, one of `versionLocations`; undefined lets mig choose. */
  versionPath: string | undefined;
  upgrade: Operation[];
  downgrade: Operation[];
}

/** What is known where a revision is written. */
export interface DirectiveContext {
  readonly command: "revision" | "merge";
  /** Whether a database was compared. */
  readonly autogenerate: boolean;
  /** The server that was asked; null where none was. */
  readonly dialect: Flavor | null;
  /** The ids of the revisions that there are. */
  readonly revisions: readonly RevisionId[];
  /** What takes operations back, last one first, but for those that nothing takes back. */
  readonly undo: (operations: readonly Operation[]) => Operation[];
}

/** Changes a revision before it is written, gives another one in its place, or null for none at all. Who changes what was given need not return it. */
export type ProcessRevisionDirectives = (
  revision: RevisionDirective,
  context: DirectiveContext,
) => Directed | Promise<Directed>;
type Directed = RevisionDirective | null | void;
