import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { undo } from "../../src/autogenerate/render.js";
import { withKeptTables } from "../../src/dialects/kept-tables.js";
import { postgres } from "../../src/dialects/postgres/index.js";
import { MigError } from "../../src/errors.js";
import { hazards, inverse, tableOf, type Operation } from "../../src/operations/index.js";
import { migrate } from "../../src/runtime/migrate.js";
import { runMigration, type Migration } from "../../src/runtime/op.js";
import type { Run } from "../../src/runtime/run.js";
import { recording } from "../../src/runtime/sinks.js";
import type { Ready } from "../../src/runtime/steps.js";
import { readVersions } from "../../src/runtime/version-table.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { equal } from "../../src/schema/equal.js";
import { eachServer, SERVERS, type ServerName } from "../support/databases.js";
import { AUTHOR } from "../support/footing.js";
import { IMAGINED } from "../support/imagined-servers.js";
import { opTypes, type Parameter } from "../support/op-types.js";
import {
  METHODS,
  migrationOf,
  OPERATION_PAGES,
  type OperationPage,
} from "../support/operation-pages.js";
import { readPage } from "../support/pages.js";
import { runSql } from "../support/run-sql.js";
import { expectSame, withoutOrder } from "../support/same.js";
import { SAMPLES } from "../support/samples.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { meansFor, OWN, saying, seen, step, wholeScript } from "../support/scripts.js";

describe("the pages of operations", function () {
  this.timeout(120_000);

  it("are one for each method of op, and the overview links to all", async () => {
    const kinds = OPERATION_PAGES.map(({ kind }) => kind);
    expect(kinds).to.have.members(METHODS);
    const overview = await readPage("operations.md");
    for (const kind of kinds) expect(overview).to.contain(`[\`op.${kind}(`);
  });

  describe("tell of every argument", () => {
    let types: ReturnType<typeof opTypes>;
    before(() => {
      types = opTypes(
        new Map(
          OPERATION_PAGES.flatMap((page) =>
            SERVERS.flatMap((server) =>
              ["Given", "Example"]
                .map((name) => [`${page.kind} ${server} ${name}`, page.code(name, server)] as const)
                .filter(([, code]) => code !== ""),
            ),
          ),
        ),
      );
    });

    it("have examples without an error of types", () => {
      expect(types.errors).to.deep.equal([]);
    });

    for (const page of OPERATION_PAGES)
      it(page.kind, () => {
        expect(page.text.split("\n")[0]).to.equal(`# op.${page.kind}`);
        const call = page.section("Call");
        const parameters = types.parameters(page.kind);
        expect(call).to.contain(`\nop.${page.kind}(${parameters.map(signature).join(", ")});\n`);
        const rows = new Set([...call.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name));
        for (const { name, keys } of parameters) {
          expect([...rows], "rows of the table of arguments").to.include(name);
          // What an operation has is on the page of its kind.
          const said = page.kind === "run" ? ["kind"] : keys;
          for (const key of said) expect(call, `the key ${key}`).to.contain(`\`${key}\``);
        }
      });
  });

  describe("tell of the hazards that autogenerate writes above it", () => {
    for (const page of OPERATION_PAGES)
      it(page.kind, () => {
        const sample = (SAMPLES as Readonly<Record<string, Operation>>)[page.kind];
        const { traits } = postgres(IMAGINED.postgres);
        for (const { code } of sample ? hazards(sample, traits) : [])
          expect(page.text).to.contain(code);
      });
  });

  eachServer((server) => {
    for (const page of OPERATION_PAGES)
      it(`${page.kind}: the example does what the page says`, async () => {
        await using trial = await tried(page, server);
        if (/^refused/i.test(page.row(server))) await isRefused(trial);
        else await isDone(trial);
      });
  });
});

const VERSIONS = { name: "mig_version", schema: null };

const signature = ({ name, isOptional }: Parameter) => (isOptional ? `${name}?` : name);

/** A page on a server: what it starts from, what it does, and a database that it was not done to yet. */
interface Trial extends AsyncDisposable {
  readonly page: OperationPage;
  readonly database: SchemaDatabase;
  readonly given: Migration;
  readonly example: Migration;
  /** The other databases of MySQL that the page makes, under names of this test alone. */
  readonly others: readonly string[];
  dropOthers(): Promise<void>;
}

async function tried(page: OperationPage, server: ServerName): Promise<Trial> {
  expect(page.row(server), `the row of ${server}`).not.to.equal("");
  const database = await createSchemaDatabase(server);
  let [given, example] = [page.code("Given", server), page.code("Example", server)];
  expect(example).to.contain(`op.${page.kind}(`);
  const others: string[] = [];
  if (database.connection.dialect.traits.namespacesAreDatabases)
    for (const [, name = ""] of `${given}${example}`.matchAll(/op\.createSchema\("(\w+)"\)/g)) {
      const own = `mig_test_${name}_${randomBytes(6).toString("hex")}`;
      [given, example] = [given, example].map((code) =>
        code.replaceAll(new RegExp(`\\b${name}\\b`, "g"), own),
      ) as [string, string];
      others.push(own);
    }
  const dropOthers = async () => {
    for (const name of others) await database.test.run(`DROP DATABASE IF EXISTS ${name}`);
  };
  return {
    page,
    database,
    given: migrationOf(given),
    example: migrationOf(example),
    others,
    dropOthers,
    async [Symbol.asyncDispose]() {
      await dropOthers();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The catalog is as `apply` says, goes back to what it was, and a script makes the same of it. */
async function isDone({ page, database, given, example, others, dropOthers }: Trial) {
  const { dialect } = database.connection;
  const look = () => seen(database, others);
  await run(database, step("upgrade", given, "base", "aaaa1"), others);
  const before = await look();
  const rows = await allRows(database, before);
  await run(database, step("upgrade", example, "aaaa1", "bbbb1"), others);
  const after = await look();

  const made = await recorded(database, given);
  const ops = await recorded(database, example);
  // What a statement in its own words does, only the database knows.
  if (ops.length > 0 && !ops.some(({ kind }) => kind === "execute")) {
    const wanted = ops.reduce((schema, op) => dialect.applied(op, schema), before);
    await isSame(database, after, wanted);
  }
  const changed = await allRows(database, after);
  const changes = !equal(before, after) || rows !== changed;
  const doesNothing = /^does nothing/i.test(page.row(database.server));
  expect(changes, "the example changes something").to.equal(!doesNothing);

  const back = await wayBack(page, database, ops, before);
  if (back) {
    await run(database, step("downgrade", saying(back), "bbbb1", "aaaa1"), others);
    await isSame(database, await look(), before);
  }

  await dropOthers();
  await using offline = await createSchemaDatabase(database.server);
  const means = await meansFor(database.server, database.connection.server.version);
  const steps = [
    step("upgrade", given, "base", "aaaa1"),
    step("upgrade", example, "aaaa1", "bbbb1"),
  ];
  const script = wholeScript(means, EMPTY_SCHEMA, steps, true);
  if (page.kind === "query") {
    const error: unknown = await script.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(MigError).with.property("code", "MIG410");
    return;
  }
  await runSql(offline.test, await script);
  expectSame(await seen(offline, others), after, dialect.traits);
  expect(await allRows(offline, after)).to.equal(changed);
  expect(await readVersions(offline.connection, VERSIONS)).to.deep.equal(["bbbb1"]);
  if (!back) return;
  const known = [...made, ...ops].reduce((schema, op) => dialect.applied(op, schema), EMPTY_SCHEMA);
  const goBack = step("downgrade", saying(back), "bbbb1", "aaaa1");
  await runSql(offline.test, await wholeScript(means, known, [goBack]));
  await isSame(database, await seen(offline, others), before);
}

/** What takes the catalog back, which is what the page says; null where it says that nothing does. */
async function wayBack(
  page: OperationPage,
  database: SchemaDatabase,
  ops: readonly Operation[],
  before: Schema,
): Promise<readonly Operation[] | null> {
  const said = page.section("Undone by");
  expect(said, "Undone by").not.to.equal("");
  if (/^nothing/i.test(said)) return null;
  const known = ops.length > 0 && ops.every((op) => inverse(op));
  const back = known
    ? undo(ops)
    : (await database.difference(before)).filter((op) => !OWN.includes(tableOf(op) ?? ""));
  const kinds = back.map(({ kind }) => (kind === page.kind ? "itself" : `op.${kind}`));
  expect(
    kinds.some((kind) => said.includes(kind)),
    `${said} has one of ${kinds.join(", ")}`,
  ).to.equal(true);
  return back;
}

/** The server is not asked at all: mig says what to do instead, and everything is as before. */
async function isRefused({ page, database, given, example, others }: Trial) {
  const look = () => seen(database, others);
  const start = step("upgrade", given, "base", "aaaa1");
  // What it starts from may be refused for the same reason.
  const isGiven = await run(database, start, others).then(() => true, refused);
  const before = await look();
  const rows = await readVersions(database.connection, VERSIONS);
  const next = step("upgrade", example, rows[0] ?? "base", "bbbb1");
  const error: unknown = await run(database, next, others).catch((reason: unknown) => reason);
  expect(error, page.row(database.server)).to.be.instanceOf(MigError);
  expect((error as MigError).code).to.equal("MIG404");
  expect(await look()).to.deep.equal(before);
  expect(await readVersions(database.connection, VERSIONS)).to.deep.equal(rows);

  const means = await meansFor(database.server, database.connection.server.version);
  const script = wholeScript(means, EMPTY_SCHEMA, isGiven ? [start, next] : [next]);
  expect(await script.then(() => null, refused)).to.equal(false);
}

/** False for a refusal of what the database cannot do; anything else is thrown again. */
function refused(reason: unknown): false {
  if (reason instanceof MigError && reason.code === "MIG404") return false;
  throw reason;
}

async function run(database: SchemaDatabase, ready: Ready, namespaces: readonly string[]) {
  const given: Run = {
    database: database.connection,
    versionTable: VERSIONS,
    scope: { namespaces, except: OWN.slice(0, 2) },
    author: AUTHOR,
    typeormMetadata: "typeorm_metadata",
  };
  for await (const _ of migrate(given, [ready]));
}

async function recorded(
  { connection }: SchemaDatabase,
  migration: Migration,
): Promise<readonly Operation[]> {
  const sink = recording();
  await runMigration(migration, sink);
  return sink.operations.map((op) =>
    withKeptTables(op, (name) => connection.dialect.keptTable(name)),
  );
}

/** The catalog is what was wanted, however the database spells expressions. */
async function isSame(database: SchemaDatabase, actual: Schema, wanted: Schema) {
  const settled = await database.settled(actual, wanted);
  expectSame(withoutOrder(actual), withoutOrder(settled), database.connection.dialect.traits);
}

/** Every row there is, as one text. */
async function allRows({ connection, test }: SchemaDatabase, { tables }: Schema): Promise<string> {
  const found = [];
  for (const { name } of tables)
    found.push(await test.query(`SELECT * FROM ${connection.dialect.grammar.table(name)}`));
  return JSON.stringify(found);
}
