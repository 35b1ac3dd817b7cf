// For `node --import`: writes every file that the process loads to the file that MIG_LOADED names.
import { appendFileSync } from "node:fs";
import Module, { register } from "node:module";

const hooks = `
  import { appendFileSync } from "node:fs";
  export async function load(url, context, next) {
    appendFileSync(process.env.MIG_LOADED, url + "\\n");
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

// What is required does not pass the hooks.
process.on("exit", () =>
  appendFileSync(process.env.MIG_LOADED, Object.keys(Module._cache).join("\n")),
);
