import { expect } from "chai";
import { tablesReadBy } from "../../src/schema/reads.js";

describe("what a query reads", () => {
  for (const [query, ...read] of [
    ["SELECT 1"],
    ["select id from Users", "users"],
    ['SELECT "from" FROM "Big ""Ones""" AS x', 'big "ones"'],
    ["SELECT a, b FROM one, audit.two t, three WHERE a IN (b, c)", "one", "audit.two", "three"],
    ["SELECT a FROM a JOIN b ON (a.x = b.x), c ORDER BY d, e", "a", "b", "c"],
    ["select 1 from ((`a` left join `b` on(`a`.`x` = `b`.`y`)) join `db`.`c`)", "a", "b", "db.c"],
    ["SELECT (SELECT max(id) FROM a), x FROM ONLY b WHERE EXISTS (SELECT 1 FROM c)", "a", "b", "c"],
    ["SELECT * FROM (SELECT id, (n) FROM a) s, LATERAL (SELECT id FROM b) l", "a", "b"],
    ["SELECT EXTRACT(year FROM born), trim(both 'x' FROM name) FROM a", "a"],
    ["SELECT a IS DISTINCT FROM b AS c FROM d", "d"],
    ["SELECT n FROM generate_series(1, 3) AS n, pg_catalog.now(), a", "a"],
    [
      "WITH x AS (SELECT id FROM a), y (n) AS NOT MATERIALIZED (SELECT 1 FROM x) SELECT * FROM y, audit.x",
      "a",
      "x?",
      "y?",
      "audit.x",
    ],
    ["SELECT 1 FROM a UNION ALL SELECT 2 FROM b UNION (SELECT 3 FROM c)", "a", "b", "c"],
    ["SELECT 1 -- FROM a's\nFROM b /* JOIN c */ WHERE d = 'FROM e'", "b"],
    ["SELECT 1 FROM a WHERE b ~ '^\\S' AND c = (SELECT 2 FROM d)", "a", "d"],
    ["SELECT count(*) FILTER (WHERE x > 1) FROM a GROUP BY GROUPING SETS ((b), (c))", "a"],
    ["WITH users AS (SELECT * FROM users WHERE x) SELECT * FROM users", "users?"],
    ["SELECT m.from, m.to FROM m JOIN n ON n.order = m.limit JOIN o ON 1 = 1", "m", "n", "o"],
    ["SELECT 1 FROM a WHERE b = 'it\\'s' OR b = 'it\\'s' UNION SELECT 2 FROM c", "a", "c"],
    ["SELECT 1 FROM a x (b, c) LEFT JOIN d USING (e, f), g", "a", "d", "g"],
  ] as const)
    it(`${query} reads ${read.join(", ") || "nothing"}`, () => {
      const found = tablesReadBy(query).map(
        ({ outer, local, isDefined }) =>
          (outer === null ? local : `${outer}.${local}`) + (isDefined ? "?" : ""),
      );
      expect(found).to.have.members(read);
    });
});
