#!/usr/bin/env -S node --import tsx
// Runs the sources without a build: `bin/dev.js current`.
import { execute } from "@oclif/core/execute";

await execute({ development: true, dir: import.meta.url });
