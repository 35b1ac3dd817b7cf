import { once } from "node:events";
import { expect } from "chai";
import * as typeorm from "typeorm";
import { connect, type Connection } from "../../src/project/connect.js";
import { sentNow, settledByFacts } from "../../src/runtime/facts.js";
import type { CutOff } from "../../src/runtime/run.js";
import type { OpenEntry } from "../../src/runtime/journal.js";
import { START, type Sent } from "../../src/runtime/position.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { refusal } from "../support/stopped-runs.js";

/** What a run was cut off in. */
const STATEMENT: Readonly<Partial<Record<ServerName, string>>> = {
  postgres: "CREATE INDEX CONCURRENTLY deed_what ON deed (what)",
  mysql: "ALTER TABLE deed ADD COLUMN age int",
  mariadb: "ALTER TABLE deed ADD COLUMN age int",
};

const SLEEP: typeof STATEMENT = {
  postgres: "SELECT pg_sleep(30)",
  mysql: "SELECT SLEEP(30)",
  mariadb: "SELECT SLEEP(30)",
};

/** The same number, of another start of the server. */
const OTHER: Readonly<Partial<Record<ServerName, (connection: string) => string>>> = {
  postgres: (connection) => connection.replace(/"[\d.]+"/, '"1.5"'),
  mysql: (connection) => connection.replace(/"started":\d+/, '"started":1'),
  mariadb: (connection) => connection.replace(/"started":\d+/, '"started":1'),
};

const entry = (sent: Sent): OpenEntry => ({
  ...{ id: "1", revision: "aaaa1", direction: "upgrade", outcome: "running", startedAt: "then" },
  position: {
    ...START,
    inHand: { summary: "", fingerprint: "", statements: [sent.statement], next: 0, sent },
  },
});

const nextOf = ({ position, outcome }: OpenEntry) => ({ next: position.inHand?.next, outcome });

describe("what has become of a statement in which a run was cut off", function () {
  this.timeout(60_000);
  eachServer(
    (server) => {
      const statement = STATEMENT[server] ?? "";
      let database: SchemaDatabase;
      let other: Connection;
      beforeEach(async () => {
        database = await createSchemaDatabase(server);
        await database.test.query("CREATE TABLE deed (what varchar(20))");
        other = await connect(typeorm, database.test.options, "write");
      });
      afterEach(async () => {
        await other.close().catch(() => undefined); // most tests have closed it
        await database[Symbol.asyncDispose]();
      });

      it("it has not happened where the catalog is as it was", async () => {
        const sent = await sentNow(other, statement, 1);
        await other.close();
        expect(
          nextOf(await settledByFacts({ database: database.connection }, entry(sent))),
        ).to.deep.equal({ next: 0, outcome: "failed" });
      });

      it("it has happened where the catalog has changed", async () => {
        const sent = await sentNow(other, statement, 1);
        await other.query(statement);
        await other.close();
        expect(
          nextOf(await settledByFacts({ database: database.connection }, entry(sent))),
        ).to.deep.equal({ next: 1, outcome: "failed" });
      });

      it("a person's own words are left open", async () => {
        const sent = await sentNow(other, "CALL anything()", 1);
        await other.close();
        const open = entry(sent);
        expect(await settledByFacts({ database: database.connection }, open)).to.equal(open);
      });

      it("is waited for while the server still runs it, and told of", async () => {
        const sent = await sentNow(other, statement, 1);
        const release = await held(database);
        const running = other.query(statement);
        const told = new EventTarget();
        let settled = false;
        const settling = settledByFacts(
          {
            database: database.connection,
            cutOff: (found) => told.dispatchEvent(new CustomEvent("told", { detail: found })),
          },
          entry(sent),
        ).finally(() => (settled = true));
        const [event] = (await once(told, "told")) as [CustomEvent<CutOff>];
        expect(event.detail).to.deep.include({ statement, hasHappened: null });
        expect(settled).to.equal(false);
        await release();
        await running;
        await other.close();
        expect(nextOf(await settling)).to.deep.equal({ next: 1, outcome: "failed" });
      });

      for (const [what, text] of Object.entries({
        "blanks around it": `\n  ${statement} ;\n`,
        "an emoji in it": `${statement} /* 😀 */`,
      }))
        it(`is waited for with ${what}`, async () => {
          const sent = await sentNow(other, text, 1);
          const release = await held(database);
          const running = other.query(text);
          const told = new EventTarget();
          const cutOff = () => told.dispatchEvent(new Event("told"));
          const settling = settledByFacts({ database: database.connection, cutOff }, entry(sent));
          await once(told, "told");
          await release();
          await running;
          expect(nextOf(await settling).next).to.equal(1);
        });

      it("a connection that does nothing, or another one of before, is not waited for", async () => {
        const sent = await sentNow(other, statement, 1);
        expect(
          nextOf(await settledByFacts({ database: database.connection }, entry(sent))).next,
        ).to.equal(0);
        const busy = other.query(SLEEP[server] ?? "");
        const before = OTHER[server]?.(sent.connection ?? "") ?? "";
        const settled = settledByFacts(
          { database: database.connection },
          entry({ ...sent, connection: before }),
        );
        expect(nextOf(await settled).next).to.equal(0);
        await other.cancel();
        await busy.catch(() => undefined);
      });

      it("is waited for no longer than a person wants", async () => {
        const sent = await sentNow(other, statement, 1);
        const release = await held(database);
        const running = other.query(statement);
        const stop = new AbortController();
        const settling = settledByFacts(
          { database: database.connection, signal: stop.signal, cutOff: () => stop.abort() },
          entry(sent),
        );
        expect((await refusal(settling)).code).to.equal("MIG403");
        await release();
        await running;
      });
    },
    ["postgres", "mysql", "mariadb"],
  );
});

/** Keeps the statement waiting until it is released. */
async function held({ test }: SchemaDatabase): Promise<() => Promise<void>> {
  const holder = await connect(typeorm, test.options, "write");
  await holder.query("BEGIN");
  await holder.query("INSERT INTO deed VALUES ('held')");
  return async () => {
    await holder.query("COMMIT");
    await holder.close();
  };
}
