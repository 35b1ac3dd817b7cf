import { expect } from "chai";
import { join } from "node:path";
import { operations, type Kind } from "../../src/operations/index.js";
import { chain } from "../support/crash/chain.js";
import { Lives } from "../support/crash/lives.js";
import { SUBJECTS } from "../support/crash/subjects.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { linkPackages } from "../support/shop.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A person is asked what has become of a statement only where it is one of `op.execute`, in that person's own words. */
const ASKS_ABOUT_OWN_WORDS_ONLY = true;

/**
 * How many databases are at it at once, at least one for each subject; each has three connections, and a server two hundred for all
 * tests. MariaDB 10.11 has crashed under forty of them, in the dropping of a temporary table of its own.
 */
const AT_ONCE: { readonly [Name in ServerName]: number } = {
  ...{ postgres: 40, mysql: 40, mariadb: 20, sqlite: 40 },
};

/** What MySQL and MariaDB have not. All else is not transactional there. */
const NOT_ON_MYSQL: readonly Kind[] = [
  ...(["createExtension", "dropExtension"] as const),
  ...(["createEnum", "dropEnum", "alterEnum"] as const),
  ...(["renameEnum", "renameEnumValue", "addEnumValue"] as const),
  ...(["createSequence", "dropSequence", "alterSequence"] as const),
  ...(["addExclusion", "dropExclusion", "validateConstraint", "refreshView"] as const),
];

const kinds = Object.keys(operations) as Kind[];

/** The operations that are not transactional, whatever they are in. */
const APART: { readonly [Name in ServerName]: readonly Kind[] } = {
  postgres: kinds.filter((kind) => "outsideTransaction" in operations[kind]),
  mysql: kinds.filter((kind) => !NOT_ON_MYSQL.includes(kind)),
  mariadb: kinds.filter((kind) => !NOT_ON_MYSQL.includes(kind)),
  sqlite: [],
};

describe("the crash matrix", function () {
  this.timeout(600_000);

  eachServer((server) => {
    const subjects = SUBJECTS.filter(({ on }) => on.includes(server));

    it("has every operation that is not transactional", () => {
      const text = subjects.map(textOf).join("\n");
      expect(APART[server].filter((kind) => !text.includes(`op.${kind}(`))).to.deep.equal([]);
    });

    it("law: killed before or after any statement that writes, the next run goes on, and ends where one run does", async () => {
      await using folder = await temporaryFolder();
      await linkPackages(join(folder.path, "node_modules"), "typeorm");
      const of = Math.max(1, Math.floor(AT_ONCE[server] / subjects.length));
      await using lives = new Lives(subjects.length * of);
      const found = await Promise.allSettled(
        subjects.flatMap((subject, number) =>
          Array.from({ length: of }, async (_, at) => {
            const path = join(folder.path, `${number}-${at}`);
            const asked = await chain(server, subject, { at, of }, path, lives);
            if (ASKS_ABOUT_OWN_WORDS_ONLY)
              expect(asked.filter((text) => !textOf(subject).includes(text))).to.deep.equal([]);
          }),
        ),
      );
      const reasons = found.flatMap((each): unknown[] =>
        each.status === "rejected" ? [each.reason] : [],
      );
      if (reasons.length > 1) throw new AggregateError(reasons, reasons.map(told).join("\n\n"));
      if (reasons.length > 0) throw reasons[0];
    });
  });
});

/** What went wrong first, where the end of the test went wrong by it. */
const told = (reason: unknown): string =>
  reason instanceof Error && "suppressed" in reason ? told(reason.suppressed) : String(reason);

const textOf = ({ revisions }: (typeof SUBJECTS)[number]) =>
  revisions.map(({ up, down }) => up + down).join("\n");
