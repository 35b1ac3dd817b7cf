import { expect } from "chai";
import { createConnection } from "mysql2/promise";
import type { Expression, Query } from "../../../src/dialects/dialect.js";
import type { Table } from "../../../src/schema/model.js";
import { table } from "../../../src/schema/spec.js";
import { onBoth, open, type Opened } from "./database.js";

const THINGS = table({
  name: "things",
  columns: [
    { name: "id", type: "int", generated: "increment" },
    { name: "a", type: "int", nullable: true },
    { name: "b", type: "varchar(100)", nullable: true, collation: "utf8mb4_bin" },
    { name: "d", type: "date", nullable: true },
    { name: "m", type: "datetime(6)", nullable: true },
    { name: "price", type: "decimal(12,2)", default: "1.5" },
    { name: "t", type: "text", nullable: true },
    { name: "odd `name` (", type: "int", nullable: true },
    { name: "g", type: "int", nullable: true, generated: "virtual", expression: "`a` + 1" },
    { name: "v", type: "varchar(40)", nullable: true, default: "uuid()" },
  ],
  primaryKey: ["id"],
});

const at = (
  place: Expression["place"],
  text: string,
  column: string | null = null,
): Expression => ({
  table: THINGS,
  place,
  column,
  text,
});
const check = (text: string) => at("check", text);

type Pair = readonly [Expression, Expression];
const both = (place: (text: string) => Expression, one: string, other: string): Pair => [
  place(one),
  place(other),
];

const SAME: readonly Pair[] = [
  both(check, "a>0", "((`a` > 0))"),
  both(check, "a>0 AND b<>''", "(`a` > 0) and (`b` <> _utf8mb4'')"),
  both(check, "b in ('x', \"it's\")", String.raw`b IN ('x','it\'s')`),
  both(check, "not (a = 1 or a = 2)", "NOT ((a = 1) OR (a = 2))"),
  both(check, "a != 1", "a <> 1"),
  both(check, "1>0", "(1 > 0)"),
  both(check, "a between 1 and 10", "`a`  BETWEEN 1 AND 10"),
  both(check, "b LIKE '%x_' AND char_length( b ) > 3", "(b like '%x_') and (char_length(b) > 3)"),
  both(check, "b regexp '^[a-z]+$'", "(b REGEXP '^[a-z]+$')"),
  both(check, "d > '2020-01-01'", "(`d` > '2020-01-01')"),
  both(check, "`odd ``name`` (` > 1", "(`odd ``name`` (`>1)"),
  both(check, "b <> 'ü😀'", "(b<>'ü😀')"),
  both(check, "IF(a > 1, 1, 0) = 1", "(if((a > 1),1,0) = 1)"),
  both((text) => at("generated", text, "g"), "a*2+1", "((`a` * 2) + 1)"),
  both((text) => at("generated", text, "g"), "coalesce(a, 0)", "COALESCE(`a`,0)"),
  both((text) => at("default", text, "price"), "1.5", "'1.50'"),
  both((text) => at("default", text, "v"), "uuid()", "(UUID())"),
  both((text) => at("default", text, "v"), "concat('a', 'b')", "(CONCAT('a','b'))"),
  both((text) => at("default", text, "m"), "now(6)", "CURRENT_TIMESTAMP(6)"),
  both((text) => at("default", text, "d"), "(now() + interval 1 day)", "now() + INTERVAL 1 DAY"),
  both((text) => at("default", text, "t"), "'x'", "('x')"),
  both((text) => at("on update", text, "m"), "now(6)", "CURRENT_TIMESTAMP(6)"),
];

const DIFFERENT: readonly Pair[] = [
  both(check, "(a = 1 or a = 2) and b = ''", "a = 1 or (a = 2 and b = '')"),
  both(check, "b in ('A','B')", "b in ('a','b')"),
  both(check, "b = 'a  b'", "b = 'a b'"),
  both(check, "a > 1", "a >= 1"),
  both(check, "b <> '😀'", "b <> '😁'"),
  both(check, "b = 'it''s'", "b = 'its'"),
  both(check, "a - (1 - 2) > 0", "a - 1 - 2 > 0"),
  both((text) => at("default", text, "price"), "1.5", "1.6"),
  both((text) => at("default", text, "v"), "'uuid()'", "uuid()"),
  both((text) => at("default", text, "d"), "'2020-01-01'", "'2020-01-10'"),
  both((text) => at("generated", text, "g"), "a * 2", "a + 2"),
];

const REFUSED: readonly Expression[] = [
  check("nothing > 0"),
  check("a > "),
  check("a > 0) , x int, check (a > 0"),
  at("default", "nothing()", "v"),
  at("default", "1", "no such column"),
  at("generated", "unknown_function(a)", "g"),
  at("index predicate", "a > 0"),
];

describe("expressions as the server prints them", () => {
  onBoth((server) => {
    let opened: Opened;
    before(async () => (opened = await open(server)));
    after(() => opened[Symbol.asyncDispose]());

    const ask = (expressions: readonly Expression[], query = opened.query) =>
      opened.dialect.canonical(query, expressions, []);
    const canonical = async (expressions: readonly Expression[]) =>
      (await ask(expressions)).map(({ text }) => text);

    it("are one where they mean the same", async () => {
      const prints = await canonical(SAME.flat());
      for (const [at, [one, other]] of SAME.entries())
        expect(prints[2 * at], `${one.text} and ${other.text}`)
          .to.be.a("string")
          .and.to.equal(prints[2 * at + 1]);
    });

    it("are two where they mean different things", async () => {
      const prints = await canonical(DIFFERENT.flat());
      expect(prints).not.to.include(null);
      for (const [at, [one, other]] of DIFFERENT.entries())
        expect(prints[2 * at], `${one.text} and ${other.text}`).not.to.equal(prints[2 * at + 1]);
    });

    it("are printed as they were where they were printed before", async () => {
      const once = await canonical(SAME.map(([one]) => one));
      const again = await canonical(
        SAME.map(([one], at) => ({ ...one, text: once[at] ?? "not printed" })),
      );
      expect(again).to.deep.equal(once);
    });

    it("are null where the server refuses them, and the others are not spoilt", async () => {
      const [same] = SAME;
      if (!same) throw new Error("there are pairs");
      const prints = await canonical([...REFUSED, ...same, ...REFUSED]);
      const [one, other] = prints.slice(REFUSED.length, REFUSED.length + 2);
      expect(one).to.be.a("string").and.to.equal(other);
      expect(prints.filter((print) => print !== null)).to.deep.equal([one, other]);
    });

    it("are refused in the words of the server, which tell an unknown name", async () => {
      const told = async (expression: Expression) => {
        const [print] = await ask([expression]);
        return `${print?.problem?.kind}: ${print?.problem?.words}`;
      };
      expect(await told(check("nothing > 0"))).to.match(/^unknown name: .*'nothing'/);
      expect(await told(at("default", "'x'", "a"))).to.equal(
        "refused: Invalid default value for 'a'",
      );
      expect(await told(check("a >"))).to.match(/^refused: You have an error in your SQL syntax/);
      expect(await told(check("(a > 0"))).to.match(/^refused: .* is not closed/);
      expect(await told(check("b = '😀' collate no_ci"))).to.match(/^refused: .*'no_ci'/);
      for (const text of ["sleep(1)", "nothing(a)"])
        expect(await told(at("generated", text, "g")), text).to.match(
          /^refused: .*(sleep|nothing)/,
        );
      expect(await told(at("on update", "now()", "a"))).to.match(/^refused: Invalid ON UPDATE/);
    });

    it("are refused as checks of what a foreign key changes, as the server does", async () => {
      const texts: Record<string, boolean> = {};
      const told: Record<string, boolean> = {};
      await opened.query("CREATE TABLE acting (id int PRIMARY KEY)");
      for (const [onDelete, onUpdate] of [
        ["CASCADE", "NO ACTION"],
        ["SET NULL", "NO ACTION"],
        ["NO ACTION", "SET NULL"],
        ["NO ACTION", "CASCADE"],
        ["RESTRICT", "RESTRICT"],
      ] as const) {
        const actions = `ON DELETE ${onDelete} ON UPDATE ${onUpdate}`;
        const columns = [{ name: "a", type: "int", nullable: true } as const];
        const references = { table: "acting", columns: ["id"] };
        const acted = table({
          ...{ name: "acted", columns },
          foreignKeys: [{ name: "to_acting", columns: ["a"], references, onDelete, onUpdate }],
        });
        const [print] = await ask([{ ...check("a > 0"), table: acted }]);
        texts[actions] = print?.text !== null;
        const sql = `CREATE TABLE acted (a int, CHECK (a > 0), FOREIGN KEY (a) REFERENCES acting (id) ${actions})`;
        told[actions] = await opened.query(sql).then(
          () => true,
          () => false,
        );
        await opened.query("DROP TABLE IF EXISTS acted");
      }
      await opened.query("DROP TABLE acting");
      expect(texts).to.deep.equal(told);
      expect(new Set(Object.values(told))).to.deep.equal(new Set([true, false]));
    });

    it("are refused in a generated column of the number that a row gets, as the server does", async () => {
      for (const generated of ["stored", "virtual"] as const) {
        const column = { name: "g", type: "int", generated, expression: "id * 3" } as const;
        const columns = table({ name: "t", columns: [column] }).columns;
        const counting = { ...THINGS, columns: [...THINGS.columns.slice(0, 1), ...columns] };
        const expression = { ...at("generated", "id * 3", "g"), table: counting };
        const [print] = await ask([expression]);
        const sql = `id int PRIMARY KEY AUTO_INCREMENT, g int AS (id * 3) ${generated}`;
        const isTaken = await opened.query(`CREATE TABLE counting (${sql})`).then(
          () => true,
          () => false,
        );
        await opened.query("DROP TABLE IF EXISTS counting");
        expect(print?.text !== null, generated).to.equal(isTaken);
        if (!isTaken) expect(print?.problem?.words).to.match(/may not read id, which counts/);
      }
    });

    it("read JSON, and values with characters of four bytes, whatever the table's collation", async () => {
      const others = table({
        name: "others",
        collation: "utf8mb4_general_ci",
        columns: [
          { name: "doc", type: "json", nullable: true },
          {
            name: "kind",
            type: "varchar(9)",
            nullable: true,
            generated: "virtual",
            expression: "1",
          },
          { name: "face", type: "enum('👍','👎')" },
        ],
      });
      const placed = (place: Expression["place"], column: string, text: string): Expression => ({
        ...{ table: others, place, column, text },
      });
      const [kind, face] = await ask([
        placed("generated", "kind", "json_unquote(json_extract(doc, '$.kind'))"),
        placed("default", "face", "'👎'"),
      ]);
      expect(kind).to.have.property("problem", null);
      expect(kind?.text).to.match(/json_extract\(`doc`/);
      expect(face).to.deep.equal({ text: "'👎'", problem: null });
    });

    it("are not told where the server says nothing of them: that is thrown", async () => {
      for (const errno of [1317, 1205, 1206, 1114, 2013, 1053, 3024]) {
        const failing: Query = async (sql, parameters) => {
          if (sql.startsWith("CREATE"))
            throw Object.assign(new Error(`failed ${errno}`), { errno });
          return opened.query(sql, parameters);
        };
        const { message } = await ask([check("a > 0"), check("a > 1")], failing).then(
          () => expect.fail("nothing was thrown"),
          (error: Error) => error,
        );
        expect(message).to.equal(`failed ${errno}`);
      }
    });

    it("are unknown to those who may make no temporary tables", async () => {
      const name = `r${opened.database.name.slice(-12)}`;
      await opened.query(`CREATE USER ${name} IDENTIFIED BY 'Secret-1'`);
      await opened.query(`GRANT SELECT ON \`${opened.database.name}\`.* TO ${name}`);
      const { host, port } = opened.database.options as { host: string; port: number };
      const database = opened.database.name;
      const reader = await createConnection({
        host,
        port,
        database,
        user: name,
        password: "Secret-1",
      });
      try {
        const query: Query = async (sql) => (await reader.query(sql))[0] as never;
        const prints = await ask([check("a > 0"), check("a > 1")], query);
        expect(prints.map(({ problem }) => problem?.kind)).to.deep.equal([
          "not asked",
          "not asked",
        ]);
        expect(prints[0]?.problem?.words).to.match(/denied/);
      } finally {
        await reader.end();
        await opened.query(`DROP USER ${name}`);
      }
    });

    // MySQL has none.
    if (server === "mariadb")
      it("consume nothing of a sequence", async () => {
        await opened.query("CREATE SEQUENCE counter");
        const [print] = await canonical([at("default", "nextval(counter)", "a")]);
        expect(print).to.match(/^nextval\(/);
        const next = await opened.query("SELECT next_not_cached_value AS next FROM counter");
        expect(next).to.deep.equal([{ next: 1 }]);
        await opened.query("DROP SEQUENCE counter");
      });

    it("may be those of an index key, in MySQL", async () => {
      const keys = ["lower( b )", "LOWER(`b`)", "a+1"].map((text) => at("index key", text));
      const [one, same, other] = await canonical(keys);
      expect(one).to.equal(server === "mysql" ? "lower(`b`)" : null);
      expect(same).to.equal(one);
      expect(other).to.equal(server === "mysql" ? "`a` + 1" : null);
    });

    it("are asked for many tables in a few statements, which leave nothing", async () => {
      let statements = 0;
      const expressions = Array.from({ length: 250 }, (_, n): readonly Expression[] => [
        { ...check(`a > ${n}`), table: renamed(n) },
        { ...check(`b <> 'text ${n}'`), table: renamed(n) },
      ]).flat();
      const counting: Query = (sql, parameters) => {
        statements += 1;
        return opened.query(sql, parameters);
      };
      const prints = (await ask(expressions, counting)).map(({ text }) => text);
      expect(prints).to.include("`a` > 249").and.to.include("`b` <> 'text 0'");
      expect(prints).not.to.include(null);
      expect(statements).to.be.lessThan(100);
      expect(await opened.query("SHOW TABLES")).to.deep.equal([]);
    });

    it("commit nothing and take nothing from a transaction", async () => {
      await opened.query("CREATE TABLE kept (id int auto_increment primary key)");
      await opened.query("BEGIN");
      await opened.query("INSERT INTO kept VALUES ()");
      await canonical(SAME.flat());
      await opened.query("ROLLBACK");
      expect(await opened.query("SELECT * FROM kept")).to.deep.equal([]);
      await opened.query("DROP TABLE kept");
    });
  });
});

/** A table whose columns are not quite those of the others. */
const renamed = (n: number): Table => ({
  ...THINGS,
  name: `things_${n}`,
  columns: THINGS.columns.map((column) =>
    column.name === "a" && n % 3 === 0 ? { ...column, type: "bigint" } : column,
  ),
});
