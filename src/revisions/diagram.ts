import type { Revision, RevisionId } from "./revision.js";

/** A revision in a diagram. */
export interface Drawn {
  readonly revision: Revision;
  readonly isHead: boolean;
  readonly isCurrent: boolean | null;
}

/** The revisions as a flow chart of Mermaid, from the first at the bottom up: https://mermaid.js.org/syntax/flowchart.html */
export function mermaid(revisions: readonly Drawn[]): readonly string[] {
  const { name, edges } = parts(revisions);
  const text = (value: string) =>
    value.replaceAll(/[&"<>#;`]/g, (sign) => `#${sign.charCodeAt(0)};`);
  return [
    "flowchart BT",
    ...revisions.map(({ revision, isHead, isCurrent }) => {
      const { id, labels, message } = revision;
      const lines = [id, ...labels.map((label) => `(${label})`), message].filter(Boolean).map(text);
      const style = isCurrent ? ":::current" : isHead ? ":::head" : "";
      return `  ${name(id)}["${lines.join("<br/>")}"]${style}`;
    }),
    ...edges.map(
      ({ from, to, isDependency }) =>
        `  ${name(from)} ${isDependency ? "-.->" : "-->"} ${name(to)}`,
    ),
    "  classDef head stroke-width:3px",
    "  classDef current fill:#d5f5e3,stroke:#1e8449,color:#000",
  ];
}

/** The revisions in the language of Graphviz, from the first at the bottom up: https://graphviz.org/doc/info/lang.html */
export function dot(revisions: readonly Drawn[]): readonly string[] {
  const { edges } = parts(revisions);
  const text = (value: string) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return [
    "digraph revisions {",
    "  rankdir=BT;",
    "  node [shape=box];",
    ...revisions.map(({ revision, isHead, isCurrent }) => {
      const { id, labels, message } = revision;
      const label = [id, ...labels.map((label) => `(${label})`), message]
        .filter(Boolean)
        .join("\n");
      const facts = [`label=${text(label).replaceAll("\n", "\\n")}`];
      if (isHead) facts.push("penwidth=2");
      if (isCurrent) facts.push('style=filled fillcolor="#d5f5e3"');
      return `  ${text(id)} [${facts.join(" ")}];`;
    }),
    ...edges.map(
      ({ from, to, isDependency }) =>
        `  ${text(from)} -> ${text(to)}${isDependency ? " [style=dashed]" : ""};`,
    ),
    "}",
  ];
}

interface Edge {
  readonly from: RevisionId;
  readonly to: RevisionId;
  readonly isDependency: boolean;
}

/** A name for each revision that every language takes, and what leads from one of them to another. */
function parts(revisions: readonly Drawn[]) {
  const names = new Map(revisions.map(({ revision: { id } }, at) => [id, `r${at}`]));
  const labelled = new Map(
    revisions.flatMap(({ revision: { id, labels } }) =>
      labels.map((label) => [label, id] as const),
    ),
  );
  const edges = revisions.flatMap(({ revision: { id: to, down, dependsOn } }): readonly Edge[] => [
    ...down.map((from) => ({ from, to, isDependency: false })),
    ...dependsOn.map((name) => ({
      from: labelled.get(name) ?? name,
      to,
      isDependency: true,
    })),
  ]);
  return {
    name: (id: RevisionId) => names.get(id) ?? "",
    edges: edges.filter(({ from }) => names.has(from)),
  };
}
