#!/usr/bin/env node
import module from "node:module";

// Node keeps what it compiled for the next run, from 22.8 on; it has to be told before anything is loaded.
module.enableCompileCache?.();

const { execute } = await import("@oclif/core/execute");
await execute({ dir: import.meta.url });
