import { writeFile } from "node:fs/promises";
import { withTables } from "../../bench/set-up.js";
await withTables("postgres", Number(process.argv[2] ?? 1000), async ({ folder }) => {
  await writeFile("/tmp/bench-folder", folder);
  await new Promise((r) => setTimeout(r, 3_600_000));
});
