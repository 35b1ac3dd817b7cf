import type { DataSource, DataSourceOptions } from "typeorm";
import { MigError } from "../errors.js";
import type { Exports } from "./load.js";

/**
 * The options of the one data source that a module exports: a DataSource goes before options, the default export
 * before others, and a function that gives either is called if there is neither. What is exported twice counts once, as
 * it does not with TypeORM's own commands. Refuses none and several (MIG506).
 */
export async function exportedOptions(module: Exports, path: string): Promise<DataSourceOptions> {
  const exports = await settled(module);
  const standard = exports.filter(({ names }) => names.includes("default"));
  const found =
    only(exports, isDataSource, path) ??
    only(standard, isOptions, path) ??
    only(exports, isOptions, path) ??
    (await result(only(standard, isFunction, path) ?? only(exports, isFunction, path)));
  return optionsOf(found) ?? refuse(path, "no data source", exports);
}

/** The options of a DataSource, or options themselves; null for anything else. */
export function optionsOf(value: unknown): DataSourceOptions | null {
  if (isDataSource(value)) return value.options;
  return isOptions(value) ? value : null;
}

interface Export {
  readonly value: unknown;
  readonly names: readonly string[];
}

async function settled(module: Exports): Promise<readonly Export[]> {
  const names = new Map<unknown, string[]>();
  for (const [name, exported] of Object.entries(module)) {
    const value = await exported;
    names.set(value, [...(names.get(value) ?? []), name]);
  }
  return [...names].map(([value, names]) => ({ value, names }));
}

function only<T>(
  exports: readonly Export[],
  is: (value: unknown) => value is T,
  path: string,
): T | null {
  const found = exports.filter(({ value }) => is(value));
  if (found.length > 1) refuse(path, `${found.length} data sources`, found);
  return (found[0]?.value as T | undefined) ?? null;
}

async function result(make: (() => unknown) | null): Promise<unknown> {
  return make === null ? null : await make();
}

/** Whether it is a data source, of whichever copy of TypeORM, as TypeORM itself tells. */
export function isDataSource(value: unknown): value is DataSource {
  return isObject(value) && value["@instanceof"] === Symbol.for("DataSource");
}

function isOptions(value: unknown): value is DataSourceOptions {
  return isObject(value) && !isDataSource(value) && typeof value["type"] === "string";
}

/** A function that needs nothing; not a class, such as an entity. */
function isFunction(value: unknown): value is () => unknown {
  return typeof value === "function" && value.length === 0 && !/^class\b/.test(String(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function refuse(path: string, what: string, exports: readonly Export[]): never {
  const names = exports.map(({ names }) => names.find((name) => name !== "default") ?? "default");
  throw new MigError(
    "MIG506",
    `${path} exports ${what}${names.length === 0 ? "" : `: ${names.join(", ")}`}.`,
    "Give mig a file that exports one: export default new DataSource({ … }).",
  );
}
