// Loaded into a measured process before anything else: writes its peak memory, in kilobytes, when it ends.
const { readFileSync, writeFileSync } = process.getBuiltinModule("node:fs");

process.on("exit", () => writeFileSync(process.env.MIG_BENCH_PEAK, String(peak())));

function peak() {
  try {
    // On Linux `maxRSS` begins with the memory of the process that started this one.
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
