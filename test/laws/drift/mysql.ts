import { drift, type Drift, type Drifts } from "./drift.js";

const BASE = `
  CREATE TABLE author (
    id int NOT NULL AUTO_INCREMENT,
    number bigint unsigned,
    name varchar(80) NOT NULL COMMENT 'in full',
    email varchar(100) CHARACTER SET latin1 COLLATE latin1_bin,
    feeling enum('sad','ok','happy') DEFAULT 'ok',
    tags set('a','b'),
    price decimal(10,2) DEFAULT 1.5,
    born date,
    seen datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    bio text,
    place point NOT NULL,
    year int GENERATED ALWAYS AS (price + 2000) STORED,
    age int GENERATED ALWAYS AS (price + 10) VIRTUAL,
    PRIMARY KEY (id),
    UNIQUE KEY author_name (name),
    KEY author_email (email, born),
    FULLTEXT KEY author_bio (bio),
    SPATIAL KEY author_place (place),
    CONSTRAINT author_price CHECK (price > 0)
  ) COMMENT = 'writes books';
  CREATE TABLE log (
    id bigint NOT NULL PRIMARY KEY AUTO_INCREMENT,
    author_id int,
    other_id int,
    KEY log_author (author_id),
    CONSTRAINT log_author FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE
  );
  CREATE VIEW named AS SELECT id, name FROM author`;

/** A column restated. */
const column = (definition: string): Drift =>
  drift(`ALTER TABLE author MODIFY ${definition}`, "alterColumn");

const DRIFTS: readonly Drift[] = [
  drift("CREATE TABLE extra (id int)", "dropTable"),
  drift("DROP TABLE log", "createTable", "addForeignKey"),
  drift("RENAME TABLE log TO logs", "dropForeignKey", "createTable", "dropTable", "addForeignKey"),
  drift("ALTER TABLE author COMMENT 'wrote books'", "setTableComment"),
  drift("ALTER TABLE author COMMENT ''", "setTableComment"),
  drift("ALTER TABLE author DEFAULT COLLATE utf8mb4_bin", "alterTable"),
  drift("ALTER TABLE author ADD extra int", "dropColumn"),
  drift("ALTER TABLE author DROP tags", "addColumn"),
  drift("ALTER TABLE author RENAME COLUMN tags TO marks", "addColumn", "dropColumn"),
  column("number bigint"),
  column("number int unsigned"),
  column("number bigint unsigned NOT NULL"),
  column("number bigint unsigned DEFAULT 1"),
  column("number bigint unsigned COMMENT 'x'"),
  column("name varchar(81) NOT NULL COMMENT 'in full'"),
  column("name varchar(80) COMMENT 'in full'"),
  column("name varchar(80) NOT NULL COMMENT 'in short'"),
  column("name varchar(80) NOT NULL"),
  column("name varchar(80) COLLATE utf8mb4_bin NOT NULL COMMENT 'in full'"),
  column("email varchar(100) CHARACTER SET latin1"),
  column("email varchar(100)"),
  column("feeling enum('sad','ok','happy','angry') DEFAULT 'ok'"),
  column("feeling enum('ok','sad','happy') DEFAULT 'ok'"),
  column("feeling enum('sad','ok','happy') DEFAULT 'sad'"),
  column("feeling enum('sad','ok','happy')"),
  column("feeling varchar(10) DEFAULT 'ok'"),
  column("tags set('a','b','c')"),
  column("tags set('b','a')"),
  column("price decimal(10,3) DEFAULT 1.5"),
  column("price decimal(10,2) DEFAULT 2.5"),
  column("price decimal(10,2)"),
  column("born datetime"),
  column("born date NOT NULL"),
  column("seen datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)"),
  column("seen datetime(3) DEFAULT CURRENT_TIMESTAMP(3)"),
  column("seen datetime(3) ON UPDATE CURRENT_TIMESTAMP(3)"),
  column("seen timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)"),
  column("bio longtext"),
  drift("ALTER TABLE log MODIFY id bigint NOT NULL", "alterColumn"),
  drift("ALTER TABLE log MODIFY id int NOT NULL AUTO_INCREMENT", "alterColumn"),
  column("year int GENERATED ALWAYS AS (price + 1900) STORED"),
  column("year int"),
  column("age int GENERATED ALWAYS AS (price + 11) VIRTUAL"),
  drift(
    "ALTER TABLE author DROP age, ADD age int GENERATED ALWAYS AS (price + 10) STORED",
    "alterColumn",
  ),
  drift(
    "ALTER TABLE log MODIFY id bigint NOT NULL, DROP PRIMARY KEY",
    "alterColumn",
    "addPrimaryKey",
  ),
  drift(
    "ALTER TABLE log MODIFY id bigint NOT NULL, DROP PRIMARY KEY, ADD PRIMARY KEY (id, other_id)",
    "dropPrimaryKey",
    "alterColumn",
    "alterColumn",
    "addPrimaryKey",
  ),
  drift("ALTER TABLE author DROP KEY author_name", "createIndex"),
  drift(
    "ALTER TABLE author DROP KEY author_name, ADD KEY author_name (name)",
    "dropIndex",
    "createIndex",
  ),
  drift("ALTER TABLE author RENAME KEY author_name TO other", "renameIndex"),
  drift("ALTER TABLE author ADD UNIQUE KEY extra (born)", "dropIndex"),
  drift("ALTER TABLE author ADD KEY extra (price)", "dropIndex"),
  drift("ALTER TABLE author DROP KEY author_email", "createIndex"),
  ...["(born, email)", "(email)", "(email, born DESC)", "(email(5), born)"].map((keys) =>
    drift(
      `ALTER TABLE author DROP KEY author_email, ADD KEY author_email ${keys}`,
      "dropIndex",
      "createIndex",
    ),
  ),
  drift("ALTER TABLE author DROP KEY author_bio", "createIndex"),
  drift(
    "ALTER TABLE author DROP KEY author_bio, ADD KEY author_bio (bio(10))",
    "dropIndex",
    "createIndex",
  ),
  drift("ALTER TABLE author DROP KEY author_place", "createIndex"),
  drift("ALTER TABLE author DROP CONSTRAINT author_price", "addCheck"),
  drift("ALTER TABLE author ADD CONSTRAINT extra CHECK (born < '3000-01-01')", "dropCheck"),
  drift(
    "ALTER TABLE author DROP CONSTRAINT author_price, ADD CONSTRAINT author_price CHECK (price >= 0)",
    "dropCheck",
    "addCheck",
  ),
  drift(
    "ALTER TABLE author DROP CONSTRAINT author_price, ADD CONSTRAINT other CHECK (price > 0)",
    "dropCheck",
    "addCheck",
  ),
  drift("ALTER TABLE log DROP FOREIGN KEY log_author", "dropIndex", "addForeignKey"),
  drift(
    "ALTER TABLE log ADD CONSTRAINT extra FOREIGN KEY (other_id) REFERENCES author (id)",
    "dropForeignKey",
  ),
  ...[
    "log_author FOREIGN KEY (author_id) REFERENCES author (id)",
    "log_author FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE SET NULL",
    "log_author FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE ON UPDATE CASCADE",
    "other FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE",
  ].map((key) =>
    drift(
      `ALTER TABLE log DROP FOREIGN KEY log_author; ALTER TABLE log ADD CONSTRAINT ${key}`,
      "dropForeignKey",
      "addForeignKey",
    ),
  ),
  drift(
    "ALTER TABLE log DROP FOREIGN KEY log_author; ALTER TABLE log ENGINE = MyISAM",
    "alterTable",
    "dropIndex",
    "addForeignKey",
  ),
  drift("DROP VIEW named", "createView"),
  drift("CREATE VIEW extra AS SELECT 1 AS one", "dropView"),
  drift("ALTER VIEW named AS SELECT id, name FROM author WHERE id > 1", "dropView", "createView"),
  drift("ALTER VIEW named (id, called) AS SELECT id, name FROM author", "dropView", "createView"),
];

export const mariadb: Drifts = { base: BASE, drifts: DRIFTS };

export const mysql: Drifts = {
  base: `${BASE};
    CREATE INDEX author_lower ON author ((lower(name)));
    ALTER TABLE author ADD FULLTEXT KEY author_words (bio) WITH PARSER ngram;
    ALTER TABLE author ADD spot point SRID 4326`,
  drifts: [
    ...DRIFTS,
    column("spot point"),
    column("spot point SRID 0"),
    column("spot geometry SRID 4326"),
    column("bio text DEFAULT ('none')"),
    drift(
      "ALTER TABLE author DROP KEY author_lower, ADD KEY author_lower ((upper(name)))",
      "dropIndex",
      "createIndex",
    ),
    drift(
      "ALTER TABLE author DROP KEY author_words; ALTER TABLE author ADD FULLTEXT KEY author_words (bio)",
      "dropIndex",
      "createIndex",
    ),
  ],
};
