import { expect } from "chai";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase, type ServerName, type TestDatabase } from "../databases.js";
import { type Lives, type Order, type Outcome, type Write } from "./lives.js";
import { lookingAt, type Looking, type Seen } from "./seen.js";
import { BASE, type Said, type Subject } from "./subjects.js";

/** What was found along a chain. */
export interface Found {
  readonly points: number;
  /** The statements of which mig has asked what has become of them. */
  readonly asked: readonly string[];
}

/** A run as it is when nothing stops it. */
interface Whole {
  readonly writes: readonly Write[];
  readonly seen: Seen;
  readonly entries: readonly string[];
}
type Way = Order["way"];

/**
 * Runs revisions one way, again and again, and kills each run a statement later than the one before: after the answer to one has come, and
 * before the next is sent. Each time another process goes on, and comes to where a run comes that nothing stops; then all is undone.
 */
export async function chain(
  server: ServerName,
  subject: Subject,
  way: Way,
  folder: string,
  lives: Lives,
): Promise<Found> {
  try {
    await using database = await createDatabase(server);
    await using looking = await lookingAt(database);
    await writeRevisions(folder, subject, database);
    const run = (way: Way, more: Partial<Order> = {}) =>
      lives.run({ folder, options: database.options, way, target: TARGETS[way], ...more });
    const whole = await rehearsed(run, way, looking);
    const asked: string[] = [];
    const points = pointsOf(whole.writes);
    for (const { hold, said, before, after } of points) {
      const told = `${subject.name}: ${way} killed ${said}`;
      const held = expectKind(await run(way, { hold }), "held", told);
      expect(held.writes.filter(({ isAnswered }) => isAnswered).at(-1)?.text, told).to.satisfy(is(after));
      expect(held.writes.filter(({ isAnswered }) => !isAnswered).at(-1)?.text, told).to.satisfy(is(before));
      await lives.death();
      const truth = truthOf(held.writes);
      const { asked: about } = expectKind(await run(way, { truth }), "done", told);
      if (about !== null) asked.push(about);
      expect(await looking.seen(), told).to.deep.equal(whole.seen);
      expect(await looking.entries(), told).to.deep.equal(whole.entries);
      await undo(run, way, looking);
    }
    return { points: points.length, asked };
  } finally {
    await lives.leave();
  }
}

const TARGETS: { readonly [W in Way]: string } = { upgrade: "head", downgrade: "rev00" };

/** Every moment between two statements that write, also before the first and after the last. */
function pointsOf(writes: readonly Write[]) {
  const texts = writes.map(({ text }) => text);
  return [...texts, null].map((before, index) => ({
    before,
    after: texts[index - 1] ?? null,
    hold:
      before === null
        ? ({ at: index, when: "after" } as const)
        : ({ at: index + 1, when: "before" } as const),
    said:
      before === null
        ? `after the last statement, ${texts.at(-1)}`
        : `before statement ${index + 1} of ${texts.length}, ${before}`,
  }));
}

type Runs = (way: Way, more?: Partial<Order>) => Promise<Outcome>;

async function undo(run: Runs, way: Way, looking: Looking): Promise<void> {
  const back = way === "upgrade" ? "downgrade" : "upgrade";
  expectKind(await run(back), "done", `${back}, not stopped`);
  await looking.entries();
}

/** Once there and back to begin with, and once to see what there is to see. */
async function rehearsed(run: Runs, way: Way, looking: Looking): Promise<Whole> {
  expectKind(await run("upgrade", { target: "rev00" }), "done", "the base");
  if (way === "downgrade") expectKind(await run("upgrade"), "done", "upgrade, not stopped");
  const whole = async (): Promise<Whole> => {
    const { writes } = expectKind(await run(way), "done", `${way}, not stopped`);
    return { writes, seen: await looking.seen(), entries: await looking.entries() };
  };
  await looking.entries();
  await whole();
  await undo(run, way, looking);
  const found = await whole();
  await undo(run, way, looking);
  return found;
}

function expectKind<K extends Outcome["kind"]>(
  outcome: Outcome,
  kind: K,
  said: string,
): Outcome & { readonly kind: K } {
  if (outcome.kind === kind) return outcome as Outcome & { readonly kind: K };
  const error = outcome.kind === "failed" ? outcome.error : outcome.kind;
  const writes = outcome.writes.map(({ text, isAnswered }) => `${isAnswered ? "+" : "-"} ${text}`);
  throw new Error(`${said}: ${error}\n${writes.join("\n")}`);
}

/** Whether a statement is that one, but for what is of one run alone: ids, times, and the locks that spell who it is. */
const is = (wanted: string | null) => (text: string | undefined) => plain(text) === plain(wanted);
const plain = (text: string | null | undefined) =>
  (text ?? "")
    .replaceAll(/'[0-9a-f]{14}-[0-9a-f-]{21}'/g, "'id'")
    .replaceAll(/(?:, GET_LOCK\(\?, 0\))+/g, "")
    .replaceAll(/(milliseconds\W+=) \d+/g, "$1 n")
    .replaceAll(/(NULL|'), \d+, ''/g, "$1, n, ''");

/** Whether the statement has happened that was announced last: it has if anything was answered after that. */
const truthOf = (writes: readonly Write[]): "happened" | "not happened" =>
  writes
    .slice(writes.findLastIndex(isAnnouncement) + 1)
    .some(({ text, isAnswered }) => isAnswered && !/^(?:SET|PRAGMA)\b/.test(text))
    ? "happened"
    : "not happened";

const isAnnouncement = ({ text }: Write) =>
  text.includes("mig_journal") && text.includes('"inHand":{');

async function writeRevisions(folder: string, subject: Subject, { name }: TestDatabase) {
  await mkdir(join(folder, "migrations"), { recursive: true });
  const all = [BASE, ...subject.revisions];
  for (const [at, said] of all.entries())
    await writeFile(
      join(folder, `migrations/${idOf(at)}.mjs`),
      revision(at, said).replaceAll("DATABASE", name),
    );
}

const idOf = (at: number) => `rev${String(at).padStart(2, "0")}`;

const revision = (at: number, { up, down, transaction = true }: Said) => `
import { defineOperation } from "typeorm-mig";
export const revision = "${idOf(at)}";
export const downRevision = ${at === 0 ? "null" : `"${idOf(at - 1)}"`};
export const transaction = ${transaction};
export const mark = defineOperation({
  name: "mark",
  from: "./nowhere.js",
  of: (table, comment) => ({ table, comment }),
  sql: { mysql: ({ table, comment }, sql) => \`ALTER TABLE \${sql.table(table)} COMMENT \${sql.literal(comment)}\` },
});
export const upgrade = async (op) => {${up}
};
export const downgrade = async (op) => {${down}
};
`;
