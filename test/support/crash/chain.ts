import { expect } from "chai";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase, type ServerName, type TestDatabase } from "../databases.js";
import { type Lives, type Order, type Outcome, type Write } from "./lives.js";
import { lookingAt, type Looking, type Seen } from "./seen.js";
import { BASE, type Said, type Subject } from "./subjects.js";

/** A run as it is when nothing stops it. */
interface Whole {
  readonly writes: readonly Write[];
  readonly seen: Seen;
  readonly entries: readonly string[];
}
type Way = Order["way"];
const WAYS: readonly Way[] = ["upgrade", "downgrade"];
const TARGETS: { readonly [W in Way]: string } = { upgrade: "head", downgrade: "rev00" };

/** Which of the points a chain takes, where several share them: those at this place among so many. */
export interface Share {
  readonly at: number;
  readonly of: number;
}

/**
 * Runs revisions up and down, again and again, and kills each run later than the one before: after the answer to one statement has come, and
 * before the next is sent. Each time another process goes on, and comes to where a run comes that nothing stops.
 * Gives the statements of which mig has asked what has become of them.
 */
export async function chain(
  server: ServerName,
  subject: Subject,
  share: Share,
  folder: string,
  lives: Lives,
): Promise<readonly string[]> {
  try {
    return await (subject.isFirst ? fromNothing : upAndDown)(server, subject, share, folder, lives);
  } finally {
    await lives.leave();
  }
}

async function upAndDown(...[server, subject, share, folder, lives]: Parameters<typeof chain>) {
  await using database = await createDatabase(server);
  const looking = await lookingAt(database);
  await writeRevisions(folder, subject, database);
  const run = runsOf(lives, folder, database);
  const wholes = await rehearsed(run, looking);
  const points = { upgrade: pointsOf(wholes.upgrade), downgrade: pointsOf(wholes.downgrade) };
  const most = Math.max(points.upgrade.length, points.downgrade.length);
  const asked: string[] = [];
  for (let at = share.at; at < most; at += share.of)
    for (const way of WAYS) {
      const point = points[way][at];
      if (point) asked.push(...(await killedAt(point, way, run, looking, wholes[way], lives)));
      else {
        expectKind(await run(way), "done", `${way}, not stopped`);
        await looking.entries();
      }
    }
  return asked;
}

/** The same with the first run of all, on an empty database each time. */
async function fromNothing(...[server, subject, share, folder, lives]: Parameters<typeof chain>) {
  const empty = async () => {
    const database = await createDatabase(server);
    await writeRevisions(folder, subject, database);
    const looking = await lookingAt(database);
    return {
      ...{ run: runsOf(lives, folder, database), looking },
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  };
  await using first = await empty();
  const whole = await wholeOf("upgrade", first.run, first.looking);
  const points = pointsOf(whole).filter((_, index) => index % share.of === share.at);
  const asked: string[] = [];
  for (const point of points) {
    await using other = await empty();
    asked.push(...(await killedAt(point, "upgrade", other.run, other.looking, whole, lives)));
  }
  return asked;
}

/** Kills a run at a point and goes on in another process; gives the statement that was asked about, if any. */
async function killedAt(
  point: Point,
  way: Way,
  run: Runs,
  looking: Looking,
  whole: Whole,
  lives: Lives,
): Promise<readonly string[]> {
  const told = `${way} killed ${point.said}`;
  const held = expectKind(await run(way, { hold: point.hold }), "held", told);
  expectAt(held.writes, point, told);
  await lives.death();
  const { asked } = expectKind(await run(way, { truth: truthOf(held.writes) }), "done", told);
  expect(await looking.seen(), told).to.deep.equal(whole.seen);
  expect(await looking.entries(), told).to.deep.equal(whole.entries);
  return asked === null ? [] : [asked];
}

type Runs = (way: Way, more?: Partial<Order>) => Promise<Outcome>;

const runsOf =
  (lives: Lives, folder: string, { options }: TestDatabase): Runs =>
  (way, more = {}) =>
    lives.run({ folder, options, way, target: TARGETS[way], ...more });

/** A moment between two statements that write: null before the first, and after the last. */
interface Point {
  readonly after: string | null;
  readonly before: string | null;
  readonly hold: NonNullable<Order["hold"]>;
  readonly said: string;
}

/** All of them: before and after every statement. */
function pointsOf({ writes }: Whole): readonly Point[] {
  const texts = writes.map(({ text }) => text);
  const last = texts.length;
  return [...texts, null].map((before, index) => ({
    after: texts[index - 1] ?? null,
    before,
    hold: before === null ? { at: last, when: "after" } : { at: index + 1, when: "before" },
    said: before === null ? "after all" : `before statement ${index + 1} of ${last}, ${before}`,
  }));
}

/** The run stands at that point: one statement was answered last, and the other is not sent. */
function expectAt(writes: readonly Write[], { after, before }: Point, told: string): void {
  const last = (isAnswered: boolean) =>
    plain(writes.filter((write) => write.isAnswered === isAnswered).at(-1)?.text ?? null);
  expect([last(true), last(false)], told).to.deep.equal([plain(after), plain(before)]);
}

/** Up and down once to begin with, and once to see what there is to see. */
async function rehearsed(run: Runs, looking: Looking): Promise<{ readonly [W in Way]: Whole }> {
  expectKind(await run("upgrade", { target: "rev00" }), "done", "the base");
  for (const way of WAYS) await wholeOf(way, run, looking);
  return {
    upgrade: await wholeOf("upgrade", run, looking),
    downgrade: await wholeOf("downgrade", run, looking),
  };
}

async function wholeOf(way: Way, run: Runs, looking: Looking): Promise<Whole> {
  const { writes } = expectKind(await run(way), "done", `${way}, not stopped`);
  return { writes, seen: await looking.seen(), entries: await looking.entries() };
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

/** A statement without what is of one run alone: ids, times, connections, what is seen in the catalog, and the locks that spell who it is. */
const plain = (text: string | null) =>
  text
    ?.replaceAll(/'[0-9a-f]{14}-[0-9a-f-]{21}'/g, "'id'")
    .replaceAll(/(?:, GET_LOCK\(\?, 0\))+/g, "")
    .replaceAll(/"connection":(?:null|".*?[\]}]"),"seen":(?:\{[^{}]*\}|null)/g, "")
    .replaceAll(/(milliseconds\W+=) \d+/g, "$1 n")
    .replaceAll(/(NULL|'), \d+, ''/g, "$1, n, ''");

/** Whether the statement has happened that was announced last: it has if anything was answered after that. */
const truthOf = (writes: readonly Write[]): "happened" | "not happened" =>
  writes.slice(writes.findLastIndex(isAnnouncement) + 1).some(({ isAnswered }) => isAnswered)
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
export const tidy = defineOperation({
  name: "tidy",
  from: "./nowhere.js",
  of: (table) => ({ table }),
  sql: { postgres: ({ table }, sql) => \`VACUUM \${sql.table(table)}\` },
  outsideTransaction: () => true,
});
class Old {
  async up(runner) {
    await runner.query("CREATE TABLE old (id integer)");
    await runner.query("CREATE INDEX ix_old ON old (id)");
  }
  async down(runner) {
    await runner.query("DROP TABLE old");
  }
}
export const upgrade = async (op) => {${up}
};
export const downgrade = async (op) => {${down}
};
`;
