import { expect } from "chai";
import fc from "fast-check";
import { localName, nameParts, qualifier, qualify } from "../../src/schema/name.js";

const part = fc.oneof(
  fc.constantFrom("users", "Order Item", "a.b", 'say "hi"', ".", '"', '""', "😀"),
  fc.string({ minLength: 1 }),
);

describe("qualified names", () => {
  it("law: a name gives back the parts it was made of", () => {
    fc.assert(
      fc.property(fc.option(part), part, (outer, name) => {
        const whole = qualify(outer, name);
        expect(nameParts(whole)).to.deep.equal(outer === null ? [name] : [outer, name]);
        expect(localName(whole)).to.equal(name);
        expect(qualifier(whole)).to.equal(outer);
      }),
      { numRuns: 2000 },
    );
  });

  it("law: two names are the same only if their parts are", () => {
    fc.assert(
      fc.property(fc.option(part), part, fc.option(part), part, (outer, name, other, another) => {
        const same = outer === other && name === another;
        expect(qualify(outer, name) === qualify(other, another)).to.equal(same);
      }),
      { numRuns: 2000 },
    );
  });

  it("quotes only what has to be", () => {
    expect(qualify(null, "users")).to.equal("users");
    expect(qualify("audit", "Order Item")).to.equal("audit.Order Item");
    expect(qualify("audit", "a.b")).to.equal('audit."a.b"');
  });
});
