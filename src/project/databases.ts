import { MigError } from "../errors.js";
import { journalOf } from "../runtime/journal.js";
import { didYouMean } from "../wording.js";
import type { DataSourceSetting } from "./config.js";
import { wrong } from "./settings-error.js";
import { isObject } from "./read-setting.js";
import { parseConfig, refuseUnknownKey, type Settings } from "./settings.js";

/**
 * Checks a configuration as `parseConfig` does, and gives the settings of each of its databases, in order; those of the only one
 * where it names none. A data source that is given goes before what the configuration says.
 */
export function parseDatabases(
  value: unknown,
  path: string | null,
  root?: string,
  given?: DataSourceSetting,
): readonly Settings[] {
  const instead = given === undefined ? {} : { dataSource: given };
  if (!isObject(value)) return [parseConfig(value, path, root)];
  const { databases, ...shared } = value;
  if (databases === undefined) return [parseConfig({ ...shared, ...instead }, path, root)];
  const subject = path ?? "The configuration";
  if (!isObject(databases) || Object.keys(databases).length === 0 || !areNames(databases))
    throw wrong("databases", databases, TAKES, subject);
  refuseUnknownKey(value, subject, ["databases"]);
  const all = Object.entries(databases).map(([name, own]) => {
    const versionLocations = `migrations/${name}`;
    const merged = isObject(own)
      ? { versionLocations, ...said(shared), ...said(own), ...instead }
      : own;
    return parseConfig(merged, path, root, name);
  });
  if (given === undefined) refuseOneTable(all, subject);
  return all;
}

/** The settings that a name chooses. Refuses a name that there is not (MIG518), and none where there are several (MIG521). */
export function chosen(all: readonly Settings[], name: string | undefined): Settings {
  const [only, ...others] = named(all, name);
  if (only !== undefined && others.length === 0) return only;
  throw needsName(all, "one of them is to be opened");
}

/** The same; all of them where there is no name. */
export function named(all: readonly Settings[], name: string | undefined): readonly Settings[] {
  if (name === undefined) return all;
  const found = all.find(({ database }) => database === name);
  if (found !== undefined) return [found];
  const names = all.flatMap(({ database }) => database ?? []);
  throw new MigError(
    "MIG518",
    names.length === 0
      ? `The configuration names no databases, and so none that is called ${name}.`
      : `The configuration has no database ${name}, only ${names.join(", ")}.`,
    names.length === 0
      ? "Leave --name out, or list them under `databases`."
      : didYouMean(name, names, `Name one of them: -n ${names[0] ?? ""}.`, (one) => `-n ${one}`),
  );
}

/** What is for one database is not done for several (MIG521). */
export function needsName(all: readonly Settings[], reason: string, hint = ""): MigError {
  const names = all.map(({ database }) => String(database));
  return new MigError(
    "MIG521",
    `There are ${names.length} databases, and ${reason}: ${names.join(", ")}.`,
    `Name the one you mean: ${names.map((name) => `-n ${name}`).join(" or ")}.${hint && ` ${hint}`}`,
    { details: { databases: names } },
  );
}

const TAKES =
  "an object: for each database its name, of letters, digits, _ and -, and what its configuration has beside that of all";

const areNames = (databases: object) =>
  Object.keys(databases).every((name) => /^[\w-]+$/.test(name));

/** Without what is there and says nothing. */
const said = (config: object) =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));

/** Two histories in one version table would each take the rows of the other for lost revisions. */
function refuseOneTable(all: readonly Settings[], subject: string): void {
  for (const [at, one] of all.entries()) {
    const other = all.slice(0, at).find((other) => sharesTable(one, other));
    if (other === undefined) continue;
    throw new MigError(
      "MIG504",
      `${subject} gives ${String(other.database)} and ${String(one.database)} the same data source and version table, and different folders of revisions.`,
      "Give one of them a `versionTable` or `versionTableSchema` of its own.",
    );
  }
}

const sharesTable = (a: Settings, b: Settings) =>
  a.dataSource === b.dataSource &&
  typeof a.dataSource !== "function" &&
  journal(a) === journal(b) && // beside one version table, or beside two whose names are too alike
  a.versionTableSchema === b.versionTableSchema &&
  a.versionLocations.join() !== b.versionLocations.join();

const journal = ({ versionTable: name, versionTableSchema: schema }: Settings) =>
  journalOf({ name, schema }).name;
