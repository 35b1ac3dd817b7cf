import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { makeFolder } from "../autogenerate/write-whole.js";
import { MigError } from "../errors.js";
import { createGraph, type Graph } from "../revisions/graph.js";
import { readHeader } from "../revisions/header.js";
import type { RevisionId } from "../revisions/revision.js";
import type { Project } from "./open.js";
import { isProved, proveIn, type Proof, type ProofRequest } from "./prove.js";

/** A revision file that is not written yet. */
export interface Candidate {
  readonly path: string;
  readonly text: string;
}

export interface TrialRequest extends Pick<
  ProofRequest,
  "fromDatabase" | "scratchUrl" | "signal" | "told"
> {
  /** The rows to begin at; where the database is if left out. */
  readonly rows?: readonly RevisionId[] | undefined;
}

/** A new revision that does not do what it is to do (MIG529). */
export class NotProved extends MigError {
  readonly proof: Proof;

  constructor(proof: Proof, { path }: Candidate) {
    super("MIG529", `The new revision is not proved, and ${basename(path)} was not written.`, MEND);
    this.proof = proof;
  }
}

/**
 * Proves a revision before its file is there. It is loaded from beside its place, so that its imports lead where they will, and under
 * a name that nobody reads as a revision. Refuses one that is not proved (MIG529).
 */
export async function tryRevision(
  project: Project,
  graph: Graph,
  candidate: Candidate,
  request: TrialRequest,
): Promise<Proof> {
  const { path, text } = candidate;
  const draft = join(dirname(path), `.${randomUUID()}.mig${extname(path)}`);
  await makeFolder(dirname(path));
  try {
    await writeFile(draft, text, { flag: "wx" });
    const { isComplete: _, ...header } = readHeader(text, path);
    const all = createGraph([...graph.revisions.values(), { ...header, path: draft }]);
    const proof = await proveIn(project, all, { ...request, target: header.id });
    if (!isProved(proof)) throw new NotProved(proof, candidate);
    return proof;
  } catch (error) {
    throw asOf(error, draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** The error under the name that the file would have had; one of running it says that it is not proved (MIG529). */
function asOf(error: unknown, draft: string, path: string): unknown {
  if (!(error instanceof MigError) || error instanceof NotProved) return error;
  const name = basename(path);
  const message = error.message.replaceAll(basename(draft), name);
  const isOfRun = error.code === "MIG401";
  return new MigError(
    isOfRun ? "MIG529" : error.code,
    `${message}\n${name} was not written, as it could not be proved.`,
    isOfRun ? MEND : error.hint,
    { cause: error, details: error.details },
  );
}

const MEND = "Write it without --verify, mend it by hand, and prove it with `mig verify`.";
