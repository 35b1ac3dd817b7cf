import { expect } from "chai";
import type { Expression, Query } from "../../../src/dialects/dialect.js";
import { operations } from "../../../src/operations/index.js";
import type { EnumType, Table } from "../../../src/schema/model.js";
import { table } from "../../../src/schema/spec.js";
import { eachServer } from "../../support/databases.js";
import { openPostgres, type PostgresDatabase } from "./database.js";

const USERS = table({
  name: "users",
  columns: [
    { name: "id", type: "integer", generated: "increment" },
    { name: "name", type: "varchar(40)" },
    { name: "Email", type: "text", collation: "C" },
    { name: "age", type: "integer" },
    { name: "price", type: "numeric(10,2)" },
    { name: "active", type: "boolean" },
    { name: "data", type: "jsonb" },
    { name: "raw", type: "json" },
    { name: "tags", type: "text[]" },
    { name: "at", type: "timestamptz" },
    { name: "during", type: "tsrange" },
    { name: "mood", type: "mood" },
    { name: "place", type: "point" },
    { name: "uid", type: "uuid" },
    { name: "users", type: "integer" },
  ],
});

type Corpus = readonly (readonly [Expression["place"], string | null, readonly string[]])[];

/** Texts that mean the same, by where they stand and, for defaults, in which column. */
const SAME: Corpus = [
  [
    "check",
    null,
    ["age > 0", "((age>0))", "( age ) > (0)", "users.age > 0", "age /* years */ > 0 -- so"],
  ],
  [
    "check",
    null,
    [
      "name IN ('x', 'y')",

      "(name)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])",
    ],
  ],
  ["check", null, ["age BETWEEN 1 AND 5", "age >= 1 AND age <= 5"]],
  ["check", null, ["price > 0", "price > 0::numeric", "price > (0)::numeric"]],
  ["check", null, ["NOT (active)", "not active"]],
  ["check", null, ["mood <> 'sad'", "mood <> 'sad'::mood"]],
  ["check", null, ["\"Email\" LIKE '%@%'", "\"Email\" ~~ '%@%'::text"]],
  ["check", null, ["char_length(name) > 3", "CHAR_LENGTH(name::text) > 3"]],
  ["check", null, ["(data ->> 'a') IS NOT NULL", "data->>'a' IS NOT NULL"]],
  ["default", "name", ["'x'", "'x'::character varying", "('x')"]],
  ["default", "data", ["'{\"a\":1}'", "'{\"a\": 1}'::jsonb"]],
  ["default", "tags", ["'{a, b}'", "'{a,b}'::text[]"]],
  ["default", "at", ["now() + interval '1 day'", "(now() + '1 day'::interval)", "NOW()+'1 day'"]],
  ["default", "at", ["'2020-01-01'", "'2020-01-01 00:00:00'"]],
  [
    "default",
    "uid",
    [
      "'6ECD8C99-4036-403D-BF84-CF8400F67836'",
      "'6ecd8c9940364 03dbf84cf8400f67836'".replace(" ", ""),
    ],
  ],
  ["default", "age", ["nextval('users_id_seq')", "nextval('users_id_seq'::regclass)"]],
  ["default", "name", ["upper('a') || 'b'", "(upper('a'::text) || 'b'::text)"]],
  ["generated", "age", ["id * 2", "(id*2)", "users.id * 2"]],
  ["generated", "name", ["upper(name)", "UPPER((name)::text)"]],
  ["index key", null, ["lower(name)", "LOWER((name)::text)"]],
  ["index key", null, ["name || 'x'", "(((name)::text || 'x'::text))"]],
  ["index key", null, ["data -> 'a'", "(data -> 'a'::text)"]],
  ["index key", null, ["raw -> 'a'", "(raw -> 'a'::text)"]],
  ["index key", null, ["age IS NOT NULL", "(age IS NOT NULL)"]],
  ["index predicate", null, ["active", "(active)"]],
  [
    "index predicate",
    null,
    ['"Email" IS NOT NULL AND age > 5', '(("Email" IS NOT NULL) AND (age > 5))'],
  ],
  [
    "index predicate",
    null,
    ["active = true and name <> ''", "((active = TRUE) AND ((name)::text <> ''::text))"],
  ],
  ["exclusion", null, ["USING gist (during WITH &&)", 'using GIST("during" with &&)']],
  [
    "exclusion",
    null,
    ["USING gist (place WITH ~=) WHERE (active)", "USING gist (place WITH ~=) WHERE ((active))"],
  ],
];

/** Texts that do not mean the same, though some tools take them for it. */
const DIFFERENT: Corpus = [
  ["check", null, ["(active or age > 1) and age > 2", "active or (age > 1 and age > 2)"]],
  ["check", null, ["name IN ('A', 'B')", "name IN ('a', 'b')"]],
  ["check", null, ["age - (1 - 2) > 0", "age - 1 - 2 > 0"]],
  ["check", null, ["name = 'a  b'", "name = 'a b'"]],
  ["check", null, ["\"Email\" = ''", "name = ''"]],
  ["default", "name", ["'now()'", "now()::text"]],
  ["index key", null, ["lower(name)", "upper(name)"]],
  ["index predicate", null, ["active", "NOT active"]],
  ["exclusion", null, ["USING gist (during WITH &&)", "USING gist (during WITH =)"]],
];

const at = ([place, column, texts]: Corpus[number], from: Table = USERS): readonly Expression[] =>
  texts.map((text) => ({ table: from, place, column, text }));

eachServer(() => {
  describe("expressions as the server prints them", () => {
    let database: PostgresDatabase;
    const ask = (
      expressions: readonly Expression[],
      { enums = [], query = database.query }: { enums?: readonly EnumType[]; query?: Query } = {},
    ) => database.dialect.canonical(query, expressions, enums);
    const canonical = async (expressions: readonly Expression[]) =>
      (await ask(expressions)).map(({ text }) => text);
    before(async () => {
      database = await openPostgres();
      await database.run([operations.createEnum.of("mood", ["sad", "ok"])]);
      await database.run([{ kind: "createTable", table: USERS }]);
      await database.query("INSERT INTO users DEFAULT VALUES").catch(() => undefined);
    });
    after(() => database[Symbol.asyncDispose]());

    it("are one text where they mean the same, and two where they do not", async () => {
      const printed = (await canonical([...SAME, ...DIFFERENT].flatMap((set) => at(set)))).values();
      for (const [place, , texts] of SAME) {
        const own = texts.map(() => printed.next().value);
        expect(own[0], texts.join(" | ")).to.be.a("string");
        expect(new Set(own), `${place}: ${texts.join(" | ")}`).to.have.length(1);
      }
      for (const [place, , texts] of DIFFERENT) {
        const own = texts.map(() => printed.next().value);
        expect(new Set(own), `${place}: ${texts.join(" | ")}`).to.have.length(2);
        expect(own).not.to.include(null);
      }
    });

    it("do not change when they are printed again", async () => {
      const all = SAME.flatMap((set) => at(set));
      const once = await canonical(all);
      const again = await canonical(all.map((one, at) => ({ ...one, text: once[at] ?? "" })));
      expect(again).to.deep.equal(once);
    });

    it("are those of what the catalog holds", async () => {
      for (const set of SAME)
        for (const expression of at(set)) {
          const held = await inCatalog(expression);
          const [ours, catalogs] = await canonical([expression, { ...expression, text: held }]);
          expect(ours, `${expression.text} | ${held}`).to.equal(catalogs);
        }
    });

    it("are null where the server refuses, and that spoils nothing", async () => {
      const bad = [
        "nothing > 1",
        "age >",
        "age > 'x'",
        "age",
        ") , (",
        "(SELECT true)",
        "mood = 'no'",
      ];
      const unknown = table({ name: "t", columns: [{ name: "a", type: "missing" }] });
      const printed = await canonical([
        ...at(["check", null, ["age > 0", ...bad, "age > 1"]]),
        { table: unknown, place: "default", column: "a", text: "'x'" },
        { table: unknown, place: "check", column: null, text: "1 > 0" },
        { table: USERS, place: "on update", column: "at", text: "now()" },
      ]);
      expect(printed).to.deep.equal([
        "age > 0",
        ...bad.map(() => null),
        "age > 1",
        null,
        "1 > 0",
        null,
      ]);
    });

    it("are refused in the words of the server, which tell an unknown name", async () => {
      const problems = async (...asked: readonly (readonly Expression[])[]) =>
        (await ask(asked.flat())).map(({ problem }) => `${problem?.kind}: ${problem?.words}`);
      expect(
        await problems(
          at(["default", "age", ["'x'", "1 +", "age", "nothing(1)", "nextval('nothing')"]]),
          at(["default", "mood", ["'great'"]]),
          at(["check", null, ["age = 'x'::nothing", "nowhere.f(age)"]]),
          at(["generated", "at", ["now()"]]),
          at(["index key", null, ["random()"]]),
          at(["index predicate", null, ["at > now()"]]),
        ),
      ).to.deep.equal([
        'refused: invalid input syntax for type integer: "x"',
        'refused: syntax error at or near ")"',
        "refused: cannot use column reference in DEFAULT expression",
        "unknown name: function nothing(integer) does not exist",
        'unknown name: relation "nothing" does not exist',
        'refused: invalid input value for enum mood: "great"',
        'unknown name: type "nothing" does not exist',
        'unknown name: schema "nowhere" does not exist',
        ...["generated at", "index key", "index predicate"].map(
          () => "refused: generation expression is not immutable",
        ),
      ]);
    });

    it("may need enum types that are still to come, in any schema", async () => {
      const types: readonly EnumType[] = [
        { name: "mood", values: ["great", "ok"] },
        { name: "audit.Kind", values: ["a", "it's"] },
      ];
      const coming = table({
        name: "t",
        columns: [
          { name: "m", type: "mood" },
          { name: "k", type: 'audit."Kind"[]' },
        ],
      });
      const asked: readonly Expression[] = [
        { table: coming, place: "default", column: "m", text: "'great'" },
        { table: coming, place: "check", column: null, text: "m <> 'great'::mood" },
        { table: coming, place: "default", column: "k", text: "'{a}'" },
        { table: coming, place: "default", column: "m", text: "'ok'" },
        { table: coming, place: "default", column: "m", text: "'never'" },
      ];
      const prints = await ask(asked, { enums: types });
      expect(prints.map(({ problem }) => problem?.words)).to.deep.equal([
        ...[undefined, undefined, undefined, undefined],
        'invalid input value for enum mood: "never"',
      ]);
      expect((await ask(asked)).filter(({ problem }) => problem)).to.have.length(4);
      expect(await database.query("SELECT FROM pg_type WHERE typname = 'Kind'")).to.deep.equal([]);
    });

    it("are not told where the server says nothing of them: that is thrown", async () => {
      const failing = (code: string): Query => {
        const lost = Object.assign(new Error(`failed with ${code}`), { code });
        let isLost = false;
        return async (sql, parameters) => {
          if (isLost || sql.startsWith("CREATE TEMPORARY")) {
            isLost = true;
            throw lost;
          }
          return database.query(sql, parameters);
        };
      };
      for (const code of ["57P01", "57014", "53200", "08006", "ECONNRESET", "XX000", "40P01"]) {
        const { message } = await ask(at(["check", null, ["age > 0", "age > 1"]]), {
          query: failing(code),
        }).then(
          () => expect.fail("nothing was thrown"),
          (error: Error) => error,
        );
        expect(message).to.equal(`failed with ${code}`);
        await database.query("ROLLBACK");
      }
    });

    it("leave nothing behind, and evaluate nothing", async () => {
      await database.script(`
        CREATE TABLE seen (n int);
        CREATE SEQUENCE counter;
        CREATE FUNCTION watched() RETURNS int VOLATILE LANGUAGE plpgsql
          AS 'BEGIN INSERT INTO seen VALUES (1); RETURN nextval(''counter''); END'`);
      const before = await objects();
      const texts = ["watched()", "nextval('counter')", "1/0"];
      const printed = await canonical(at(["default", "age", texts]));
      expect(printed).to.deep.equal(["watched()", "nextval('counter'::regclass)", "1 / 0"]);
      const [state] = await database.query(
        "SELECT (SELECT count(*)::int FROM seen) AS seen, is_called AS called FROM counter",
      );
      expect(state).to.deep.equal({ seen: 0, called: false });
      expect(await objects()).to.deep.equal(before);
      const [clock] = await database.query("SELECT now() = statement_timestamp() AS alone");
      expect(clock).to.deep.equal({ alone: true });
    });

    it("are moments where they are texts that are read once", async () => {
      const times = table({ name: "times", columns: [{ name: "at", type: "timestamp" }] });
      const kinds = async (texts: readonly string[]) => {
        const asked = texts.map((text): Expression => ({
          table: times,
          place: "default",
          column: "at",
          text,
        }));
        const prints = await database.dialect.canonical(database.query, asked, []);
        return prints.map(({ problem }) => problem?.kind ?? null);
      };
      expect(await kinds(["'now'", "'now()'", "'Tomorrow 09:00'"])).to.deep.equal([
        ...["moment", "moment", "moment"],
      ]);
      const others = ["now()", "'2020-01-31'", "'now'::text::timestamp", "'nowhere'"];
      expect(await kinds(others)).to.deep.equal([null, null, null, "refused"]);
    });

    it("see the columns of their own table only, though they share temporary ones", async () => {
      const tables = [
        ["a", "integer"],
        ["a", "text"],
        ["b", "integer"],
        ["a", "integer"],
      ].map(([name = "", type = ""], at) => table({ name: `t${at}`, columns: [{ name, type }] }));
      const asked = tables.map((table): Expression => ({
        table,
        place: "check",
        column: null,
        text: "a > '7'",
      }));
      expect(await canonical([...asked, ...asked.toReversed()])).to.deep.equal([
        ...["a > 7", "a > '7'::text", null, "a > 7"],
        ...["a > 7", null, "a > '7'::text", "a > 7"],
      ]);
    });

    it("can be asked for within a transaction", async () => {
      const { query } = database;
      await query("BEGIN");
      await query("CREATE TABLE mine (a int)");
      expect(await canonical(at(["check", null, ["(age > 0)", "no > 0"]]))).to.deep.equal([
        "age > 0",
        null,
      ]);
      await query("COMMIT");
      expect(await query("SELECT FROM mine")).to.deep.equal([]);
    });

    it("are unknown to those who may make no temporary tables", async () => {
      const told = async () => (await ask(at(["check", null, ["age > 0"]])))[0]?.problem;
      await database.query("SET default_transaction_read_only = on");
      expect(await told()).to.deep.equal({
        kind: "not asked",
        words: "the connection is read-only",
      });
      await database.query("SET default_transaction_read_only = off");
      const name = String(database.options.database);
      const role = `${name}_reader`;
      await database.script(`
        REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC;
        CREATE ROLE ${role}; SET ROLE ${role}`);
      expect(await told()).to.deep.equal({
        kind: "not asked",
        words: "the user has no right to make temporary tables in this database",
      });
      await database.script(`
        RESET ROLE; GRANT TEMPORARY ON DATABASE ${name} TO ${role}; REVOKE USAGE ON TYPE mood FROM PUBLIC; SET ROLE ${role}`);
      const [ok, denied] = await ask([
        ...at(["check", null, ["age > 0"]]),
        ...at(["default", "mood", ["'ok'"]]),
      ]);
      expect(ok).to.deep.equal({ text: "age > 0", problem: null });
      expect(denied?.problem).to.deep.equal({
        kind: "not asked",
        words: "permission denied for type mood",
      });
      await database.script(`
        RESET ROLE; GRANT USAGE ON TYPE mood TO PUBLIC; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    });

    it("are had for 500 that differ in less than a second", async () => {
      const asked = Array.from({ length: 250 }, (_, n): readonly Expression[] => {
        const own = table({ name: `t${n}`, columns: [{ name: `c${n}`, type: "integer" }] });
        return ["", "(0) + "].map((before) => ({
          table: own,
          place: "check",
          column: null,
          text: `${before}c${n} > ${n}`,
        }));
      }).flat();
      const start = performance.now();
      expect((await canonical(asked)).filter((text) => text === null)).to.deep.equal([]);
      expect(performance.now() - start).to.be.below(1000);
    });

    it("are printed with few statements, many at a time", async () => {
      let statements = 0;
      const texts = Array.from({ length: 200 }, (_, at) => `age > ${at}`);
      const query: Query = (sql, parameters) => {
        statements += 1;
        return database.query(sql, parameters);
      };
      const printed = await ask(at(["check", null, texts]), { query });
      expect(printed.map(({ text }) => text)).to.deep.equal(texts);
      expect(statements).to.be.below(20);
    });

    /** The expression as it is read when a real table has it. */
    async function inCatalog({ place, column, text }: Expression): Promise<string> {
      const { query, dialect } = database;
      const type = USERS.columns.find(({ name }) => name === column)?.type ?? "";
      const STATEMENTS: Readonly<Record<string, string>> = {
        check: `ALTER TABLE users ADD CONSTRAINT probe CHECK (${text}\n) NOT VALID`,
        default: `ALTER TABLE users ADD COLUMN probe ${type} DEFAULT (${text})`,
        generated: `ALTER TABLE users ADD COLUMN probe ${type} GENERATED ALWAYS AS (${text}) STORED`,
        "index key": text.includes("raw")
          ? `CREATE INDEX probe ON users USING gin (((${text})::jsonb))`
          : `CREATE INDEX probe ON users ((${text}))`,
        "index predicate": `CREATE INDEX probe ON users (id) WHERE ${text}`,
        exclusion: `ALTER TABLE users ADD CONSTRAINT probe EXCLUDE ${text}`,
      };
      await query("BEGIN");
      try {
        await query(STATEMENTS[place] ?? "");
        const read = (await dialect.reflect(query, { namespaces: [], except: [] })).tables.find(
          ({ name }) => name === "users",
        );
        const probe = <T extends { readonly name: string | null }>(list: readonly T[] = []) =>
          list.find(({ name }) => name === "probe");
        const index = probe(read?.indexes);
        const made = probe(read?.columns);
        return (
          probe(read?.checks)?.expression ??
          probe(read?.exclusions)?.expression ??
          index?.where ??
          index?.columns[0]?.expression?.replace(/^\((.*)\)::jsonb$/, "$1") ??
          made?.expression ??
          made?.default ??
          ""
        );
      } finally {
        await query("ROLLBACK");
      }
    }

    const objects = () =>
      database.query(
        "SELECT relname, relnamespace::regnamespace::text AS home FROM pg_class WHERE relnamespace > 16000 OR relnamespace = 2200 ORDER BY 1, 2",
      );
  });
}, ["postgres"]);
