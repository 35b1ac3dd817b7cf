import { randomBytes } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { driverError } from "../../src/dialects/driver-error.js";
import { withKeptTables } from "../../src/dialects/kept-tables.js";
import { MigError } from "../../src/errors.js";
import { operations, type Kind, type Operation } from "../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { quoting } from "../../src/sql.js";
import { eachServer, SERVERS, type ServerName } from "../support/databases.js";
import { emptied } from "../support/emptied.js";
import { runSql } from "../support/run-sql.js";
import { expectSame, withoutOrder } from "../support/same.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { meansFor, saying, seen, step, wholeScript } from "../support/scripts.js";
import { positionsOf, sceneOf, type Scene } from "./hostile/scenes.js";
import { textsFor } from "./hostile/texts.js";

/** How many of the trials of each operation are made anew on each server; MIG_HOSTILE_RUNS says otherwise. */
const RUNS = Number(process.env["MIG_HOSTILE_RUNS"] ?? 10);
/** The same in every run, unless their number is said. */
const SEED = process.env["MIG_HOSTILE_RUNS"] ? {} : { seed: 1 };

const TEXT: { readonly [Name in ServerName]: string } = {
  postgres: "text",
  mysql: "varchar(250)",
  mariadb: "varchar(250)",
  sqlite: "text",
};

/** What an injection would drop. */
const CANARY = operations.createTable.of({
  name: "canary",
  columns: [{ name: "id", type: "integer" }],
});

// What the tests load has to be what mig loads by itself, or its refusals are others: this makes Node.js import both.
await Promise.resolve(SERVERS);

describe("hostile names and values", function () {
  this.timeout(60_000 + RUNS * 10_000);

  eachServer((server) => {
    let online: SchemaDatabase;
    let offline: SchemaDatabase;
    before(async () => {
      online = await createSchemaDatabase(server);
      offline = await createSchemaDatabase(server);
    });
    after(async () => {
      await online[Symbol.asyncDispose]();
      await offline[Symbol.asyncDispose]();
    });

    for (const kind of Object.keys(operations) as Kind[])
      it(`of ${kind} are kept as they are, or refused`, async () => {
        const { grammar, traits } = online.connection.dialect;
        // Expressions are the user's, and quoted without a look at what the server keeps of a name.
        const quotes = quoting(grammar.name("a").startsWith("`") ? "`" : '"');
        const sql = { ...quotes, literal: grammar.literal };
        const range = server === "postgres" ? "daterange" : TEXT[server];
        const given = { sql, text: TEXT[server], range };
        // Databases of MySQL are those of all tests.
        const prefix = traits.namespacesAreDatabases
          ? `mig_test_${randomBytes(6).toString("hex")}`
          : "";
        await fc.assert(
          fc.asyncProperty(textsFor(positionsOf(kind, given)), async (texts) => {
            const { schema } = texts;
            const named = schema === undefined ? texts : { ...texts, schema: prefix + schema };
            const others = schema === undefined || prefix === "" ? [] : [prefix + schema];
            await trial(sceneOf(kind, named, given), sceneOf(kind, asKept(named), given), others);
          }),
          { numRuns: RUNS, includeErrorInReport: true, ...SEED },
        );
      });

    /** The names as the server keeps them, which cuts those that are too long. */
    function asKept(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
      const { keptName } = online.connection.dialect;
      const isValue = (position: string) => /comment|default|value/.test(position);
      return Object.fromEntries(
        Object.entries(texts).map(([position, text]) => [
          position,
          isValue(position) ? text : (keptName(text) ?? text),
        ]),
      );
    }

    /** On a database, and by a script on another one where the first took it. */
    async function trial(scene: Scene, kept: Scene, others: readonly string[]): Promise<void> {
      await emptied(online, others);
      try {
        const made = await run(scene, kept, others);
        if (made === null) return;
        await emptied(online, others);
        await emptied(offline, others);
        const means = await meansFor(server, offline.connection.server.version);
        const steps = [step("upgrade", saying([CANARY, ...made.ops]), "base", "aaaa1")];
        const script = await wholeScript(means, EMPTY_SCHEMA, steps, true).catch(refusedScript);
        if (script === null) return;
        await runSql(offline.test, script);
        expectSame(await seen(offline, others), made.after, means.dialect.traits);
      } finally {
        await emptied(online, others);
      }
    }

    /** What is there afterwards; null where it is refused, and nothing of the operation has run. */
    async function run(
      { given = [], op }: Scene,
      inNames: Scene,
      others: readonly string[],
    ): Promise<{ readonly ops: readonly Operation[]; readonly after: Schema } | null> {
      const { dialect } = online.connection;
      await online.run([CANARY]);
      for (const each of given) if (await isRefused(online.run([each]))) return null;
      const before = await seen(online, others);
      const refused = await isRefused(online.run([op]));
      const after = await seen(online, others);
      const kept = withKeptTables(inNames.op, (name) => dialect.keptTable(name));
      const wanted = refused ? before : dialect.applied(kept, before);
      const settled = await online.settled(after, wanted);
      expectSame(unqueried(after), unqueried(withoutOrder(settled)), dialect.traits);
      return refused ? null : { ops: [...given, op], after };
    }
  });
});

/** Without the queries of views: they are the user's, and MySQL renames a column in one that begins with a space. */
const unqueried = (schema: Schema): Schema => ({
  ...schema,
  views: schema.views.map((view) => ({ ...view, query: "" })),
});

/** Whether mig or the server says no, for a reason that is not broken SQL. */
async function isRefused(work: Promise<void>): Promise<boolean> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return false;
  if (!(error instanceof MigError)) throw error;
  const { code, errno } = driverError(error);
  const broken = BROKEN.test(error.message) || code === "42601" || errno === 1064;
  // What has no name at all is refused in these words.
  if (broken && !/zero-length/.test(error.message)) throw error;
  expect(error.message).not.to.equal("");
  return true;
}

/** Null for a script that cannot be written (MIG410); anything else is thrown again. */
function refusedScript(reason: unknown): null {
  if (reason instanceof MigError && reason.code === "MIG410") return null;
  throw reason;
}

const BROKEN = /syntax|unrecognized token|incomplete input|unterminated|more than one statement/i;
