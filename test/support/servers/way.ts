import { keep, newPlace, type OwnServer, type Place, type Plan } from "./keep.js";
import { rm } from "node:fs/promises";

/** One place a server can come from. */
export interface Way {
  /** In words, for the person who reads why there is none. */
  readonly from: string;
  /** What to run there; null where this machine has nothing of the kind. */
  prepare(place: Place): Promise<Plan | null>;
}

/** Starts a server by the first way that works; if none does, throws what each one said. */
export async function startBy(name: string, ways: readonly Way[]): Promise<OwnServer> {
  const reasons: string[] = [];
  for (const way of ways) {
    const place = await newPlace(name);
    try {
      const plan = await way.prepare(place);
      if (plan !== null) return await keep(place, plan);
      reasons.push(`${way.from}: none`);
    } catch (error) {
      reasons.push(`${way.from}: ${error instanceof Error ? error.message : String(error)}`);
    }
    await rm(place.folder, { recursive: true, force: true });
  }
  throw new Error(`${name} cannot be started. ${reasons.join("; ")}`);
}
