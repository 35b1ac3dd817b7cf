import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ConnectionOptions } from "../create-database.js";

/** What a process is told to run. */
export interface Order {
  /** The project, of which this is the database. */
  readonly folder: string;
  readonly options: ConnectionOptions;
  readonly way: "upgrade" | "downgrade";
  readonly target: string;
  /** Which of the statements that write it stops at for good, counted from one. */
  readonly hold?: { readonly at: number; readonly when: "before" | "after" };
  /** What it is to say where it is asked what has become of a statement. */
  readonly truth?: "happened" | "not happened";
}

/** A statement that may have changed something. */
export interface Write {
  readonly text: string;
  readonly isAnswered: boolean;
}

export type Outcome = { readonly writes: readonly Write[] } & (
  | { readonly kind: "held" }
  /** `asked`: the statement of which mig did not know what has become of it, or null. */
  | { readonly kind: "done"; readonly asked: string | null }
  | { readonly kind: "failed"; readonly error: string }
);

/**
 * Processes that live one after another. Many chains of runs share one: it is killed, at once and with SIGKILL, as soon as each of them
 * stands where it is to be killed.
 */
export class Lives implements AsyncDisposable {
  #life = new Life();
  #next = new Life();
  /** Those that stand, and what they do once it is dead. */
  #standing: (() => void)[] = [];
  #count = 0;

  #chains: number;

  constructor(chains: number) {
    this.#chains = chains;
  }

  /** How many have been killed. */
  get count(): number {
    return this.#count;
  }

  run(order: Order): Promise<Outcome> {
    return this.#life.run(order);
  }

  /** Waits until the process is killed, for which all chains have to stand. What runs then runs in another. */
  async death(): Promise<void> {
    const dead = new Promise<void>((resolve) => this.#standing.push(resolve));
    await this.#killIfAllStand();
    await dead;
  }

  /** A chain is at its end, and no longer waited for. */
  async leave(): Promise<void> {
    this.#chains -= 1;
    await this.#killIfAllStand();
  }

  async #killIfAllStand(): Promise<void> {
    if (this.#standing.length === 0 || this.#standing.length < this.#chains) return;
    const standing = this.#standing;
    this.#standing = [];
    await this.#life.kill();
    this.#count += 1;
    [this.#life, this.#next] = [this.#next, new Life()];
    for (const goOn of standing) goOn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#life.kill(), this.#next.kill()]);
  }
}

const PROGRAM = fileURLToPath(new URL("life.mjs", import.meta.url));

/** One process. */
class Life {
  readonly #process: ChildProcess;
  readonly #ready: Promise<unknown>;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  readonly #ended: Promise<unknown>;

  constructor() {
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#process = fork(PROGRAM, { execArgv: [], env });
    this.#ready = once(this.#process, "message");
    this.#ended = once(this.#process, "exit");
    this.#process.on("message", ({ id, outcome }: { id?: number; outcome: Outcome }) => {
      if (id !== undefined) this.#waiting.get(id)?.(outcome);
    });
    this.#process.once("exit", () => {
      const outcome: Outcome = { kind: "failed", error: "the process has ended", writes: [] };
      for (const answer of this.#waiting.values()) answer(outcome);
    });
  }

  async run(order: Order): Promise<Outcome> {
    await this.#ready;
    const id = this.#waiting.size;
    const answer = new Promise<Outcome>((resolve) => this.#waiting.set(id, resolve));
    this.#process.send({ id, order });
    return answer;
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }
}
