import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";

/** What was kept of this kind for a file under this stamp, or null. Anything unreadable or altered is null as well. */
export function readKept(path: string, kind: string, stamp: string): string | null {
  try {
    const text = readFileSync(keptAt(path, kind), "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return text.slice(0, end) === firstLine(stamp, body) ? body : null;
  } catch {
    return null;
  }
}

/**
 * Keeps a text for a file in place of the one before it of this kind, so that the folder does not grow. A folder that
 * cannot be written costs time and is no error.
 */
export function keep(path: string, kind: string, stamp: string, body: string): void {
  try {
    const target = keptAt(path, kind);
    const draft = `${target}.${randomBytes(6).toString("hex")}`;
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    try {
      writeFileSync(draft, `${firstLine(stamp, body)}\n${body}`);
      renameSync(draft, target);
    } catch {
      rmSync(draft, { force: true });
    }
  } catch {
    return;
  }
}

/** A short text that differs whenever the parts differ. */
export function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

function firstLine(stamp: string, body: string): string {
  return `// ${stamp} ${hash(body)}`;
}

function keptAt(path: string, kind: string): string {
  return join(cacheFolder(dirname(path)), `${hash(path, kind)}.js`);
}

const folders = new Map<string, string>();

function cacheFolder(folder: string): string {
  const before = folders.get(folder);
  if (before !== undefined) return before;
  const parent = dirname(folder);
  const packages = join(folder, "node_modules");
  const found = statSync(packages, { throwIfNoEntry: false })?.isDirectory()
    ? join(packages, ".cache", "mig")
    : parent === folder
      ? temporaryFolder()
      : cacheFolder(parent);
  folders.set(folder, found);
  return found;
}

/** What lies here is run, so a folder that another user made under this name is not trusted. */
function temporaryFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `mig-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (uid !== -1 && statSync(folder).uid !== uid) throw new Error(`${folder} is not ours`);
  return folder;
}
