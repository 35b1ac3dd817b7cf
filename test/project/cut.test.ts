import { expect } from "chai";
import fc from "fast-check";
import { REPLAY } from "../laws/runs.js";
import {
  cutRefusal,
  cutRevisions,
  go,
  goOn,
  openedProject,
  type Direction,
} from "../support/cut-runs.js";
import {
  createDatabase,
  eachServer,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import { othersLeft } from "../support/others-left.js";
import { startProxy, type Proxy, type Way } from "../support/proxy.js";
import { opened as connected, seen } from "../support/stopped-runs.js";
import { sample, type Sample } from "./sample.js";

const CUTS = Number(process.env["MIG_LAW_RUNS"] ?? 16);
/** Of how many parts of a run one is the moment. */
const PARTS = 10_000;
const NETWORKED: readonly ServerName[] = ["postgres", "mysql", "mariadb"];
const IDS = ["aaaa1", "bbbb1", "cccc1", "dddd1"];

describe("a run of which the connections are cut", function () {
  this.timeout(CUTS * 20_000);

  eachServer((server) => {
    let folder: Sample;
    before(async () => {
      folder = await sample(cutRevisions(server));
    });
    after(() => folder[Symbol.asyncDispose]());

    const directly = ({ options }: TestDatabase) => openedProject(options, folder.root);
    const through = ({ options }: TestDatabase, { port }: Proxy) =>
      openedProject({ ...options, port, host: "127.0.0.1" }, folder.root);

    /** A database from which the run begins, and a proxy before it. */
    async function begun(direction: Direction) {
      const database = await createDatabase(server);
      if (direction === "downgrade") {
        await using project = await directly(database);
        await go(project, "upgrade");
      }
      const { host, port } = database.options as { readonly host: string; readonly port: number };
      return { database, proxy: await startProxy(host, port) };
    }

    async function state(test: TestDatabase) {
      await using connection = await connected({ test });
      return await seen({ connection, test });
    }

    /** What is there after a run that is not cut, and how much passes of it. */
    async function uncut(direction: Direction) {
      const { database, proxy } = await begun(direction);
      await using _ = database;
      await using __ = proxy;
      await using project = await through(database, proxy);
      expect(await go(project, direction)).to.have.members(IDS);
      await project.close();
      return { wanted: await state(database), passed: { ...proxy.passed } };
    }

    for (const direction of ["upgrade", "downgrade"] as const)
      it(`law: whatever the moments, the next ${direction} ends where one that is not cut does, and each failure says what to do`, async () => {
        const { wanted, passed } = await uncut(direction);
        const cut = fc.record({
          way: fc.constantFrom<Way>("up", "down"),
          at: fc.noBias(fc.nat(PARTS)),
        });
        await fc.assert(
          fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
            const { database, proxy } = await begun(direction);
            await using _ = database;
            await using __ = proxy;
            for (const { way, at } of cuts) {
              await using project = await through(database, proxy);
              proxy.cutAfter(way, Math.floor((at / PARTS) * passed[way]));
              await cutRefusal(go(project, direction));
              proxy.spare();
              await project.close().catch(() => undefined);
              expect(await othersLeft(database)).to.equal(0);
            }
            await using last = await directly(database);
            await goOn(last, database, direction);
            expect(await state(database)).to.deep.equal(wanted);
          }),
          { ...REPLAY, numRuns: CUTS },
        );
      });
  }, NETWORKED);
});
