// npm run servers [name …]: starts every server, or those named, prints where they are as lines for
// a shell, and stays until Ctrl-C. Test runs with these lines in their environment use these servers.

import { once } from "node:events";
import { SERVER_NAMES, startServer, urlVariable } from "./servers/index.js";

const asked = process.argv.slice(2);
const names = SERVER_NAMES.filter((name) => asked.length === 0 || asked.includes(name));
const ending = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
const results = await Promise.allSettled(
  names.map(async (name) => {
    const server = await startServer(name);
    console.log(`export ${urlVariable(name)}=${server.url}`);
    return server;
  }),
);
for (const result of results)
  if (result.status === "rejected") console.error(String(result.reason));

const stay = setInterval(() => undefined, 1 << 30);
await ending;
clearInterval(stay);
await Promise.all(results.map((result) => result.status === "fulfilled" && result.value.stop()));
