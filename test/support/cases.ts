import { readdirSync } from "node:fs";
import type { CaseSchema, On } from "../../fixtures/cases/case.js";
import type { Schema } from "../../src/schema/model.js";
import type { ServerName } from "./databases.js";

/** Two schemas of one database that show something when one becomes the other. */
export interface Case {
  readonly name: string;
  readonly before: Schema;
  readonly after: Schema;
  /** The first version of the server that can do it; earlier ones are to refuse. */
  readonly since: number;
}

/** The cases for one server, each in both directions. */
export async function casesFor(server: ServerName): Promise<readonly Case[]> {
  const all = await Promise.all(CASE_NAMES.map(load));
  return all
    .filter(({ on }) => typeof on[server] !== "string")
    .flatMap(({ name, on, before, after }) => {
      const answer = on[server];
      const since = typeof answer === "object" ? answer.since : 0;
      return [
        { name, before: before(server), after: after(server), since },
        { name: `${name}, backwards`, before: after(server), after: before(server), since },
      ];
    });
}

const CASES = new URL("../../fixtures/cases/", import.meta.url);

/** The name of every case. */
export const CASE_NAMES: readonly string[] = readdirSync(CASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

async function load(name: string) {
  const [before, after] = (await Promise.all(
    ["before", "after"].map((half) => import(new URL(`${name}/${half}.ts`, CASES).href)),
  )) as [{ readonly default: CaseSchema; readonly on: On }, { readonly default: CaseSchema }];
  return { name, on: before.on, before: before.default, after: after.default };
}
