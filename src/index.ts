// What a migration, a configuration or a script may import.
export { MigError, type Code } from "./errors.js";
export type { Migration, Op } from "./runtime/op.js";
export type { Batch } from "./runtime/batch.js";
export type { MigrationModule } from "./runtime/steps.js";
export {
  defineConfig,
  type Config,
  type DatabaseConfig,
  type DataSourceSetting,
  type LockKind,
  type LockSetting,
  type PostWriteHook,
  type TenantSetting,
} from "./project/config.js";
export {
  adopt,
  atStart,
  autogenerate,
  branches,
  check,
  current,
  downgrade,
  ensureVersion,
  forEachTenant,
  heads,
  history,
  log,
  merge,
  openProject,
  openProjects,
  prove,
  resolve,
  revision,
  script,
  show,
  stamp,
  status,
  upgrade,
  verify,
} from "./project/library.js";
export type { Opening, Project } from "./project/open.js";
export type { On, Where } from "./project/on.js";
export type { Running } from "./project/running.js";
export type { StartMode, StartOptions } from "./project/at-start.js";
export type { Options, Progress, StampOptions } from "./project/migrate.js";
export type { AdoptRequest } from "./project/adopt.js";
export type { Adopted } from "./project/adopted.js";
export type { AdoptedRevision } from "./project/adopted-revisions.js";
export type { OldClass, OldMigration } from "./runtime/old-migration.js";
export type { Proof, ProofNews, ProofRequest } from "./project/prove.js";
export type { Change, ProvedRevision } from "./project/prove-step.js";
export type { LockOptions } from "./project/lock.js";
export type { Waiting } from "./runtime/lock.js";
export type { Holder } from "./dialects/lock.js";
export type { Resolved } from "./project/resolve.js";
export type { Log, Logged, LogRequest } from "./project/log.js";
export type { Overview } from "./project/overview.js";
export type { ChangedFile } from "./project/changed.js";
export type { Said } from "./runtime/half-done.js";
export type { RowProgress } from "./runtime/batching.js";
export type { Blocked } from "./runtime/blocked.js";
export type { CutOff } from "./runtime/run.js";
export type { Blocker } from "./dialects/waits.js";
export type { ScriptOptions } from "./project/script.js";
export type { TenantOptions, TenantResult, TenantWork } from "./project/tenants.js";
export type { CheckRequest, Comparison } from "./project/compare.js";
export type { Merged, MergeRequest, Revised, RevisionRequest } from "./project/revise.js";
export type { Placement, PlacementRequest } from "./revisions/placement.js";
export type { Branching, Current, Entry, HeadsOptions, HistoryOptions } from "./project/status.js";
export { sql, type Sql, type SqlTag } from "./operations/tagged.js";
export { operations } from "./project/builders.js";
export { defineOperation, type OwnOperation } from "./operations/define.js";
export type { Kind, Operation, OperationOf } from "./operations/index.js";
export type { Run } from "./operations/run.js";
export { rewriter, type Rewriter, type RewriteContext } from "./autogenerate/rewriter.js";
export type { Comparator, ComparatorContext } from "./autogenerate/comparator.js";
export type {
  DirectiveContext,
  ProcessRevisionDirectives,
  RevisionDirective,
} from "./autogenerate/directive.js";
export type { RenderContext, RenderedItem, RenderItem } from "./autogenerate/rendered-item.js";
export type { ColumnDifference, CompareFacet, SchemaObject } from "./autogenerate/policy.js";
export type { Answers, Unknown } from "./autogenerate/difference.js";
export type { Candidate } from "./autogenerate/candidates.js";
export type { Rename } from "./autogenerate/renames.js";
export type { Step } from "./autogenerate/render.js";
export type { Hazard } from "./operations/operation.js";
export type * from "./schema/model.js";
export type * from "./schema/spec.js";
export type { BatchOptionsSpec, Recreate } from "./schema/batch-options.js";
export type { AddColumnOptions, ReferenceSpec } from "./schema/column-options.js";
export type { PlaceSpec } from "./schema/place.js";
export type { Graph } from "./revisions/graph.js";
export type { Revision } from "./revisions/revision.js";
