import { expect } from "chai";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase, type ServerName, type TestDatabase } from "../databases.js";
import { type Lives, type Order, type Outcome, type When, type Write } from "./lives.js";
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
 * Runs revisions up and down, again and again, and kills each run at the statement after the one at which the last was killed, until none
 * is left; each time another process goes on, and comes to where a run comes that nothing stops.
 */
export async function chain(
  server: ServerName,
  subject: Subject,
  when: When,
  folder: string,
  lives: Lives,
): Promise<Found> {
  try {
    await using database = await createDatabase(server);
    await using looking = await lookingAt(database);
    await writeRevisions(folder, subject, database);
    const asked: string[] = [];
    const run = (way: Way, more: Partial<Order> = {}) =>
      lives.run({ folder, options: database.options, way, target: TARGETS[way], ...more });
    const wholes = await rehearsed(run, looking);
    const points = Math.max(wholes.upgrade.writes.length, wholes.downgrade.writes.length);
    for (let at = 1; at <= points; at += 1)
      for (const way of ["upgrade", "downgrade"] as const) {
        const whole = wholes[way];
        const point = whole.writes[at - 1];
        const said = `${subject.name}: ${way} killed ${when} statement ${at} of ${whole.writes.length}, ${point?.text}`;
        let truth: Order["truth"];
        if (point) {
          const held = expectKind(await run(way, { hold: { at, when } }), "held", said);
          expect(plain(held.writes.at(-1)), said).to.equal(plain(point));
          truth = truthOf(held.writes);
          await lives.death();
        }
        const { asked: about } = expectKind(await run(way, truth ? { truth } : {}), "done", said);
        if (about !== null) asked.push(about);
        expect(await looking.seen(), said).to.deep.equal(whole.seen);
        expect(await looking.entries(), said).to.deep.equal(whole.entries);
      }
    return { points: wholes.upgrade.writes.length + wholes.downgrade.writes.length, asked };
  } finally {
    await lives.leave();
  }
}

const TARGETS: { readonly [W in Way]: string } = { upgrade: "head", downgrade: FIRST() };

function FIRST() {
  return "rev00";
}

/** Once up and down to begin with, and once to see what there is to see. */
async function rehearsed(
  run: (way: Way, more?: Partial<Order>) => Promise<Outcome>,
  looking: Looking,
): Promise<{ readonly [W in Way]: Whole }> {
  expectKind(await run("upgrade", { target: "rev00" }), "done", "the base");
  const whole = async (way: Way): Promise<Whole> => {
    const { writes } = expectKind(await run(way), "done", `${way}, not stopped`);
    return { writes, seen: await looking.seen(), entries: await looking.entries() };
  };
  await whole("upgrade");
  await whole("downgrade");
  return { upgrade: await whole("upgrade"), downgrade: await whole("downgrade") };
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

/** What a statement says but for what is of one run alone: ids, times, and who it was. */
const plain = (write: Write | undefined): string | undefined =>
  write?.text
    .replaceAll(/'[0-9a-f]{14}-[0-9a-f-]{21}'/g, "'id'")
    .replaceAll(/milliseconds = \d+/g, "milliseconds = n")
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
