// The types of dist/index.js for projects of CommonJS: TypeScript before 5.8 lets those import nothing of an ES module but
// in this way. Node itself makes no difference.
import type * as mig from "./dist/index.js" with { "resolution-mode": "import" };

export type * from "./dist/index.js" with { "resolution-mode": "import" };

export declare const adopt: typeof mig.adopt;
export declare const atStart: typeof mig.atStart;
export declare const autogenerate: typeof mig.autogenerate;
export declare const branches: typeof mig.branches;
export declare const check: typeof mig.check;
export declare const current: typeof mig.current;
export declare const defineConfig: typeof mig.defineConfig;
export declare const defineOperation: typeof mig.defineOperation;
export declare const downgrade: typeof mig.downgrade;
export declare const ensureVersion: typeof mig.ensureVersion;
export declare const forEachTenant: typeof mig.forEachTenant;
export declare const heads: typeof mig.heads;
export declare const history: typeof mig.history;
export declare const log: typeof mig.log;
export declare const merge: typeof mig.merge;
export declare const MigError: typeof mig.MigError;
export type MigError = mig.MigError;
export declare const openProject: typeof mig.openProject;
export declare const openProjects: typeof mig.openProjects;
export declare const operations: typeof mig.operations;
export declare const prove: typeof mig.prove;
export declare const resolve: typeof mig.resolve;
export declare const revision: typeof mig.revision;
export declare const rewriter: typeof mig.rewriter;
export declare const script: typeof mig.script;
export declare const show: typeof mig.show;
export declare const sql: typeof mig.sql;
export declare const stamp: typeof mig.stamp;
export declare const status: typeof mig.status;
export declare const upgrade: typeof mig.upgrade;
export declare const verify: typeof mig.verify;
