import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackedPackage } from "./debian.js";
import type { Place, Plan } from "./keep.js";
import { reachedAt, serving, step, type Server } from "./mysql.js";
import { onPath, output } from "./path.js";
import type { Way } from "./way.js";

/** MariaDB: the machine's own, else one unpacked from Debian's packages. */
export const mariadb: readonly Way[] = [
  { from: "PATH", prepare: async (place) => plan(place, installed()) },
  { from: "Debian packages", prepare: async (place) => plan(place, await unpacked()) },
];

const OLDEST = [10, 6];

function installed(): MariaDb | null {
  const path = onPath("mariadbd");
  if (path === null) return null;
  const [major = 0, minor = 0] = (/Ver (\d+)\.(\d+)/.exec(output(path, "--version")) ?? [])
    .slice(1)
    .map(Number);
  if (major < OLDEST[0]! || (major === OLDEST[0] && minor < OLDEST[1]!)) return null;
  const share = [
    "/usr/share/mariadb",
    "/usr/share/mysql",
    join(path, "../../share/mariadb"),
    join(path, "../../share/mysql"),
  ].find(hasSystemTables);
  return share === undefined ? null : { program: [path], share };
}

async function unpacked(): Promise<MariaDb | null> {
  const found = await unpackedPackage(["mariadb-server-core", "mariadb-server-core-10.6"]);
  const share = ["usr/share/mariadb", "usr/share/mysql"]
    .map((inside) => found?.path(inside) ?? "")
    .find(hasSystemTables);
  return found === null || share === undefined
    ? null
    : { program: found.program("usr/sbin/mariadbd"), share };
}

interface MariaDb extends Server {
  readonly share: string;
}

async function plan(place: Place, server: MariaDb | null): Promise<Plan | null> {
  if (server === null) return null;
  const input = join(place.folder, "bootstrap.sql");
  await mkdir(join(place.folder, "data"));
  await writeFile(input, systemTables(server.share));
  const small = "--innodb-log-file-size=32M";
  return {
    steps: [
      {
        ...step(server, place, [
          small,
          "--bootstrap",
          "--enforce-storage-engine=",
          "--max-allowed-packet=8M",
        ]),
        input,
      },
      step(server, place, [small, ...(await serving(place)), "--character-set-server=utf8mb4"]),
    ],
    ...reachedAt(place),
  };
}

/** What mariadb-install-db feeds to the server, which cannot be asked to do it: it wants the server under /usr. */
function systemTables(share: string): string {
  const scripts = SCRIPTS.map((name) => scriptIn(share, name)).filter((path) => path !== undefined);
  const start =
    "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL, @skip_auth_anonymous=1;\n";
  return [start, ...scripts.map((path) => readFileSync(path, "utf8"))].join("\n");
}

const SCRIPTS = ["system_tables", "performance_tables", "system_tables_data", "sys_schema"];

/** The scripts changed their prefix in MariaDB 11. */
function scriptIn(share: string, name: string): string | undefined {
  return ["mariadb", "mysql"]
    .map((prefix) => join(share, `${prefix}_${name}.sql`))
    .find((path) => existsSync(path));
}

function hasSystemTables(share: string): boolean {
  return scriptIn(share, "system_tables") !== undefined;
}
