import { expect } from "chai";
import { mysql } from "../../../src/dialects/mysql/index.js";
import { mysqlServer } from "../../../src/dialects/mysql/server.js";
import { EMPTY_SCHEMA } from "../../../src/schema/model.js";
import { table, type ColumnSpec } from "../../../src/schema/spec.js";
import { createDatabase, eachServer } from "../../support/databases.js";

const time = (name: string, spec: Partial<ColumnSpec> = {}): ColumnSpec => ({
  ...{ name, type: "timestamp" },
  ...spec,
});

const TABLES: Readonly<Record<string, readonly ColumnSpec[]>> = {
  "the first alone": [time("a"), time("b", { nullable: true })],
  "others after it": [
    time("a", { type: "timestamp(3)" }),
    time("b"),
    time("c", { type: "timestamp(6)" }),
  ],
  "the first says something": [time("a", { default: "'2020-01-01 00:00:00'" }), time("b")],
  "the first may be null": [time("a", { nullable: true }), time("b")],
  "none that is a timestamp": [{ name: "a", type: "datetime" }],
};

describe("timestamps on a server that makes up what they do not say", () => {
  eachServer(
    (server) => {
      for (const [what, columns] of Object.entries(TABLES))
        it(what, async () => {
          await using database = await createDatabase(server);
          // Zeros are no default where they are no value.
          const query = database.query;
          await query("SET SESSION sql_mode = ''");
          await query("SET SESSION explicit_defaults_for_timestamp = OFF");
          const dialect = mysql(await mysqlServer(query));
          const texts = columns.map(
            ({ name, type, nullable, default: value }) =>
              `${name} ${type}${nullable ? " NULL" : " NOT NULL"}${value ? ` DEFAULT ${value}` : ""}`,
          );
          await query(`CREATE TABLE t (${texts.join(", ")})`);
          const scope = { namespaces: [], except: [] };
          const actual = dialect.normalize(await dialect.reflect(query, scope));
          const wanted = { ...EMPTY_SCHEMA, tables: [table({ name: "t", columns })] };
          expect(actual.tables).to.deep.equal(dialect.normalize(wanted).tables);
        });
    },
    ["mariadb"],
  );
});
