// Runs one test server in a folder of its own, as a process that outlives nobody: when standard
// input closes, because the test run ended, failed, or was killed, the server is stopped and the
// folder removed. Plain JavaScript, so that it starts without a compiler.
//
//   node keeper.mjs '{ "folder": …, "leftovers": [], "steps": [{ "command": …, "args": […] }], "signal": … }'
//
// The last step is the server; the ones before it prepare its data. The words "down SIGNAL" and "up", each a line of standard
// input, stop it by that signal and start it again on the same data.

import { spawn } from "node:child_process";
import { openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const { folder, leftovers, steps, signal, uid, gid } = JSON.parse(process.argv[2]);
const log = join(folder, "log");
let running;
let stopping = false;
let isDown = false;

process.stdin.setEncoding("utf8").on("data", obey).on("end", stop).on("error", stop);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, stop);
next(steps);

function next([step, ...rest]) {
  if (step === undefined) return;
  const input = step.input === undefined ? "ignore" : openSync(step.input, "r");
  const output = openSync(log, "a");
  running = spawn(step.command, step.args, {
    cwd: folder,
    uid,
    gid,
    stdio: [input, output, output],
  });
  running.on("error", (error) => end(`${step.command}: ${error.message}`));
  running.on("exit", (code, killedBy) => {
    if (stopping) end();
    else if (isDown) process.stdout.write("down\n");
    else if (code === 0 && rest.length > 0) next(rest);
    else end(`${step.command} ended with ${killedBy ?? code}\n${lastLines()}`);
  });
}

function obey(line) {
  const [word, by] = line.trim().split(" ");
  isDown = word === "down";
  if (isDown) running.kill(by);
  else next(steps.slice(-1));
}

function stop() {
  stopping = true;
  if (running === undefined || running.exitCode !== null || isDown) end();
  else running.kill(signal);
}

function end(complaint) {
  if (complaint !== undefined) process.stderr.write(complaint);
  for (const path of [folder, ...leftovers])
    rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  process.exitCode = complaint === undefined ? 0 : 1;
  process.stdin.destroy();
}

function lastLines() {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}
