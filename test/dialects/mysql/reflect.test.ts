import { expect } from "chai";
import type { Query } from "../../../src/dialects/dialect.js";
import { find } from "../../../src/schema/edit.js";
import { EMPTY_SCHEMA, type Column, type Schema, type Table } from "../../../src/schema/model.js";
import { making, onBoth, open, type Opened } from "./database.js";
import { telling } from "./telling.js";

describe("reading the catalog", () => {
  onBoth((server) => {
    let opened: Opened;
    beforeEach(async () => (opened = await open(server)));
    afterEach(() => opened[Symbol.asyncDispose]());

    const tableOf = async (name: string): Promise<Table> => {
      const table = find((await opened.reflect()).tables, name);
      if (!table) throw new Error(`no table ${name} was read`);
      return table;
    };
    const columnsOf = async (name: string, facet: keyof Column) =>
      (await tableOf(name)).columns.map((column) => column[facet]);

    it("takes eight queries, and four more for all question marks, whatever there is", async () => {
      const count = async () => {
        let queries = 0;
        const counting: Query = (sql, parameters) => {
          queries += 1;
          return opened.query(sql, parameters);
        };
        await opened.dialect.reflect(counting, { namespaces: [], except: [] });
        return queries;
      };
      expect(await count()).to.equal(8);
      for (let n = 0; n < 30; n += 1)
        await opened.query(
          `CREATE TABLE t${n} (id int PRIMARY KEY, parent int, e enum('a','b') DEFAULT 'a', j json, CHECK (id > ${n}), INDEX (e), FOREIGN KEY (parent) REFERENCES t${n} (id))`,
        );
      expect(await count()).to.equal(8);
      for (let n = 0; n < 30; n += 1)
        await opened.query(
          `CREATE TABLE q${n} (id int PRIMARY KEY COMMENT 'why?', d varchar(255) NOT NULL DEFAULT '${n}?', e enum('?','${n}') NOT NULL, b binary(8) DEFAULT '0', CHECK (d <> '?'), FULLTEXT f (d)) COMMENT 'what?'`,
        );
      // Nothing but its statement tells the parser of a full-text index, where there is one to choose.
      const shown = server === "mysql" ? 30 : 0;
      expect(await count()).to.equal(8 + 4 + shown);
      const { tables } = await opened.reflect();
      for (let n = 0; n < 30; n += 1)
        expect(
          find(tables, `q${n}`)?.columns.map(({ type, default: text }) => [type, text]),
        ).to.deep.equal([
          ["int", null],
          ["varchar(255)", `'${n}?'`],
          [`enum('?','${n}')`, null],
          ["binary(8)", "0x30"],
        ]);
      expect(await opened.query("SHOW TABLES LIKE 'mig%'")).to.deep.equal([]);
    });

    it("finds nothing in an empty database", async () => {
      expect(await opened.reflect()).to.deep.equal({
        ...EMPTY_SCHEMA,
        tables: [],
      });
    });

    it("gives what is in normal form already", async () => {
      await opened.run(making(telling(opened.dialect.server)));
      const read = await opened.reflect();
      expect(JSON.stringify(opened.dialect.normalize(read))).to.equal(JSON.stringify(read));
    });

    it("leaves views, temporary tables, sequences and the tables it is told to leave", async () => {
      await opened.query("CREATE TABLE kept (id int)");
      await opened.query("CREATE TABLE left_alone (id int)");
      await opened.query("CREATE VIEW seen AS SELECT * FROM kept");
      await opened.query("CREATE TABLE gone (id int)");
      await opened.query("CREATE VIEW broken AS SELECT * FROM gone");
      await opened.query("DROP TABLE gone");
      await opened.query("CREATE TEMPORARY TABLE passing (id int)");
      if (server === "mariadb") await opened.query("CREATE SEQUENCE counting");
      const scope = { namespaces: [], except: [`${opened.database.name}.left_alone`] };
      const { tables } = await opened.dialect.reflect(opened.query, scope);
      expect(tables.map(({ name }) => name)).to.deep.equal(["kept"]);
    });

    it("reads tables of any engine, with partitions and with versions", async () => {
      const engines = ["MyISAM", "MEMORY", "CSV", server === "mariadb" ? "Aria" : "ARCHIVE"];
      for (const engine of engines)
        await opened.query(
          `CREATE TABLE ${`of_${engine}`.toLowerCase()} (id int NOT NULL) ENGINE=${engine}`,
        );
      await opened.query(
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 3",
      );
      if (server === "mariadb")
        await opened.query("CREATE TABLE versions (id int PRIMARY KEY) WITH SYSTEM VERSIONING");
      const { tables } = await opened.reflect();
      for (const engine of engines)
        expect(find(tables, `of_${engine}`.toLowerCase())?.engine, engine).to.equal(engine);
      expect(find(tables, "parts")).to.include({ engine: null });
      expect(find(tables, "versions")?.columns.map(({ name }) => name)).to.deep.equal(
        server === "mariadb" ? ["id"] : undefined,
      );
    });

    it("reads other databases, and what refers to them", async () => {
      const other = `${opened.database.name} other.`;
      const quoted = opened.dialect.grammar.name(other);
      try {
        await opened.query(`CREATE DATABASE ${quoted} COLLATE latin1_bin`);
        await opened.query(
          `CREATE TABLE ${quoted}.users (id int PRIMARY KEY, name varchar(9), utf varchar(9) COLLATE utf8mb4_bin)`,
        );
        await opened.query(
          `CREATE TABLE users (id int PRIMARY KEY, CONSTRAINT f FOREIGN KEY (id) REFERENCES ${quoted}.users (id))`,
        );
        for (const namespaces of [[other, "not there"], "all"] as const) {
          const read = await opened.reflect(namespaces);
          expect(read.namespaces.map(({ name }) => name)).to.include(other);
          const own = find(read.tables, "users");
          expect(own?.foreignKeys[0]?.references.table).to.equal(`"${other}".users`);
          const theirs = find(read.tables, `"${other}".users`);
          expect(theirs).to.include({ collation: "latin1_bin" });
          expect(theirs?.columns.map(({ collation }) => collation)).to.deep.equal([
            null,
            null,
            "utf8mb4_bin",
          ]);
        }
        const system = (await opened.reflect("all")).namespaces.map(({ name }) => name);
        expect(system).not.to.include.members(["mysql"]);
        expect((await opened.reflect()).namespaces).to.deep.equal([]);
      } finally {
        await opened.query("SET FOREIGN_KEY_CHECKS = 0");
        await opened.query(`DROP DATABASE IF EXISTS ${quoted}`);
      }
    });

    it("reads the default and the expression of every kind of letter", async () => {
      const texts = ["plain", "it''s", "ü€", "?", "a?b", "😀", "x😀y?", "\\\\ \\n"];
      const columns = texts.map(
        (text, at) =>
          `c${at} varchar(20) NOT NULL DEFAULT '${text}', d${at} varchar(20) DEFAULT (concat('${text}','')), g${at} varchar(40) AS (concat(c${at},'${text}'))`,
      );
      const checks = texts.map((text, at) => `CONSTRAINT k${at} CHECK (c${at} <> '${text}!')`);
      await opened.query(`CREATE TABLE letters (${[...columns, ...checks].join(", ")})`);
      const table = await tableOf("letters");
      for (const [at, text] of texts.entries()) {
        const spelt = text.replace("\\n", "\n");
        const column = (name: string) => find(table.columns, name + at);
        expect(column("c")?.default).to.equal(`'${spelt}'`);
        expect(column("d")?.default).to.equal(`concat('${spelt}','')`);
        expect(column("g")?.expression).to.equal(`concat(\`c${at}\`,'${spelt}')`);
        expect(find(table.checks, `k${at}`)?.expression).to.equal(`\`c${at}\` <> '${spelt}!'`);
      }
      expect(await opened.query("SHOW TABLES")).to.have.length(1);
    });

    it("reads the values of enums and sets of every kind of letter", async () => {
      await opened.query(
        "CREATE TABLE labels (e enum('?','😀','it''s','a,b') NOT NULL DEFAULT '😀', s set('x?','👋','y') DEFAULT '👋,y')",
      );
      expect(await columnsOf("labels", "type")).to.deep.equal([
        "enum('?','😀','it''s','a,b')",
        "set('x?','👋','y')",
      ]);
      expect(await columnsOf("labels", "default")).to.deep.equal(["'😀'", "'👋,y'"]);
    });

    it("reads the default of bytes", async () => {
      await opened.query(
        "CREATE TABLE bytes (a varbinary(9) DEFAULT 'abc', b varbinary(9) DEFAULT x'00ff41', c binary(4) DEFAULT 'a', d varbinary(9) DEFAULT '', e binary(2))",
      );
      expect(await columnsOf("bytes", "default")).to.deep.equal([
        "0x616263",
        "0x00FF41",
        "0x61",
        "''",
        null,
      ]);
    });

    it("reads defaults of more bytes and tables than one row and one statement can hold", async () => {
      const columns = Array.from({ length: 20 }, (_, at) => `b${at} binary(250) DEFAULT '${at}'`);
      for (let n = 0; n < 3; n += 1)
        await opened.query(`CREATE TABLE wide${n} (${columns.join(", ")})`);
      for (let n = 0; n < 62; n += 1)
        await opened.query(`CREATE TABLE t${n} (a char(3) NOT NULL DEFAULT '${n}?')`);
      for (let n = 0; n < 3; n += 1)
        expect(await columnsOf(`wide${n}`, "default")).to.deep.equal(
          columns.map((_, at) => `0x${Buffer.from(String(at)).toString("hex").toUpperCase()}`),
        );
      const { tables } = await opened.reflect();
      for (let n = 0; n < 62; n += 1)
        expect(find(tables, `t${n}`)?.columns[0]?.default).to.equal(`'${n}?'`);
    });

    it("knows a collation of a column's own from that of its table and database", async () => {
      await opened.query(
        "CREATE TABLE latin (a varchar(9), b varchar(9) CHARACTER SET utf8mb4, c varchar(9) COLLATE latin1_bin, d int, e varchar(9) CHARACTER SET utf8mb3) COLLATE latin1_swedish_ci",
      );
      const latin = await tableOf("latin");
      expect(latin.collation).to.equal("latin1_swedish_ci");
      const [a, b, c, d, e] = latin.columns.map(({ collation }) => collation);
      expect([a, c, d]).to.deep.equal([null, "latin1_bin", null]);
      expect(b).to.match(/^utf8mb4_/);
      expect(e).to.match(/^utf8mb3_/);
      await opened.query("CREATE TABLE usual (a varchar(9), b varchar(9) CHARACTER SET utf8mb4)");
      expect(await columnsOf("usual", "collation")).to.deep.equal([null, null]);
      expect((await tableOf("usual")).collation).to.match(/^utf8mb4_/);
    });

    it("reads triggers so that they can be made again", async () => {
      await opened.query("CREATE TABLE watched (id int, at datetime)");
      await opened.query(
        "CREATE TRIGGER `on insert` BEFORE INSERT ON watched FOR EACH ROW BEGIN SET NEW.at = now(); SET NEW.id = 7; END",
      );
      const { triggers } = await tableOf("watched");
      expect(triggers.map(({ name }) => name)).to.deep.equal(["on insert"]);
      await opened.query("DROP TRIGGER `on insert`");
      for (const { statement } of triggers) await opened.query(statement);
      expect((await tableOf("watched")).triggers).to.deep.equal(triggers);
    });

    it("knows json under another name, also where a new column has the former one", async () => {
      await opened.query("CREATE TABLE renamed (a json, b int)");
      await opened.query("ALTER TABLE renamed RENAME COLUMN a TO c, RENAME COLUMN b TO a");
      expect(await columnsOf("renamed", "type")).to.deep.equal(["json", "int"]);
      await opened.query("ALTER TABLE renamed MODIFY a json");
      expect(await columnsOf("renamed", "type")).to.deep.equal(["json", "json"]);
      expect((await tableOf("renamed")).checks).to.deep.equal([]);
    });

    it("tells the checks of a column from json", async function () {
      if (server === "mysql") {
        await opened.query("CREATE TABLE told (a longtext, j json, CHECK (json_valid(a)))");
        expect(await columnsOf("told", "type")).to.deep.equal(["longtext", "json"]);
        return;
      }
      await opened.query(
        "CREATE TABLE told (a longtext COLLATE utf8mb4_bin, j json, n int CHECK (n > 0), CONSTRAINT k CHECK (json_valid(a)))",
      );
      const table = await tableOf("told");
      expect(table.columns.map(({ type }) => type)).to.deep.equal(["longtext", "json", "int"]);
      expect(table.checks).to.deep.equal([
        { name: "k", expression: "json_valid(`a`)" },
        { name: "n", expression: "`n` > 0" },
      ]);
    });

    it("notices what was changed behind mig's back", async () => {
      const drifts = [
        "ALTER TABLE children DROP FOREIGN KEY child_of_pair",
        "ALTER TABLE children DROP INDEX down, ADD INDEX down (n, id)",
        "ALTER TABLE children DROP INDEX text_p, ADD INDEX text_p (text(11), n)",
        "ALTER TABLE children RENAME INDEX shape_s TO other",
        "ALTER TABLE children ADD INDEX extra (parent_id)",
        "ALTER TABLE children COMMENT 'x'",
        "ALTER TABLE parents MODIFY code varchar(20) COLLATE ascii_general_ci NOT NULL",
        "ALTER TABLE old ENGINE=MEMORY",
        "ALTER TABLE old COLLATE latin1_bin",
        "ALTER TABLE defaults ALTER i SET DEFAULT 2",
        "ALTER TABLE types ADD COLUMN more int",
        "ALTER TABLE types MODIFY COLUMN plain_enum enum('b','a')",
        "ALTER TABLE computed MODIFY s int AS (id * 3) STORED",
        "ALTER TABLE no_key MODIFY id int NOT NULL COMMENT 'y'",
        "DROP TABLE no_key",
      ];
      await opened.run(making(telling(opened.dialect.server)));
      let before: Schema = await opened.reflect();
      for (const drift of drifts) {
        await opened.query(drift);
        const after = await opened.reflect();
        expect(after, drift).not.to.deep.equal(before);
        before = after;
      }
    });
  });
});
