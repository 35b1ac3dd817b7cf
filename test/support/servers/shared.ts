import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { startServer, type RunningServer, type ServerName } from "./index.js";

/**
 * The address of a server that all processes of one test run share, started when the first of them
 * asks. Rejects, with what was tried, where the server cannot be had.
 */
export async function sharedServer(name: ServerName): Promise<string> {
  const desk = process.env[DESK];
  return desk === undefined ? (await startOnce(name)).url : await ask(desk, name);
}

/** Makes this process the one that starts the servers; the processes below it find it by their environment. */
export async function shareServers(): Promise<void> {
  const listener = createServer((request, response) => {
    startOnce((request.url ?? "").slice(1) as ServerName).then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(messageOf(error)),
    );
  });
  listener.listen(0, "127.0.0.1").unref();
  await once(listener, "listening");
  process.env[DESK] = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

/** Stops the servers this process started; answers which could not be had, and why. */
export async function stopServers(): Promise<readonly string[]> {
  const results = await Promise.allSettled(started.values());
  started.clear();
  await Promise.all(results.map((result) => result.status === "fulfilled" && result.value.stop()));
  return results
    .filter((result) => result.status === "rejected")
    .map(({ reason }) => messageOf(reason));
}

const DESK = "MIG_TEST_DESK";

const started = new Map<ServerName, Promise<RunningServer>>();

function startOnce(name: ServerName): Promise<RunningServer> {
  const running = started.get(name) ?? startServer(name);
  started.set(name, running);
  return running;
}

async function ask(desk: string, name: ServerName): Promise<string> {
  const [response] = await once(get(`${desk}/${name}`, { agent: false }), "response");
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  if (response.statusCode !== 200) throw new Error(text);
  return text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
