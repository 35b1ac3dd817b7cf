import type { Comment } from "./tokens.js";

/**
 * The first paragraph that says something, of the comment that states the id if there is one there. Lines such as
 * `Revises: …` say nothing, and neither do directives to tools; but what looks like one alone before the id is a message.
 */
export function messageIn(comments: readonly Comment[], source: string): string {
  const blocks = blocksOf(comments, source);
  const own = blocks.filter((lines) => lines.some((line) => ID.test(line)));
  for (const lines of own.flatMap(paragraphsOf)) {
    const said = lines.filter(isSaid);
    if (lines.length > 0) return (said.length > 0 ? said : lines).join(" ");
  }
  for (const lines of blocks.flatMap(paragraphsOf)) {
    const said = lines.filter(isSaid);
    if (said.length > 0) return said.join(" ");
  }
  return "";
}

/** The lines of comments that follow each other. */
function blocksOf(comments: readonly Comment[], source: string): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  for (const [index, { lines, at }] of comments.entries()) {
    const before = comments[index - 1];
    const block = before && !isApart(source.slice(before.end, at)) ? blocks.at(-1) : undefined;
    if (block) block.push(...lines);
    else blocks.push([...lines]);
  }
  return blocks;
}

/** What stands between empty lines and those that state a fact. */
function paragraphsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const paragraphs: string[][] = [[]];
  for (const line of lines) {
    if (line === "" || FACT.test(line)) paragraphs.push([]);
    else paragraphs.at(-1)?.push(line);
  }
  return paragraphs;
}

/** What stands behind `Created:`, or null. */
export function createdIn(comments: readonly Comment[]): string | null {
  for (const { lines } of comments) {
    for (const line of lines) {
      const [, created] = CREATED.exec(line) ?? [];
      if (created !== undefined) return created;
    }
  }
  return null;
}

const ID = /^Revision ID\s*:/i;

const FACT = /^(?:Revision ID|Revises|Created|Create Date)\s*:/i;

const CREATED = /^(?:Created|Create Date)\s*:\s*(.*\S)/i;

const DIRECTIVE =
  /^(?:eslint|prettier-ignore|@ts-|@type|tslint|biome-ignore|oxlint|c8 |istanbul|v8 ignore|<reference|[#@] source)/i;

const isSaid = (line: string) => !DIRECTIVE.test(line);

/** Comments on lines that follow each other are one; code or an empty line between them makes two. */
const isApart = (between: string) =>
  /\S/.test(between) || (between.match(/\r\n?|\n/g) ?? []).length > 1;
