import { createRequire } from "node:module";
import { expect } from "chai";
import { adaptImports, type Compiler } from "../../../src/project/loader/module-imports.js";

const compiler = createRequire(import.meta.url)("typescript") as Compiler;
const adapt = (text: string) => adaptImports(compiler, "/a.ts", text);

/** Modules, and what has to be said instead. */
const EXAMPLES: Readonly<Record<string, [text: string, becomes: string]>> = {
  "a type among values": [
    `import { Column, Relation } from "typeorm";\nclass A { @Column() a: Relation<A>; }`,
    `import { Column } from "typeorm"; import * as __types0 from "typeorm";\nclass A { @Column() a: __types0.Relation<A>; }`,
  ],
  "types alone, one of them renamed": [
    `import { A as B, C } from "./a"; let b: B, c: C.D;`,
    `import * as __types0 from "./a"; let b: __types0.A, c: __types0.C.D;`,
  ],
  "a default that is a type, beside a namespace": [
    `import D, * as all from "./a"; let d: D = all.d;`,
    `import * as all from "./a"; import * as __types0 from "./a"; let d: __types0.default = all.d;`,
  ],
  "a default that is a value": [
    `import D, { A, type T } from "./a"; let a: A = D;`,
    `import D, { type T } from "./a"; import * as __types0 from "./a"; let a: __types0.A = D;`,
  ],
  "several lines": [
    `import {\n  A,\n  B,\n} from "./a";\nlet a: A = B;`,
    `import { B } from "./a"; import * as __types0\n\n\n from "./a";\nlet a: __types0.A = B;`,
  ],
  "JSON, of which an attribute is asked": [
    `import a from "./a.json";\nimport b from "./b.json" with { type: "json" };`,
    `import a from "./a.json" with { type: "json" };\nimport b from "./b.json" with { type: "json" };`,
  ],
};

/** Modules that are right as they are. */
const KEPT = [
  `import { A } from "./a"; class B extends A<B> { b: A; }`,
  `import { A } from "./a"; class B implements A {}`,
  `import { A } from "./a"; export { A }; let a: A;`,
  `import type { A } from "./a"; let a: A;`,
  `import { type A } from "./a"; let a: A;`,
  `import * as all from "./a"; let a: all.A;`,
  `import { a } from "./a"; let b: typeof a; interface A { a: string }`,
  `import "./a"; let a: A;`,
];

describe("project/loader/module-imports", () => {
  for (const [what, [text, becomes]] of Object.entries(EXAMPLES)) {
    it(`rewrites ${what}`, () => expect(adapt(text)).to.equal(becomes));
    it(`rewrites ${what} only once`, () => expect(adapt(becomes)).to.equal(becomes));
    it(`rewrites ${what} without moving a line`, () => {
      expect(adapt(text).split("\n")).to.have.length(text.split("\n").length);
    });
  }

  for (const text of KEPT) it(`keeps ${text}`, () => expect(adapt(text)).to.equal(text));
});
