import { drift, type Drift, type Drifts } from "./drift.js";

const AUTHOR = `CREATE TABLE author (
  id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  name varchar(80) NOT NULL,
  email text COLLATE NOCASE,
  price numeric(10,2) DEFAULT (1.5),
  born date,
  year integer GENERATED ALWAYS AS (price + 2000) STORED,
  CONSTRAINT author_name UNIQUE (name),
  CONSTRAINT author_price CHECK (price > 0),
  CHECK (born > '1000')
)`;
const LOG = `CREATE TABLE log (
  id bigint PRIMARY KEY NOT NULL,
  author_id integer,
  other_id integer,
  CONSTRAINT log_author FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE
)`;
const INDEXES = `
  CREATE INDEX author_email ON author (email, born);
  CREATE UNIQUE INDEX author_born ON author (born) WHERE email IS NOT NULL;
  CREATE INDEX author_lower ON author (lower(name))`;
const NAMED = "CREATE VIEW named AS SELECT id, name FROM author";

/** The table made again with something else in place of a part of its definition. */
function instead(from: string, to: string, ...finds: Drift["finds"]): Drift {
  const name = `${from} → ${to}`;
  const isAuthor = AUTHOR.includes(from);
  if (!isAuthor && !LOG.includes(from)) throw new Error(`nowhere: ${from}`);
  const done = isAuthor
    ? `DROP VIEW named; DROP TABLE author; ${AUTHOR.replace(from, to)}; ${INDEXES}; ${NAMED}`
    : `DROP TABLE log; ${LOG.replace(from, to)}`;
  return { name, done, finds };
}

export const sqlite: Drifts = {
  base: [AUTHOR, LOG, INDEXES, NAMED].join(";\n"),
  drifts: [
    // Of a table that nothing else has changed: this connection has not seen that.
    drift("ALTER TABLE log DROP other_id", "addColumn"),
    drift("CREATE TABLE extra (id integer)", "dropTable"),
    drift("DROP TABLE log", "createTable"),
    drift("ALTER TABLE log RENAME TO logs", "createTable", "dropTable"),
    drift(`DROP TABLE log; ${LOG} WITHOUT ROWID`, "alterTable"),
    drift(
      `DROP TABLE log; ${LOG.replace("bigint", "integer")} STRICT`,
      "alterTable",
      "alterColumn",
    ),
    drift("ALTER TABLE author ADD extra integer", "dropColumn"),
    drift("ALTER TABLE log RENAME other_id TO another_id", "addColumn", "dropColumn"),
    instead("other_id integer", "other_id bigint", "alterColumn"),
    instead("varchar(80)", "varchar(81)", "alterColumn"),
    instead("varchar(80)", "varchar", "alterColumn"),
    instead("numeric(10,2)", "numeric(10,3)", "alterColumn"),
    instead("name varchar(80) NOT NULL", "name varchar(80)", "alterColumn"),
    instead("born date", "born date NOT NULL", "alterColumn"),
    instead("id bigint PRIMARY KEY NOT NULL", "id bigint PRIMARY KEY", "alterColumn"),
    instead("DEFAULT (1.5)", "DEFAULT (2.5)", "alterColumn"),
    instead("DEFAULT (1.5)", "", "alterColumn"),
    instead("born date", "born date DEFAULT CURRENT_DATE", "alterColumn"),
    instead("AUTOINCREMENT", "", "alterColumn"),
    instead("STORED", "VIRTUAL", "alterColumn"),
    instead("price + 2000", "price + 1900", "alterColumn"),
    instead(
      "year integer GENERATED ALWAYS AS (price + 2000) STORED",
      "year integer",
      "alterColumn",
    ),
    instead("NOCASE", "RTRIM", "alterColumn"),
    instead(" COLLATE NOCASE", "", "alterColumn"),
    instead("id bigint PRIMARY KEY NOT NULL", "id bigint NOT NULL", "addPrimaryKey"),
    {
      name: "another primary key",
      done: `DROP TABLE log; ${LOG.replace(" PRIMARY KEY", "").replace("CONSTRAINT", "PRIMARY KEY (id, author_id), CONSTRAINT")}`,
      finds: ["dropPrimaryKey", "addPrimaryKey"],
    },
    instead("  CONSTRAINT author_name UNIQUE (name),\n", "", "addUnique"),
    instead("author_name UNIQUE", "other UNIQUE", "dropUnique", "addUnique"),
    instead("UNIQUE (name)", "UNIQUE (name, born)", "dropUnique", "addUnique"),
    instead("born date", "born date UNIQUE", "dropUnique"),
    instead("  CONSTRAINT author_price CHECK (price > 0),\n", "", "addCheck"),
    instead("author_price CHECK", "other CHECK", "dropCheck", "addCheck"),
    instead("price > 0", "price >= 0", "dropCheck", "addCheck"),
    instead("born > '1000'", "born > '1001'", "dropCheck", "addCheck"),
    instead("author_id integer", "author_id integer CHECK (author_id > 0)", "dropCheck"),
    instead(
      ",\n  CONSTRAINT log_author FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE",
      "",
      "addForeignKey",
    ),
    instead(
      "CONSTRAINT log_author FOREIGN",
      "CONSTRAINT other FOREIGN",
      "dropForeignKey",
      "addForeignKey",
    ),
    instead("ON DELETE CASCADE", "", "dropForeignKey", "addForeignKey"),
    instead("ON DELETE CASCADE", "ON DELETE SET NULL", "dropForeignKey", "addForeignKey"),
    instead(
      "ON DELETE CASCADE",
      "ON DELETE CASCADE ON UPDATE CASCADE",
      "dropForeignKey",
      "addForeignKey",
    ),
    instead(
      "ON DELETE CASCADE",
      "ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
      "dropForeignKey",
      "addForeignKey",
    ),
    instead("FOREIGN KEY (author_id)", "FOREIGN KEY (other_id)", "dropForeignKey", "addForeignKey"),
    instead("other_id integer", "other_id integer REFERENCES author", "dropForeignKey"),
    drift("DROP INDEX author_email", "createIndex"),
    drift("CREATE INDEX extra ON author (price)", "dropIndex"),
    drift(
      "DROP INDEX author_email; CREATE INDEX other ON author (email, born)",
      "dropIndex",
      "createIndex",
    ),
    ...[
      "author_email ON author (born, email)",
      "author_email ON author (email)",
      "author_email ON author (email, born DESC)",
      "author_email ON author (email COLLATE BINARY, born)",
      "author_email ON author (email, born) WHERE price > 0",
      "author_lower ON author (upper(name))",
      "author_lower ON author (name)",
      "author_born ON author (born) WHERE email IS NOT NULL",
    ].map((index) =>
      drift(
        `DROP INDEX ${index.split(" ")[0] ?? ""}; CREATE INDEX ${index}`,
        "dropIndex",
        "createIndex",
      ),
    ),
    ...["WHERE email IS NULL", ""].map((rest) =>
      drift(
        `DROP INDEX author_born; CREATE UNIQUE INDEX author_born ON author (born) ${rest}`,
        "dropIndex",
        "createIndex",
      ),
    ),
    drift("DROP VIEW named", "createView"),
    drift("CREATE VIEW extra AS SELECT 1 AS one", "dropView"),
    drift(`DROP VIEW named; ${NAMED} WHERE id > 1`, "dropView", "createView"),
    drift(
      "DROP VIEW named; CREATE VIEW named (id, called) AS SELECT id, name FROM author",
      "dropView",
      "createView",
    ),
  ],
};
