import { expect } from "chai";
import type { DataSourceOptions } from "typeorm";
import { sourceType } from "../../src/dialects/index.js";
import type { TenantPlace } from "../../src/dialects/tenant.js";
import { connect } from "../../src/project/connect.js";
import { refusal } from "../project/refusal.js";
import {
  createDatabase,
  eachServer,
  type ConnectionOptions,
  type TestDatabase,
} from "../support/databases.js";

type Network = Extract<ConnectionOptions, { host: string }>;

/** Every way in which a data source may say where it connects to. */
const FORMS: Readonly<Record<string, (given: Network) => object>> = {
  "its parts": (given) => given,
  "a URL": ({ type, ...parts }) => ({ type, url: urlOf({ type, ...parts }) }),
  "a URL with a question": (given) => ({ type: given.type, url: `${urlOf(given)}?${ASKS}` }),
  "a URL that is beside a database": (given) => ({ ...given, url: urlOf(given) }),
  "startup options": (given) => ({ ...given, ...(given.type === "postgres" && { extra: SLOW }) }),
  "a master": ({ type, ...master }) => ({ type, replication: { master, slaves: [] } }),
  "a master's URL": (given) => ({
    type: given.type,
    replication: { master: { url: `${urlOf(given)}?${ASKS}` }, slaves: [] },
  }),
};

const ASKS = "options=-c%20statement_timeout%3D60s%20-c%20search_path%3Dpg_catalog";
const SLOW = { options: "-c statement_timeout=60s -c search_path=pg_catalog" };

const urlOf = ({ type, username, password, host, port, database }: Network) =>
  `${type}://${username}:${password}@${host}:${port}/${database}`;

const HOSTILE = ['qu"ote', "a b", "back\\slash\\", "a.b", "a%20b", "ü🐘", "-c role=x", "new\nline"];

/** What a connection of the tenant says of itself. */
async function asked(options: object, place: TenantPlace, sql: string) {
  const given = options as DataSourceOptions;
  const tenant = sourceType(given.type).tenant(given, place);
  const connection = await connect(
    await import("typeorm"),
    tenant.options as DataSourceOptions,
    "write",
  );
  try {
    return { tenant, row: (await connection.query(sql))[0] };
  } finally {
    await connection.close();
  }
}

describe("dialects/tenant", function () {
  this.timeout(60_000);

  eachServer(() => {
    let database: TestDatabase;
    before(async () => {
      database = await createDatabase("postgres");
      for (const name of [...HOSTILE, "other"])
        await database.query(`CREATE SCHEMA "${name.replaceAll('"', '""')}"`);
    });
    after(() => database[Symbol.asyncDispose]());

    const WHERE = `SELECT current_schema() AS schema, current_database() AS database,
        array_to_json(current_schemas(false)) AS path, current_setting('statement_timeout') AS timeout`;

    for (const [form, of] of Object.entries(FORMS)) {
      it(`a schema, by ${form}`, async () => {
        const options = of(database.options as Network);
        for (const name of HOSTILE) {
          const { tenant, row } = await asked(options, { name }, WHERE);
          expect(row).to.include({ schema: name, database: database.name });
          expect(row?.["path"]).to.deep.equal([name, "public"]);
          const isSlow = JSON.stringify(options).includes("statement_timeout");
          expect(row?.["timeout"]).to.equal(isSlow ? "1min" : "0");
          expect(tenant).to.include({ schema: name });
          expect(tenant.options).to.include({ schema: name });
        }
        const place = { name: "x", schema: "other", searchPath: ["a b", "public"] };
        const { row } = await asked(options, place, WHERE);
        expect(row?.["path"]).to.deep.equal(["other", "a b", "public"]);
        const alone = await asked(options, { name: "other", searchPath: [] }, WHERE);
        expect(alone.row?.["path"]).to.deep.equal(["other"]);
      });

      it(`a database, by ${form}`, async () => {
        const options = of(database.options as Network);
        for (const odd of ["_plain", ' qu"o.te ü%20', "_a/b;c,d=e@f&g+h:i"]) {
          const name = database.name + odd;
          const quoted = `"${name.replaceAll('"', '""')}"`;
          await database.query(`CREATE DATABASE ${quoted} TEMPLATE template0`);
          try {
            const { tenant, row } = await asked(options, { name: "x", database: name }, WHERE);
            expect(row).to.include({ database: name });
            expect([tenant.schema, tenant.made]).to.deep.equal([null, null]);
          } finally {
            await database.query(`DROP DATABASE ${quoted}`);
          }
        }
        for (const odd of ["a?b", "a#b", "..", "a/../b"]) {
          const inUrl = JSON.stringify(options).includes('"url"');
          const work = () => asked(options, { name: "x", database: odd }, WHERE);
          // What a URL cannot say is refused; where there is none, there is no such database.
          const code = inUrl ? "MIG504" : "MIG205";
          await refusal(code, work);
        }
      });
    }

    it("a name that the server would cut off is refused", async () => {
      for (const place of [{ name: "ü".repeat(32) }, { name: "x", database: "d".repeat(64) }]) {
        const { message } = await refusal("MIG504", () => asked(database.options, place, WHERE));
        expect(message).to.contain("63 bytes");
      }
      await database.query(`CREATE SCHEMA "${"s".repeat(63)}"`);
      const { row } = await asked(database.options, { name: "s".repeat(63) }, WHERE);
      expect(row).to.include({ schema: "s".repeat(63) });
    });

    it("a schema that is not there, or is another under that name, is no schema of it", async () => {
      for (const name of ["gone", "$user", "pg_temp"]) {
        const { row } = await asked(database.options, { name }, WHERE);
        expect(row?.["schema"]).not.to.equal(name);
      }
    });
  }, ["postgres"]);

  eachServer(
    (server) => {
      for (const [form, of] of Object.entries(FORMS))
        it(`a database, by ${form}`, async () => {
          await using database = await createDatabase(server);
          const options = of(database.options as Network);
          for (const odd of ["_plain", '_qu"o`te', "_a b.c", "_a?b#c%20d/e", "_..", "_back\\"]) {
            const name = database.name + odd;
            const quoted = `\`${name.replaceAll("`", "``")}\``;
            await database.query(`CREATE DATABASE ${quoted}`);
            try {
              for (const place of [{ name }, { name: "x", database: name }]) {
                const { tenant, row } = await asked(options, place, "SELECT DATABASE() AS name");
                expect(row).to.deep.equal({ name });
                expect(tenant.made).to.deep.equal({ schema: name, from: options });
              }
            } finally {
              await database.query(`DROP DATABASE ${quoted}`);
            }
          }
        });
    },
    ["mysql", "mariadb"],
  );
});
