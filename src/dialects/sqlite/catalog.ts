/** A row of sqlite_master, where SQLite keeps every statement as it was written. */
export interface MasterRow {
  readonly type: "table" | "index" | "trigger" | "view";
  readonly name: string;
  /** The table it belongs to. */
  readonly tbl_name: string;
  readonly sql: string;
}

/** All that is made by a statement; what SQLite makes by itself for a constraint has none. */
export const MASTER = `
SELECT type, name, tbl_name, sql
FROM sqlite_master
WHERE sql IS NOT NULL AND type IN ('table', 'index', 'trigger', 'view')`;

/** The tables in which virtual tables keep their rows; known to SQLite from version 3.37 on. */
export const SHADOWS = `
SELECT name
FROM pragma_table_list
WHERE schema = 'main' AND type = 'shadow'`;

export const isVirtual = ({ sql }: MasterRow): boolean => /^CREATE\s+VIRTUAL\s/i.test(sql);

/**
 * The shadow tables that a virtual table is known to have; SQLite itself cannot tell where the module is not
 * loaded (https://www.sqlite.org/vtab.html#xshadowname).
 */
export function shadowNames({ name, sql }: MasterRow): readonly string[] {
  const module = /\sUSING\s+["'`[]?(\w+)/i.exec(sql)?.[1]?.toLowerCase() ?? "";
  return (SHADOW_SUFFIXES[module] ?? []).map((suffix) => `${name}_${suffix}`);
}

const RTREE = ["node", "parent", "rowid"];
const SHADOW_SUFFIXES: { readonly [module: string]: readonly string[] } = {
  fts3: ["content", "segdir", "segments"],
  fts4: ["content", "docsize", "segdir", "segments", "stat"],
  fts5: ["config", "content", "data", "docsize", "idx"],
  rtree: RTREE,
  rtree_i32: RTREE,
  geopoly: RTREE,
};
