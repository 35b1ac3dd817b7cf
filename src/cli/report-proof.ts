import { changeLine, checkLines, comparisonJson } from "./report-operations.js";
import { isProved, type Proof, type ProofNews } from "../project/prove.js";
import type { Change, ProvedRevision } from "../project/prove-step.js";
import { counted } from "../wording.js";
import { colour } from "./colour.js";
import { duration } from "./report-revisions.js";
import { line, type Text } from "./safe.js";

/** What is said of a revision once it is known of it: with `quiet` only what is against it. */
export function provedLines(proved: ProvedRevision, quiet: boolean): readonly Text[] {
  const { revision, outcome, left, again, reason, milliseconds } = proved;
  if (outcome === "proved" && quiet) return [];
  const title = line`${SIGNS[outcome]} ${colour.yellow(revision.id)}  ${revision.message || "no message"}`;
  if (outcome === "proved")
    return [line`${title} ${colour.dim(`(up, down, up: ${duration(milliseconds)})`)}`];
  if (outcome === "not taken back")
    return [title, line`    It cannot be taken back, and was run up alone: ${reason ?? ""}`];
  return [
    title,
    ...changeLines("After its downgrade the database is not as it was before its upgrade:", left),
    ...changeLines("Its second upgrade has not made what the first one made:", again),
    ...(reason === null ? [] : [line`    ${reason}`]),
  ];
}

/** `+` is there and was not, `-` was there and is not, `~` is otherwise. */
const changeLines = (title: string, { operations, others }: Change): readonly Text[] =>
  operations.length + others.length === 0
    ? []
    : [
        line`    ${title}`,
        ...operations.map((op) => line`      ${changeLine(op)}`),
        ...others.map((text) => line`      ${text}`),
      ];

const SIGNS = {
  proved: colour.green("✓"),
  differs: colour.red("✗"),
  "not taken back": colour.yellow("!"),
} as const;

/** What there is to say at the end. */
export function proofLines(
  proof: Proof,
  {
    quiet,
    strict,
    fromDatabase,
  }: {
    readonly quiet: boolean;
    readonly strict: boolean;
    readonly fromDatabase?: string | undefined;
  },
): readonly Text[] {
  const { entities, notes, unproved } = proof;
  const lines = [
    ...(unproved.length === 0
      ? []
      : [`Not proved, as nobody knows what state is left: ${unproved.join(", ")}.`]),
    ...(entities === null || (quiet && entities.operations.length === 0)
      ? []
      : ofRevisions(checkLines(entities, { fromDatabase }, quiet))),
    ...(quiet ? [] : notes.map((note) => line`${colour.yellow("Note:")} ${note}`)),
  ];
  return quiet ? lines : [...lines, endLine(proof, strict)];
}

/** There the database is what the revisions have made. */
const ofRevisions = ([first = "", ...rest]: readonly Text[]): readonly Text[] => [
  line`What the revisions make, compared: ${first}`,
  ...rest,
];

function endLine(proof: Proof, strict: boolean): Text {
  const { revisions, unproved } = proof;
  const count = counted(revisions.length + unproved.length, "revision");
  const kept = revisions.filter(({ outcome }) => outcome === "not taken back").length;
  const but = kept === 0 ? "" : `, ${kept} of them cannot be taken back`;
  const isOfEntities =
    !isProved(proof, { strict }) && isProved({ ...proof, entities: null }, { strict });
  if (isOfEntities)
    return line`${colour.red("Not proved:")} what ${count} ${revisions.length === 1 ? "makes" : "make"} is not what the entities ask for.`;
  return isProved(proof, { strict })
    ? line`${colour.green("Proved:")} ${count}${but}.`
    : line`${colour.red("Not proved:")} ${count}${but}.`;
}

/** What runs, for the line at the bottom of a terminal. */
export const newsLine = (news: ProofNews): string =>
  news.kind === "reaching"
    ? `Running ${counted(news.count, "revision")} on the scratch ${news.title}`
    : news.kind === "comparing"
      ? "Comparing with the entities"
      : `After ${news.revision.revision.id}`;

/** A proof as data, for `--json`. */
export const proofJson = (proof: Proof, strict: boolean) => {
  const { database, from, to, revisions, unproved, entities, notes } = proof;
  return {
    proved: isProved(proof, { strict }),
    ...{ database, from, to },
    revisions: revisions.map(({ revision, milliseconds, ...found }) => ({
      revision: revision.id,
      message: revision.message,
      ...found,
      milliseconds: Math.round(milliseconds),
    })),
    unproved,
    entities: entities && comparisonJson(entities),
    notes,
  };
};
