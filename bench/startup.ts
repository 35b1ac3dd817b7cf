import { measurePrograms, type Program } from "./measure.js";
import type { Section } from "./report.js";
import { MIG, withTables } from "./set-up.js";

/** How long small commands take, in a project where there is next to nothing to do. */
export async function measureStartup(runs: number): Promise<readonly Section[]> {
  return await withTables("sqlite", 1, async ({ folder: cwd, version }) => {
    const node = (code: string): Program => ({
      what: `node -e '${code}'`,
      args: ["-e", code],
      cwd,
      says: /^$/,
    });
    const mig = (command: string, says: RegExp): Program => ({
      what: `mig ${command}`,
      args: [MIG, command],
      cwd,
      says,
    });
    const head = /\(head\)/;
    return [
      {
        title: "commands without a database",
        measurements: await measurePrograms(
          [node("0"), mig("--help", /COMMANDS/), mig("heads", head), mig("history", head)],
          runs,
        ),
        notes: [],
      },
      {
        title: `${version}, one table`,
        measurements: await measurePrograms(
          [node('require("typeorm")'), mig("current", head)],
          runs,
        ),
        notes: [],
      },
    ];
  });
}
