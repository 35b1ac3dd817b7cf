import { isAbsolute, relative, resolve } from "node:path";
import type { DataSourceOptions } from "typeorm";

/**
 * The same options, the file of an SQLite database taken from this folder on: that of the configuration, as by the
 * application, and not the one in which mig is called. Other databases stay as they are.
 */
export function sqliteFileFrom(root: string, options: DataSourceOptions): DataSourceOptions {
  const { type, database } = options as { readonly type: string; readonly database?: unknown };
  if (!type.includes("sqlite") || typeof database !== "string") return options;
  if (isAbsolute(database) || /^(:memory:|file:|$)/.test(database)) return options;
  return { ...options, database: relative("", resolve(root, database)) } as DataSourceOptions;
}
