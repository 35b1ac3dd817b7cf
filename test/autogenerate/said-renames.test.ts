import { expect } from "chai";
import type { Rename } from "../../src/autogenerate/renames.js";
import { saidRenames, saidValues } from "../../src/autogenerate/said-renames.js";
import { MigError } from "../../src/errors.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { table } from "../../src/schema/spec.js";

const schema = (
  tables: Readonly<Record<string, readonly string[]>>,
  enums: Readonly<Record<string, readonly string[]>> = {},
): Schema => ({
  ...EMPTY_SCHEMA,
  tables: Object.entries(tables).map(([name, columns]) =>
    table({ name, columns: columns.map((column) => ({ name: column, type: "text" })) }),
  ),
  enums: Object.entries(enums).map(([name, values]) => ({ name, values })),
});

const FROM = schema(
  { users: ["id", "name", "a:b", "a.b"], "audit.log": ["at"], mood: ["id"] },
  { mood: ["sad", "ok"] },
);
const TO = schema(
  { people: ["id", "fullName", "c:d", "ab"], "audit.entries": ["made at"], mood: ["id"] },
  { mood: ["unhappy", "ok"] },
);

const column = (of: string, from: string, to: string): Rename => ({ kind: "column", of, from, to });
const USERS: Rename = { kind: "table", from: "users", to: "people" };

const UNDERSTOOD: readonly (readonly [texts: readonly string[], means: readonly Rename[]])[] = [
  [[], []],
  [["users:people"], [USERS]],
  [
    ["users:people", "users.name:fullName"],
    [USERS, column("people", "name", "fullName")],
  ],
  [
    ["users.name:fullName", "users:people"],
    [column("people", "name", "fullName"), USERS],
  ],
  [
    ["users:people", "people.name:fullName"],
    [USERS, column("people", "name", "fullName")],
  ],
  [
    ["users:people", 'users."a:b":c:d'],
    [USERS, column("people", "a:b", "c:d")],
  ],
  [
    ["users:people", 'users."a.b":ab'],
    [USERS, column("people", "a.b", "ab")],
  ],
  [
    ["audit.log:audit.entries", "audit.log.at:made at"],
    [
      { kind: "table", from: "audit.log", to: "audit.entries" },
      column("audit.entries", "at", "made at"),
    ],
  ],
  [["mood.sad:unhappy"], [{ kind: "value", of: "mood", from: "sad", to: "unhappy" }]],
];

const REFUSED: readonly (readonly [
  texts: readonly string[],
  says: string,
  hint: string | RegExp,
])[] = [
  [["users"], '"users" does not say what is renamed', "Write --rename table:newTable"],
  [["users:"], '"users:" does not say', "Write --rename"],
  [[":people"], '":people" does not say', "Write --rename"],
  [["user:people"], "the database has no user", "Did you mean users?"],
  [["users:peple"], "nothing is to be called peple", /people/],
  [["users.nam:fullName"], "the database has no users.nam", "Did you mean users.name or "],
  [["users:people", "users.name:fulName"], "nothing is to be called fulName", /fullName/],
  [["users:people", "audit.log:people"], "2 renames of one thing, or to one name", /by hand/],
  [["users:people", "users:audit.entries"], "2 renames of one thing", /one --rename for each/],
  [["users:people", "users.name:ab", "people.name:fullName"], "2 renames of one thing", /one/],
  [["users:people", "users.name:ab", 'users."a.b":ab'], "or to one name", /by hand/],
  [["users:people", "users.name:id"], "the database has id already", /by hand/],
  [["users:mood"], "the database has mood already", /by hand/],
  [["mood.sad:ok"], "the database has ok already", /by hand/],
  [["mood.sad:unhapy"], "nothing is to be called unhapy", /unhappy/],
];

function said(texts: readonly string[]): readonly Rename[] {
  const { renames, others } = saidRenames(texts, FROM, TO);
  return [...renames, ...saidValues(others, FROM, TO, renames)];
}

describe("what a person says was renamed", () => {
  for (const [texts, means] of UNDERSTOOD)
    it(`${texts.join(" and ") || "nothing"} is understood`, () => {
      expect(said(texts)).to.deep.equal(means);
    });

  for (const [texts, says, hint] of REFUSED)
    it(`${texts.join(" and ")} is refused`, () => {
      expect(() => said(texts))
        .to.throw(MigError, says)
        .with.property("code", "MIG321");
      expect(() => said(texts))
        .to.throw()
        .with.property("hint")
        .that.matches(
          typeof hint === "string" ? new RegExp(hint.replaceAll(/[?.]/g, "\\$&")) : hint,
        );
    });
});
