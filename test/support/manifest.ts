// What oclif has to know of the commands, so that it loads only the one that runs: `npm run manifest`.
import { Plugin } from "@oclif/core/config";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The manifest of the commands as they are built now. */
export async function manifest(): Promise<string> {
  const plugin = new Plugin({
    root: ROOT,
    type: "core",
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  return `${JSON.stringify(plugin.manifest, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(new URL("../../oclif.manifest.json", import.meta.url), await manifest());
