import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { unpackedPackage } from "./debian.js";
import type { Place, Plan } from "./keep.js";
import { onPath, output } from "./path.js";
import type { Way } from "./way.js";

/** MySQL: the machine's own, else one unpacked from Debian's packages. */
export const mysql: readonly Way[] = [
  { from: "PATH", prepare: async (place) => plan(place, installed()) },
  { from: "Debian packages", prepare: async (place) => plan(place, await unpacked()) },
];

/** A MySQL or MariaDB server program and where it finds its messages, or null where it knows by itself. */
export interface Server {
  readonly program: readonly string[];
  readonly share: string | null;
}

const OLDEST = 8;

function installed(): Server | null {
  const path = onPath("mysqld");
  if (path === null) return null;
  const version = output(path, "--version");
  const isMysql = !version.includes("MariaDB") && Number(/Ver (\d+)/.exec(version)?.[1]) >= OLDEST;
  return isMysql ? { program: [path], share: null } : null;
}

async function unpacked(): Promise<Server | null> {
  const found = await unpackedPackage([
    "mysql-server-core",
    "mysql-server-core-8.4",
    "mysql-server-core-8.0",
  ]);
  return (
    found && { program: found.program("usr/sbin/mysqld"), share: found.path("usr/share/mysql") }
  );
}

async function plan(place: Place, server: Server | null): Promise<Plan | null> {
  if (server === null) return null;
  const own = ["--secure-file-priv=NULL", "--innodb-redo-log-capacity=64M"];
  return {
    steps: [
      step(server, place, [...own, "--initialize-insecure"]),
      step(server, place, [
        ...own,
        ...(await serving(place)),
        "--mysqlx=OFF",
        "--performance-schema=OFF",
      ]),
    ],
    ...reachedAt(place),
  };
}

/** The server's program with what every run of it needs, then the given arguments. */
export function step({ program, share }: Server, { folder }: Place, args: readonly string[]) {
  const [command, ...before] = program as [string, ...string[]];
  const files =
    share === null
      ? []
      : [`--lc-messages-dir=${share}`, `--character-sets-dir=${join(share, "charsets")}`];
  const root = process.getuid?.() === 0 ? ["--user=root"] : [];
  return {
    command,
    args: [
      ...before,
      "--no-defaults",
      `--datadir=${join(folder, "data")}`,
      ...files,
      ...root,
      ...args,
    ],
  };
}

/** Arguments of a MySQL or MariaDB server that listens in its place and does not care for power cuts. */
export async function serving({ folder, port }: Place): Promise<readonly string[]> {
  const users = join(folder, "users.sql");
  await writeFile(
    users,
    "CREATE USER mig@'%' IDENTIFIED BY 'mig';\nGRANT ALL ON *.* TO mig@'%' WITH GRANT OPTION;\n",
  );
  return [
    "--bind-address=127.0.0.1",
    `--port=${port}`,
    `--socket=${join(folder, "socket")}`,
    `--pid-file=${join(folder, "pid")}`,
    `--init-file=${users}`,
    "--skip-name-resolve",
    "--skip-log-bin",
    "--max-connections=200",
    "--innodb-buffer-pool-size=64M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
  ];
}

/** The end of every plan for MySQL or MariaDB. */
export function reachedAt({ port }: Place): Pick<Plan, "signal" | "url" | "answers"> {
  const url = `mysql://mig:mig@127.0.0.1:${port}`;
  return { signal: "SIGKILL", url, answers: () => answers(url) };
}

async function answers(url: string): Promise<void> {
  const connection = await createConnection(url);
  await connection.end();
}
