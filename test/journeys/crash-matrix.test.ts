import { expect } from "chai";
import { join } from "node:path";
import { chain } from "../support/crash/chain.js";
import { Lives } from "../support/crash/lives.js";
import { SUBJECTS } from "../support/crash/subjects.js";
import { eachServer } from "../support/databases.js";
import { linkPackages } from "../support/shop.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Whether mig knows what has become of a statement that is not in a person's own words, and asks about those alone. */
const ASKS_ABOUT_OWN_WORDS_ONLY = false;

/** How many databases are at it at once; each has up to five connections, and a server two hundred. */
const AT_ONCE = 32;

describe("the crash matrix", function () {
  this.timeout(600_000);

  eachServer((server) => {
    const subjects = SUBJECTS.filter(({ on, name }) => on.includes(server) && name.includes(process.env["ONLY"] ?? ""));

    it("law: killed before or after any statement that writes, the next run goes on, and ends where one run does", async () => {
      await using folder = await temporaryFolder();
      await linkPackages(join(folder.path, "node_modules"), "typeorm");
      const of = Math.max(1, Math.floor(AT_ONCE / subjects.length));
      await using lives = new Lives(subjects.length * of);
      const found = await Promise.allSettled(
        subjects.flatMap((subject, number) =>
          Array.from({ length: of }, (_, at) =>
            chain(server, subject, { at, of }, join(folder.path, `${number}-${at}`), lives),
          ),
        ),
      );
      const failed = found.filter((each) => each.status === "rejected");
      if (failed.length > 0) throw new Error(failed.map(({ reason }) => String(reason?.stack ?? reason) + JSON.stringify({a: reason.actual, e: reason.expected})).join("\n\n=====\n"));
      const asked = found.flatMap((each) => (each.status === "fulfilled" ? each.value.asked : []));
      const points = found.map((each) => (each.status === "fulfilled" ? each.value.kills : 0));
      console.log(server, points.join(" "), points.reduce((a, b) => a + b, 0), "points", lives.count, "lives", new Set(asked));
      if (ASKS_ABOUT_OWN_WORDS_ONLY) expect(asked).to.deep.equal([]);
    });
  });
});
