import type { Comment } from "./tokens.js";

/** The first paragraph that says something; lines such as `Revises: …` and directives to tools do not. */
export function messageIn(comments: readonly Comment[], source: string): string {
  const message: string[] = [];
  for (const [index, comment] of comments.entries()) {
    const previous = comments[index - 1];
    if (message.length > 0 && previous && isApart(source.slice(previous.end, comment.at))) break;
    for (const line of comment.lines) {
      if (line !== "" && !FACT.test(line) && !DIRECTIVE.test(line)) message.push(line);
      else if (message.length > 0) return message.join(" ");
    }
  }
  return message.join(" ");
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

const FACT = /^(?:Revision ID|Revises|Created|Create Date)\s*:/i;

const CREATED = /^(?:Created|Create Date)\s*:\s*(.*\S)/i;

const DIRECTIVE =
  /^(?:eslint|prettier-ignore|@ts-|@type|tslint|biome-ignore|oxlint|c8 |istanbul|v8 ignore|<reference|[#@] source)/i;

/** Comments on lines that follow each other are one; code or an empty line between them makes two. */
const isApart = (between: string) =>
  /\S/.test(between) || (between.match(/\r\n?|\n/g) ?? []).length > 1;
