import { expect } from "chai";
import { dot, mermaid, type Drawn } from "../../src/revisions/diagram.js";
import { revision } from "../support/revisions.js";

const drawn = (line: string, message: string, marks: Partial<Drawn> = {}): Drawn => ({
  ...{ revision: revision(line, { message }), isHead: false, isCurrent: null },
  ...marks,
});

const HISTORY = [
  drawn("cccc1 < aaaa1 needs billing", 'say "no" & <b>; it\\s', { isHead: true }),
  drawn("bbbb1 < gone1 label billing", "", { isCurrent: true }),
  drawn("aaaa1", "first"),
];

describe("a history as a diagram", () => {
  it("of Mermaid, in which no text ends what it stands in", () => {
    expect(mermaid(HISTORY)).to.deep.equal([
      "flowchart BT",
      '  r0["cccc1<br/>say #34;no#34; #38; #60;b#62;#59; it\\s"]:::head',
      '  r1["bbbb1<br/>(billing)"]:::current',
      '  r2["aaaa1<br/>first"]',
      "  r2 --> r0",
      "  r1 -.-> r0",
      "  classDef head stroke-width:3px",
      "  classDef current fill:#d5f5e3,stroke:#1e8449,color:#000",
    ]);
  });

  it("of Graphviz, in which no text ends what it stands in", () => {
    expect(dot(HISTORY)).to.deep.equal([
      "digraph revisions {",
      "  rankdir=BT;",
      "  node [shape=box];",
      '  "cccc1" [label="cccc1\\nsay \\"no\\" & <b>; it\\\\s" penwidth=2];',
      '  "bbbb1" [label="bbbb1\\n(billing)" style=filled fillcolor="#d5f5e3"];',
      '  "aaaa1" [label="aaaa1\\nfirst"];',
      '  "aaaa1" -> "cccc1";',
      '  "bbbb1" -> "cccc1" [style=dashed];',
      "}",
    ]);
  });
});
