import { writeFileSync } from "node:fs";
import { withTables } from "../../bench/set-up.js";
await withTables("postgres", Number(process.argv[2] ?? 1000), async (p) => {
  writeFileSync("/tmp/bench-folder", p.folder);
  await new Promise((r) => setTimeout(r, 3600_000));
});
