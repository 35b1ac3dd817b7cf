import { readFileSync, statSync } from "node:fs";
import { setImmediate, setTimeout } from "node:timers/promises";
import { basename } from "node:path";
import { MigError } from "../errors.js";
import { isTypeScript, listFiles, stemOf } from "./files.js";
import { readHeader, type Header } from "./header.js";
import type { Problem } from "./problem.js";
import type { Revision } from "./revision.js";

/** What stands in the folders of revisions. */
export interface Folders {
  /** By file name. Compiled files beside their sources count once. */
  readonly revisions: readonly Revision[];
  /** The files that have no readable header (MIG109). */
  readonly unreadable: readonly Problem[];
}

/**
 * Reads the files in these folders; a folder that is not there has none. Never half of what is there: while files
 * are being written, it waits until what it sees is whole and nothing has come or gone for a while.
 */
export async function readRevisions(
  folders: readonly string[],
  { recursive = false }: { readonly recursive?: boolean } = {},
): Promise<Folders> {
  const readings = new Map<string, Reading>();
  const isSettled = (path: string) => readings.get(path)?.unsettled === null;
  const start = Date.now();
  for (let quiet = 0; quiet < QUIET_ROUNDS && Date.now() - start < LONGEST_WAIT;) {
    const { paths, places } = await listFiles(folders, recursive);
    for (const path of readings.keys()) if (!paths.has(path)) readings.delete(path);
    const unread = [...paths].filter((path) => !isSettled(path));
    const mayGrow = places.some((place) => hasChanged(place, QUIET_ROUNDS * BETWEEN_ROUNDS));
    if (unread.length === 0 && !mayGrow) break;
    const isNews = await readAll(unread, readings);
    quiet = isNews || mayGrow ? 0 : quiet + 1;
    if (mayGrow || !unread.every(isSettled)) await setTimeout(BETWEEN_ROUNDS);
  }
  return inOrder(readings);
}

/** The text of a revision's file as it was when the history was read: to open thousands of files again takes longer than to keep them. */
export const textOf = (revision: Revision): string =>
  texts.get(revision) ?? readFileSync(revision.path, "utf8");

const texts = new WeakMap<Revision, string>();

/** With 20 ms between: what stays the same for this long is not being written any more. */
const QUIET_ROUNDS = 6;
const BETWEEN_ROUNDS = 20;
const RECENT = 2_000;
/** Something may write into such a folder for ever. */
const LONGEST_WAIT = 10_000;

interface Reading {
  readonly header: Header | null;
  readonly problem: Problem | null;
  readonly text: string;
  /** What was read, if there may be more to come; null once the file is whole, as far as one can see. */
  readonly unsettled: string | null;
}

/** Reads one file after the other: for thousands of small files this takes a third of the time that a pool of threads does. */
async function readAll(paths: readonly string[], readings: Map<string, Reading>): Promise<boolean> {
  let isNews = false;
  for (const [index, path] of paths.entries()) {
    if (index % 500 === 499) await setImmediate();
    const reading = read(path);
    isNews ||= reading.unsettled === null || reading.unsettled !== readings.get(path)?.unsettled;
    readings.set(path, reading);
  }
  return isNews;
}

function read(path: string): Reading {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return { header: null, problem: unreadable(path, error), text: "", unsettled: "" };
  }
  try {
    const header = readHeader(text, path);
    const isWhole = header.isComplete || !hasChanged(path, RECENT);
    return { header, problem: null, text, unsettled: isWhole ? null : text };
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const problem = { code: error.code, message: error.message, hint: error.hint ?? "" };
    return { header: null, problem, text, unsettled: hasChanged(path, RECENT) ? text : null };
  }
}

/** Whether a file or folder has changed in the last milliseconds, as far as one can tell; a clock that is ahead changes nothing. */
function hasChanged(path: string, within: number): boolean {
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return written !== undefined && Math.abs(Date.now() - written) < within;
}

const unreadable = (path: string, error: unknown): Problem => ({
  code: "MIG109",
  message: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
  hint: "See whether the file is there and may be read.",
});

function inOrder(readings: ReadonlyMap<string, Reading>): Folders {
  const sorted = [...readings]
    .map(([path, reading]) => ({ path, name: basename(path), ...reading }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.path, b.path));
  const revisions = sorted.flatMap(({ path, header, text }) =>
    header ? [revisionOf(header, path, text)] : [],
  );
  return {
    revisions: withoutCompiled(revisions),
    unreadable: sorted.flatMap(({ problem }) => problem ?? []),
  };
}

function revisionOf(header: Header, path: string, text: string): Revision {
  const { id, down, dependsOn, labels, message, createdAt } = header;
  const revision = { id, down, dependsOn, labels, message, path, createdAt };
  texts.set(revision, text);
  return revision;
}

/** A compiled file says the same as its source, which is the one to keep, in whichever folder they are. */
function withoutCompiled(revisions: readonly Revision[]): readonly Revision[] {
  if (revisions.every(({ path }) => isTypeScript(path))) return revisions;
  const key = ({ id, path }: Revision) => `${id} ${stemOf(path)}`;
  const sources = new Set(revisions.filter(({ path }) => isTypeScript(path)).map(key));
  return revisions.filter((revision) => isTypeScript(revision.path) || !sources.has(key(revision)));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
