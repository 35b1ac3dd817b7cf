// Runs revisions as an application does, for a parent that kills it: node life.mjs, with an IPC channel.
// It does what it is told, several things at once, each on a database of its own, and counts in each the statements that may
// change something. Told to hold one, it stops there for good, before it is sent or once its answer has come, and says so.
import { AsyncLocalStorage } from "node:async_hooks";
import { DataSource } from "typeorm";
import * as mig from "../../../dist/index.js";
import { isLook } from "../../../dist/dialects/statement-kind.js";

const runs = new AsyncLocalStorage();
const forever = new Promise(() => undefined);

/** These look like questions, and change something nevertheless. */
const LOCKS = /^SELECT (?:GET_LOCK|RELEASE_LOCK|pg_try_advisory_lock|pg_advisory_unlock)\b/;
/** These change nothing that outlives the connection. */
const PASSES = /^(?:SET SESSION|SELECT [^]* FOR UPDATE$)/;
const isWrite = (sql) => LOCKS.test(sql) || !(isLook(sql) || PASSES.test(sql));

async function counted(ask, sql, rest) {
  const run = runs.getStore();
  if (!run || !isWrite(sql)) return ask(sql, ...rest);
  const { writes, hold } = run;
  // A lock is asked for again and again until the server has noticed that its former holder is dead.
  if (LOCKS.test(sql) && writes.at(-1)?.text === sql) return ask(sql, ...rest);
  const write = { text: sql, isAnswered: false };
  const isHeld = writes.push(write) === hold?.at;
  if (isHeld && hold.when === "before") return run.holding();
  const result = await ask(sql, ...rest);
  write.isAnswered = true;
  return isHeld ? run.holding() : result;
}

const { createQueryRunner } = DataSource.prototype;
DataSource.prototype.createQueryRunner = function (mode) {
  const runner = createQueryRunner.call(this, mode);
  const ask = runner.query.bind(runner);
  return Object.assign(runner, { query: (sql, ...rest) => counted(ask, sql, rest) });
};

/** Runs revisions; where mig asks what has become of a statement, says what the parent knows. Gives the statement it asked about. */
async function go({ folder, options, way, target, truth }) {
  const dataSource = new DataSource(options);
  const project = await mig.openProject({ cwd: folder, dataSource, config: {} });
  const run = () => (way === "upgrade" ? mig.upgrade : mig.downgrade)(project, target);
  try {
    try {
      await run();
      return null;
    } catch (error) {
      if (error.code !== "MIG210" || !truth) throw error;
      const [{ revision, statement }] = (await mig.status(project)).halfDone;
      await mig.resolve(project, revision, truth);
      await run();
      return statement;
    }
  } finally {
    await project.close();
  }
}

process.on("message", async ({ id, order }) => {
  const writes = [];
  const answer = (outcome) => process.send({ id, outcome: { writes, ...outcome } });
  const holding = () => {
    answer({ kind: "held" });
    return forever;
  };
  try {
    const asked = await runs.run({ writes, hold: order.hold, holding }, () => go(order));
    answer({ kind: "done", asked });
  } catch (error) {
    answer({ kind: "failed", error: `${error.stack}\n${error.hint ?? ""}` });
  }
});
process.on("disconnect", () => process.exit(1)); // the parent is gone
process.send({ isReady: true });
