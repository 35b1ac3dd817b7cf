import { expect } from "chai";
import fc from "fast-check";
import { MigError } from "../../src/errors.js";
import { casesFor, type Case } from "../support/cases.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { arbitraryPair, type SchemaPair } from "./arbitrary-schema.js";
import { journey } from "./journey.js";
import { REPLAY, RUNS } from "./runs.js";
import { wordsFor } from "./words/index.js";

const TIME_LIMIT = 120_000 + RUNS * 6_000;

/** All laws on one server, in a file of its own: they are the longest of all tests, and files run side by side. */
export async function lawsOn(name: ServerName): Promise<void> {
  const cases = await casesFor(name);
  describe("laws on a real server", () =>
    eachServer(
      (server) => {
        let open: SchemaDatabase | undefined;
        after(async () => open?.[Symbol.asyncDispose]());

        /** A journey ends where it began, so one database does for all; one that failed is not used again. */
        const database = async () => (open ??= await createSchemaDatabase(server));
        async function travel(pair: SchemaPair): Promise<void> {
          const used = await database();
          try {
            await journey(used, pair);
          } catch (error) {
            open = undefined;
            await used[Symbol.asyncDispose]();
            throw error;
          }
        }

        it(`${RUNS} random pairs`, async function () {
          this.timeout(TIME_LIMIT + 60_000);
          const words = wordsFor((await database()).connection.server);
          await fc.assert(fc.asyncProperty(arbitraryPair(words), travel), {
            numRuns: RUNS,
            // What was found so far is told before the test is over.
            interruptAfterTimeLimit: TIME_LIMIT,
            markInterruptAsFailure: true,
            ...REPLAY,
          });
        });

        for (const one of cases)
          it(one.name, async () => {
            const [version = 0] = (await database()).connection.server.version;
            if (version < one.since) await refused(one);
            else await travel(one);
          });

        /** What the server cannot do mig says before the server does. */
        async function refused(one: Case): Promise<void> {
          const error: unknown = await travel(one).catch((reason: unknown) => reason);
          expect(error).to.be.instanceOf(MigError);
          expect((error as MigError).code).to.equal("MIG404");
        }
      },
      [name],
    ));
}
