import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, statfs } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Where a server is to live: a temporary folder of its own and a free port on the loopback address. */
export interface Place {
  readonly folder: string;
  readonly port: number;
}

/** One program to run to its end, or, as the last step of a plan, until the tests are over. */
export interface Step {
  readonly command: string;
  readonly args: readonly string[];
  /** A file to read as standard input. */
  readonly input?: string;
}

/** How a server is started, and how one knows that it is up. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly signal: NodeJS.Signals;
  /** Whom to run as, where the server refuses to run as root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Folders to remove at the end besides the server's own. */
  readonly leftovers?: readonly string[];
  readonly url: string;
  /** Resolves when the server answers, rejects when it does not yet. */
  readonly answers: () => Promise<unknown>;
}

export interface RunningServer {
  readonly url: string;
  /** Stops the server and removes its folder; nothing happens where someone else started it. */
  stop(): Promise<void>;
}

/** A server that one test has for itself, and may stop and start again. */
export interface OwnServer extends RunningServer {
  /** Stops it by that signal; gives when it has ended. */
  down(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again, in the same place and on the same data; gives when it answers. */
  up(): Promise<void>;
}

/** A temporary folder and a port that was free a moment ago. */
export async function newPlace(name: string): Promise<Place> {
  const folder = await mkdtemp(join(await fastFolder(), `mig-test-${name}-`));
  await chmod(folder, 0o755);
  return { folder, port: await freePort() };
}

/**
 * Runs a plan under a keeper process and waits until the server answers. Whatever becomes of this
 * process, the keeper stops the server and removes the folder.
 */
export async function keep({ folder }: Place, plan: Plan): Promise<OwnServer> {
  const { steps, signal, user, leftovers = [] } = plan;
  const orders = { folder, leftovers, steps, signal, ...user };
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(new URL("keeper.mjs", import.meta.url)), JSON.stringify(orders)],
    // A group of its own: Ctrl-C in the terminal reaches the tests only, and the keeper by them.
    { stdio: ["pipe", "pipe", "pipe"], detached: true },
  );
  const ended = endOf(keeper);
  unrefAll(keeper);
  const stop = async () => {
    keeper.ref();
    keeper.stdin?.end();
    await ended;
  };
  try {
    await untilItAnswers(plan.answers, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: plan.url,
    stop,
    async down(signal) {
      const isDown = once(keeper.stdout, "data");
      keeper.stdin.write(`down ${signal}\n`);
      await isDown;
    },
    async up() {
      keeper.stdin.write("up\n");
      await untilItAnswers(plan.answers, ended);
    },
  };
}

const ROOMY_BYTES = 2 ** 31;

/** Whether servers are to keep what they commit, as those of users do: for measurements. */
export const isDurable = (): boolean => process.env["MIG_TEST_DURABLE"] === "1";

/** Memory where the system keeps files in it and has room, else the disk: five times as fast for PostgreSQL. */
async function fastFolder(): Promise<string> {
  if (isDurable()) return tmpdir();
  const memory = await statfs("/dev/shm").catch(() => null);
  return memory !== null && memory.bavail * memory.bsize > ROOMY_BYTES ? "/dev/shm" : tmpdir();
}

const PATIENCE_SECONDS = 120;

async function untilItAnswers(answers: Plan["answers"], ended: Promise<string>): Promise<void> {
  let complaint: string | undefined;
  void ended.then((text) => (complaint = text));
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const problem = await answers().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (complaint !== undefined) throw new Error(`the server ended: ${complaint}`);
    if (problem === undefined) return;
    if (Date.now() > deadline) throw new Error("the server does not answer", { cause: problem });
    await pause(50);
  }
}

/** What the keeper complained of when it ended; empty when it ended as it was told. */
function endOf(keeper: ChildProcess): Promise<string> {
  let text = "";
  keeper.stderr?.setEncoding("utf8").on("data", (part: string) => (text += part));
  return new Promise((resolve) => keeper.once("close", () => resolve(text)));
}

/** Lets this process end while the keeper runs: its end is what the keeper waits for. */
function unrefAll(keeper: ChildProcess): void {
  keeper.unref();
  for (const stream of [keeper.stdin, keeper.stdout, keeper.stderr])
    (stream as { unref?(): void } | null)?.unref?.();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer().once("error", reject);
    listener.listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => resolve(port));
    });
  });
}
