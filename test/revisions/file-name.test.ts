import { expect } from "chai";
import fc from "fast-check";
import { fileName, slug } from "../../src/revisions/file-name.js";
import { newRevisionId } from "../../src/revisions/new-id.js";
import {
  checkRevisionId,
  idProblem,
  labelProblem,
  LONGEST_ID,
} from "../../src/revisions/revision-id.js";
import { expectRefusal } from "../support/revisions.js";

describe("revisions/file-name", () => {
  const cases: readonly [message: string, slug: string][] = [
    ["add birthdate to account", "add_birthdate_to_account"],
    ["Add  Birthdate!", "add_birthdate"],
    ["größe, 大きさ und naïve Straße", "größe_大きさ_und_naïve_straße"],
    ["🎈 party", "party"],
    ["../../etc/passwd", "etc_passwd"],
    ["", ""],
    ["🎈", ""],
    ["one two three four five six seven eight nine ten", "one_two_three_four_five_six_seven_eight"],
    [
      "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
      "donaudampfschifffahrtselektrizitätenhaup",
    ],
  ];
  for (const [message, expected] of cases) {
    it(`${JSON.stringify(message)}: ${expected}`, () => expect(slug(message)).to.equal(expected));
  }

  it("a file is called after its id and message", () => {
    expect(fileName("1da977fd3e6e", "Add birthdate")).to.equal("1da977fd3e6e_add_birthdate.ts");
    expect(fileName("1da977fd3e6e", "")).to.equal("1da977fd3e6e.ts");
    expect(fileName("1da977fd3e6e", "x", ".mjs")).to.equal("1da977fd3e6e_x.mjs");
  });

  it("any message makes a name that any file system takes", () =>
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.integer({ min: 1, max: LONGEST_ID }),
        (message, length) => {
          const words = slug(message);
          expect([...words].length).to.be.at.most(40);
          expect(words).to.match(/^[\p{L}\p{M}\p{N}_]*$/u);
          expect(Buffer.byteLength(fileName("ü".repeat(length), message))).to.be.at.most(255);
        },
      ),
    ));
});

describe("revisions/revision-id", () => {
  it("new ones are twelve hexadecimal digits, good to be used, and never the same", () => {
    const ids = Array.from({ length: 200 }, newRevisionId);
    expect(new Set(ids).size).to.equal(200);
    for (const id of ids) {
      expect(id).to.match(/^[\da-f]{12}$/);
      checkRevisionId(id);
    }
  });

  for (const id of ["0001", "2026.11.21", "add_account", "größe", "a b", "x".repeat(LONGEST_ID)]) {
    it(`${id.slice(0, 20)} is fine`, () => expect(idProblem(id)).to.equal(null));
  }

  for (const id of [
    "",
    "a@b",
    "a-1",
    "a+b",
    "a:b",
    "../x",
    "a\\b",
    "a\nb",
    "head",
    "heads",
    "base",
    "current",
    " a",
    "a ",
    ".hidden",
    "x".repeat(LONGEST_ID + 1),
  ]) {
    it(`${JSON.stringify(id.slice(0, 20))} is refused`, () =>
      expectRefusal(() => checkRevisionId(id), "MIG104"));
  }

  it("labels may have hyphens", () => {
    for (const label of ["shop", "new-shop", "v2", "2-fast"])
      expect(labelProblem(label), label).to.equal(null);
    for (const label of [
      "",
      "shop-2",
      "shop-",
      "a@b",
      "a+b",
      "a:b",
      "base",
      "1da977fd3e6e",
      " a",
    ]) {
      expect(labelProblem(label), label).to.be.a("string");
    }
  });
});
