import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { unpackedPackage } from "./servers/debian.js";
import { temporaryFolder } from "./temporary-folder.js";

export type PoolMode = "transaction" | "session";

/** A pooler before a server of PostgreSQL, where the machine's Debian has one; null elsewhere. */
export async function startPgbouncer(
  { host, port, username, password }: Behind,
  mode: PoolMode,
): Promise<(AsyncDisposable & { readonly port: number }) | null> {
  const unpacked = await unpackedPackage(["pgbouncer"]);
  if (unpacked === null) return null;
  const own = await freePort();
  const folder = await temporaryFolder();
  await chmod(folder.path, 0o755); // it refuses to be root
  const file = join(folder.path, "pgbouncer.ini");
  await writeFile(
    file,
    `[databases]
* = host=${host} port=${port} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
`,
  );
  const [command = "", ...args] = unpacked.program("usr/sbin/pgbouncer");
  const asNobody = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn(command, [...args, "-q", ...asNobody, file], { stdio: "ignore" });
  const ended = once(child, "exit");
  await answers(own);
  return {
    port: own,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface Behind {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const socket = connect(port, "127.0.0.1");
    const isThere = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    if (tries === 100) throw new Error("pgbouncer does not answer");
    await setTimeout(100);
  }
}
