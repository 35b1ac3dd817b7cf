import { expect } from "chai";
import { fileName } from "../../src/revisions/file-name.js";
import {
  fromTemplate,
  isTimezone,
  templateProblem,
  timeText,
} from "../../src/revisions/file-template.js";

const created = new Date("2026-11-28T22:40:05Z");
const facts = { id: "1da977fd3e6e", slug: "add_birthdate", created, timezone: "Europe/Berlin" };

describe("the name of a new file", () => {
  for (const [template, name, bare] of [
    ["%(rev)s_%(slug)s", "1da977fd3e6e_add_birthdate", "1da977fd3e6e"],
    ["%(slug)s-%(rev)s", "add_birthdate-1da977fd3e6e", "1da977fd3e6e"],
    [
      "%(year)d/%(month).2d/%(rev)s_%(slug)s",
      "2026/11/1da977fd3e6e_add_birthdate",
      "2026/11/1da977fd3e6e",
    ],
    [
      "%(year)d%(month)02d%(day).2d_%(hour).2d%(minute).2d%(second).2d_%(rev)s",
      "20261128_234005_1da977fd3e6e",
      "20261128_234005_1da977fd3e6e",
    ],
    ["%(epoch)s", "1795905605", "1795905605"],
  ] as const)
    it(`${template} gives ${name}`, () => {
      expect(templateProblem(template)).to.equal(null);
      expect(fromTemplate(template, facts)).to.equal(name);
      expect(fromTemplate(template, { ...facts, slug: "" })).to.equal(bare);
    });

  for (const [template, words] of [
    ["%(revision)s", "%(revision)s is none of rev, slug"],
    ["50%_%(rev)s", "% is none of"],
    ["%(year)d", "files of one moment would have one name"],
    ["%(slug)s", "files of one moment would have one name"],
  ] as const)
    it(`${template} is none`, () => {
      expect(templateProblem(template)).to.contain(words);
    });

  it("is cut to what file systems take, but not its folders, and its words are as many as asked for", () => {
    const naming = { template: "%(year)d/%(rev)s_%(slug)s", timezone: "UTC", longestSlug: 12 };
    expect(fileName("1da9", "Add the birthdate of all", ".ts", created, naming)).to.equal(
      "2026/1da9_add_the.ts",
    );
    const long = fileName("x".repeat(255), "m", ".ts", created, naming);
    expect(long)
      .to.match(/^2026\/x+\.ts$/)
      .and.have.lengthOf(5 + 255);
  });

  for (const [timezone, text] of [
    ["UTC", "2026-11-28 22:40:05 UTC"],
    ["Europe/Berlin", "2026-11-28 23:40:05 +01:00"],
    ["Asia/Kolkata", "2026-11-29 04:10:05 +05:30"],
    ["America/St_Johns", "2026-11-28 19:10:05 -03:30"],
  ] as const)
    it(`its date in ${timezone} is ${text}, and can be read again`, () => {
      expect(isTimezone(timezone)).to.equal(true);
      expect(timeText(created, timezone)).to.equal(text);
      expect(Date.parse(text)).to.equal(created.getTime());
    });

  it("there are no other time zones", () => {
    for (const name of ["Europe/Nowhere", "", "+25:00"]) expect(isTimezone(name)).to.equal(false);
  });
});
