import { createRequire } from "node:module";
import { measureCatalog } from "./catalog.js";
import { measurePrograms, type Program } from "./measure.js";
import type { Section } from "./report.js";
import { MIG, withTables } from "./set-up.js";
import type { Database } from "./tables.js";

export interface SizeOptions {
  readonly runs: number;
  /** Ask TypeORM whatever the size. */
  readonly patient: boolean;
}

/** Checks a project of the given size that has nothing to change: mig, TypeORM, and the catalog queries alone. */
export async function measureSize(
  kind: Database,
  count: number,
  { runs, patient }: SizeOptions,
): Promise<Section> {
  const typeorm = patient || count <= TYPEORM_TABLES[kind];
  return await withTables(kind, count, async ({ folder: cwd, options, version }) => ({
    title: `${version}, ${count} tables`,
    measurements: [
      ...(await measurePrograms([migCheck(cwd), ...(typeorm ? [schemaLog(cwd)] : [])], runs)),
      await measureCatalog(kind, options, runs),
    ],
    notes: typeorm ? [] : ["TypeORM is left out, as it takes minutes: --patient asks it."],
  }));
}

/** The most tables with which TypeORM takes less than a minute or so. */
const TYPEORM_TABLES: { readonly [D in Database]: number } = { postgres: 1000, sqlite: 1000 };

const migCheck = (cwd: string): Program => ({
  what: "mig check",
  args: [MIG, "check"],
  cwd,
  says: /^No difference/m,
});

const schemaLog = (cwd: string): Program => ({
  what: "typeorm schema:log",
  args: [TYPEORM, "schema:log", "-d", "data-source.js"],
  cwd,
  says: /Your schema is up to date/,
});

const TYPEORM = createRequire(import.meta.url).resolve("typeorm/cli.js");
