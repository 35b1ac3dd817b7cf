/** What names a revision: twelve hexadecimal digits when mig chose it, any plain word when a person did. */
export type RevisionId = string;

/** One migration file's place in history, as its header states it. */
export interface Revision {
  readonly id: RevisionId;
  /** The revisions it follows: none for a base, several for a merge. */
  readonly down: readonly RevisionId[];
  /** What else must be applied before it, as written: ids or branch labels. */
  readonly dependsOn: readonly string[];
  readonly labels: readonly string[];
  readonly message: string;
  readonly path: string;
  /** As written in the file, or null if it does not say. */
  readonly createdAt: string | null;
}
