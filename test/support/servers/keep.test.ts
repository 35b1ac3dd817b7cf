import { expect } from "chai";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { keep, newPlace, type Plan, type RunningServer } from "./keep.js";
import { postgres } from "./postgres.js";
import { startBy } from "./way.js";

describe("a kept server", () => {
  it("is stopped, and its folder removed, when it is told so", async () => {
    const server = await startBy("postgres", postgres);
    const folder = await dataFolder(server);
    expect(existsSync(folder)).to.equal(true);
    await server.stop();
    expect(existsSync(folder)).to.equal(false);
    expect(await isListening(server.url)).to.equal(false);
  });

  it("is stopped, and its folder removed, when the process that started it is killed", async () => {
    const { url, kill } = await startedByAnother();
    const folder = await dataFolder({ url });
    kill();
    while (existsSync(folder) || (await isListening(url))) await pause(20);
  });

  it("is reported with its last words when it ends too early, and leaves nothing behind", async () => {
    const place = await newPlace("early");
    const script = "console.error('no room'); process.exitCode = 3";
    const problem = await failure(
      keep(place, { ...NEVER, steps: [{ command: process.execPath, args: ["-e", script] }] }),
    );
    expect(problem).to.match(/ended with 3\nno room/);
    expect(existsSync(place.folder)).to.equal(false);
  });

  it("is reported when the program does not exist", async () => {
    const problem = await failure(
      keep(await newPlace("no-program"), {
        ...NEVER,
        steps: [{ command: "/no/such/program", args: [] }],
      }),
    );
    expect(problem).to.match(/no\/such\/program.*ENOENT/);
  });
});

describe("the ways to a server", () => {
  it("are tried in their order until one works", async () => {
    const tried: string[] = [];
    const way = (from: string, plan: Plan | null) => ({
      from,
      prepare: async () => {
        tried.push(from);
        if (from === "broken") throw new Error("broken");
        return plan;
      },
    });
    const works = { ...NEVER, url: "works", answers: async () => undefined };
    const server = await startBy("any", [
      way("absent", null),
      way("broken", null),
      way("good", works),
      way("unused", works),
    ]);
    await server.stop();
    expect(server.url).to.equal("works");
    expect(tried).to.deep.equal(["absent", "broken", "good"]);
  });

  it("are all named when none works", async () => {
    const absent = { from: "PATH", prepare: async () => null };
    const broken = { from: "packages", prepare: () => Promise.reject(new Error("no network")) };
    expect(await failure(startBy("mysql", [absent, broken]))).to.equal(
      "Error: mysql cannot be started. PATH: none; packages: no network",
    );
  });
});

const NEVER: Plan = {
  steps: [],
  signal: "SIGTERM",
  url: "",
  answers: () => Promise.reject(new Error("not yet")),
};

/** Starts PostgreSQL from a process of its own, which can be killed. */
async function startedByAnother(): Promise<{ readonly url: string; kill(): void }> {
  const script = `
    import { postgres } from ${JSON.stringify(new URL("postgres.ts", import.meta.url).href)};
    import { startBy } from ${JSON.stringify(new URL("way.ts", import.meta.url).href)};
    console.log((await startBy("postgres", postgres)).url);
    setInterval(() => {}, 1000);
  `;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of child.stdout.setEncoding("utf8"))
    return { url: String(line).trim(), kill: () => child.kill("SIGKILL") };
  throw new Error("the process ended before the server was up");
}

async function dataFolder({ url }: Pick<RunningServer, "url">): Promise<string> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
  await client.end();
  return rows[0]?.data_directory ?? "";
}

function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => resolve(socket.end() && true));
    socket.on("error", () => resolve(false));
  });
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "nothing failed",
    (error: unknown) => String(error),
  );
}
