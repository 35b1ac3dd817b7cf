// What a migration, a configuration or a script may import.
export { MigError, type Code } from "./errors.js";
export type { Migration, Op } from "./runtime/op.js";
export type { MigrationModule } from "./runtime/migrate.js";
export { defineConfig, type Config, type PostWriteHook } from "./project/config.js";
export { openProject, type Opening, type Project } from "./project/open.js";
export { downgrade, stamp, upgrade, type Options, type Progress } from "./project/migrate.js";
export {
  autogenerate,
  check,
  revision,
  type Comparison,
  type Revised,
  type RevisionRequest,
} from "./project/revise.js";
export {
  current,
  heads,
  history,
  show,
  type Current,
  type Entry,
  type HistoryOptions,
} from "./project/status.js";
export type { Operation } from "./operations/index.js";
export type { Hazard } from "./operations/operation.js";
export type * from "./schema/model.js";
export type * from "./schema/spec.js";
export type { Graph } from "./revisions/graph.js";
export type { Revision } from "./revisions/revision.js";
