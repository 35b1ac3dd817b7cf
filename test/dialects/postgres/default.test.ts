import { expect } from "chai";
import { canonicalDefault } from "../../../src/dialects/postgres/default.js";
import { eachServer } from "../../support/databases.js";
import { openPostgres, type PostgresDatabase } from "./database.js";

/** For each type, texts that are the same default, by the one they share. */
const SAME: readonly (readonly [type: string, shared: string | null, texts: readonly string[]])[] =
  [
    ["varchar(5)", "'x'", ["'x'::character varying", "('x'::text)", "'x'::varchar(5)", "(('x'))"]],
    ["text", "'it''s'", ["'it''s'::text", "'it''s'::varchar"]],
    ["text", "'a::b'", ["'a::b'::text"]],
    ["char(3)", "'x'", ["'x'::bpchar", "'x'::character(3)"]],
    ["text", null, ["NULL", "null::text", "NULL::character varying"]],
    ["integer", "1", ["'1'", "(1)", "+1", "'01'", "1::bigint", "'1'::integer", "1.0"]],
    ["integer", "-1", ["'-1'::integer", "(-1)", "'-1'"]],
    ["bigint", "3000000000", ["'3000000000'::bigint", "'3000000000'"]],
    ["bigint", "0", ["'-0'", "(0)::bigint", "00"]],
    ["smallint", "7", ["'7'::smallint", "'7'::bigint"]],
    ["numeric(12,2)", "0", ["(0)::numeric", "'0'", "'0'::numeric"]],
    ["numeric(12,2)", "1.50", ["1.50", "'1.50'::numeric"]],
    ["numeric", "1.50", ["'1.50'::numeric", "'1.50'"]],
    ["double precision", "'0.5'", ["0.5", "'0.5'::double precision", "0.50", "0.5::numeric"]],
    ["real", "'-0.5'", ["-0.5", "'-0.5'::numeric", "'-0.5'::real"]],
    ["real", "2", ["'2'", "2.0", "(2)::real", "'2'::real"]],
    ["boolean", "true", ["'t'", "TRUE", "'true'::boolean", "'1'", "'yes'"]],
    ["boolean", "false", ["'f'", "'off'", "false::boolean"]],
    ["text[]", "'{}'", ["'{}'::text[]", "ARRAY[]::text[]", "array[]::text[]"]],
    ["varchar(9)[]", "'{a,b}'", ["'{a,b}'::character varying[]"]],
    ["jsonb", "'{\"a\": 1}'", ["'{\"a\": 1}'::jsonb"]],
    ["bit(3)", "'101'", ["'101'::\"bit\"", "'101'::bit(3)"]],
    ["interval", "'1 day'", ["'1 day'::interval"]],
    [
      "timestamp",
      "now()",
      ["CURRENT_TIMESTAMP", "NOW()", "transaction_timestamp()", "(now())", "pg_catalog.now()"],
    ],
    [
      "timestamptz",
      "('now'::text)::timestamp(3) with time zone",
      ["CURRENT_TIMESTAMP(3)", "current_timestamp ( 3 )"],
    ],
    ["timestamp", "('now'::text)::timestamp without time zone", ["LOCALTIMESTAMP"]],
    ["date", "('now'::text)::date", ["CURRENT_DATE"]],
    ["timetz", "('now'::text)::time with time zone", ["CURRENT_TIME"]],
    ["time", "('now'::text)::time(2) without time zone", ["LOCALTIME(2)"]],
    ["integer", "pg_backend_pid()", ["PG_BACKEND_PID()", "pg_backend_pid( )"]],
  ];

/** Texts that only look alike. */
const DIFFERENT: readonly (readonly [type: string, a: string, b: string])[] = [
  ["text", "'x'", "'X'"],
  ["text", "'1'", "1::text || ''"],
  ["numeric", "1.5", "1.50"],
  ["integer", "1", "(1.4)::integer + 0"],
  ["integer", "1", "'1.4'::numeric"],
  ["double precision", "0.1", "0.1::real"],
  ["text", "'x '", "'x '::char(1)"],
  ["text", "'abc'", "'abc'::varchar(2)"],
  ["timestamp", "now()", "clock_timestamp()"],
  ["timestamp", "LOCALTIMESTAMP", "LOCALTIMESTAMP(3)"],
  ["text", "'now()'", "now()::text"],
  ["text", "'NULL'", "NULL"],
  ["text", "'a'::text || 'b'::text", "'a'"],
];

describe("the spelling of a default", () => {
  for (const [type, shared, texts] of SAME)
    it(`${shared} of a ${type}`, () => {
      for (const text of [...(shared === null ? [] : [shared]), ...texts])
        expect(canonicalDefault(text, type, "public"), text).to.equal(shared);
    });

  for (const [type, a, b] of DIFFERENT)
    it(`${a} is not ${b}`, () => {
      const spelt = canonicalDefault(b, type, "public");
      expect(canonicalDefault(a, type, "public")).not.to.equal(spelt);
    });
});

eachServer(() => {
  describe("the server takes the spelling of a default for the default", () => {
    let database: PostgresDatabase;
    before(async () => (database = await openPostgres()));
    after(() => database[Symbol.asyncDispose]());

    const all = [
      ...SAME.map(([type, , texts]) => ({ type, texts, isSame: true })),
      ...DIFFERENT.map(([type, ...texts]) => ({ type, texts, isSame: false })),
    ];
    for (const { type, texts, isSame } of all)
      it(`${type}: ${texts.join(", ")}`, async () => {
        const spelt = texts.map((text) => canonicalDefault(text, type, "public"));
        const columns = texts.flatMap((text, at) => [
          `a${at} ${type} DEFAULT ${text}`,
          `b${at} ${type} DEFAULT ${spelt[at]}`,
        ]);
        await database.query(`CREATE TABLE t (${columns.join(", ")})`);
        try {
          const read = (await database.reflect()).tables[0]?.columns.map((one) => one.default);
          if (isSame) expect(read).to.deep.equal(spelt.flatMap((text) => [text, text]));
          if (/clock/.test(texts.join())) return;
          const [row = {}] = await database.query("INSERT INTO t DEFAULT VALUES RETURNING *");
          texts.forEach((text, at) => expect(row[`b${at}`], text).to.deep.equal(row[`a${at}`]));
        } finally {
          await database.query("DROP TABLE t");
        }
      });
  });
}, ["postgres"]);
