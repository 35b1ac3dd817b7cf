import { dirname, resolve } from "node:path";
import type { Comparator } from "../autogenerate/comparator.js";
import type { ProcessRevisionDirectives } from "../autogenerate/directive.js";
import type { CompareFacet, Policy, SchemaObject } from "../autogenerate/policy.js";
import type { RenderItem } from "../autogenerate/rendered-item.js";
import { MigError } from "../errors.js";
import { isTimezone, templateProblem, USUAL_TEMPLATE } from "../revisions/file-template.js";
import { SECONDS, secondsOf, USUAL_LIMITS } from "../runtime/limits.js";
import { didYouMean } from "../wording.js";
import type { DatabaseConfig, DataSourceSetting, TenantsSetting } from "./config.js";
import {
  all,
  callable,
  facet,
  filter,
  hook,
  isObject,
  limit,
  lock,
  path,
  paths,
  text,
  wholeNumber,
  WRONG,
  type Hook,
  type Lock,
} from "./read-setting.js";
import { wrong } from "./settings-error.js";
import { tenantPlaces, TENANTS } from "./tenant-setting.js";

/** A configuration with everything filled in and all paths absolute. */
export interface Settings {
  /** The file it was read from, or null. */
  readonly configPath: string | null;
  /** The folder of the configuration, or the working folder. */
  readonly root: string;
  /** Which of several databases it is; null where the configuration names none. */
  readonly database: string | null;
  readonly dataSource: DataSourceSetting;
  readonly entities: readonly string[];
  readonly versionLocations: readonly string[];
  readonly recursiveVersionLocations: boolean;
  readonly fileTemplate: string;
  readonly timezone: string;
  readonly truncateSlugLength: number;
  readonly branches: readonly string[];
  readonly serverVersion: string | null;
  readonly versionTable: string;
  readonly versionTableSchema: string | null;
  readonly lock: Lock;
  /** In milliseconds, as statementTimeout. */
  readonly lockTimeout: number | null;
  readonly lockTries: number;
  readonly statementTimeout: number | null;
  readonly postWriteHooks: readonly Hook[];
  readonly template: string | null;
  readonly includeObject: ((object: SchemaObject) => boolean) | null;
  readonly includeName: ((name: string, kind: SchemaObject["kind"]) => boolean) | null;
  readonly includeSchemas: readonly string[] | null;
  readonly ignore: readonly string[];
  readonly compareType: CompareFacet;
  readonly compareServerDefault: CompareFacet;
  readonly unknownTables: Policy["unknown"];
  readonly comparators: readonly Comparator[];
  readonly processRevisionDirectives: ProcessRevisionDirectives | null;
  readonly renderItem: RenderItem | null;
  readonly tenants: TenantsSetting | null;
  /** Which tenant it is, and its schema where that is what it has of its own; null where it is none. */
  readonly tenant: { readonly name: string; readonly schema: string | null } | null;
}

/**
 * Checks what a configuration file exports (or, without a file, what stands for it) and completes it.
 * Refuses unknown keys (MIG503) and wrong values (MIG504).
 */
export function parseConfig(
  value: unknown,
  path: string | null,
  root?: string,
  database: string | null = null,
): Settings {
  const folder = root ?? dirname(path ?? "");
  const subject = (path ?? "The configuration") + (database === null ? "" : `, for ${database},`);
  if (!isObject(value))
    throw wrong(null, value, "an object, as `defineConfig({ … })` gives", subject);
  refuseUnknownKey(value, subject, database === null ? ["databases"] : []);
  const read = <K extends Name>(key: K): Settings[K] => {
    const { takes, read, otherwise }: Key<Settings[K]> = KEYS[key];
    const given = value[key] === undefined ? otherwise : value[key];
    const setting = read(given, folder);
    if (setting === WRONG) throw wrong(key, given, takes, subject);
    return setting;
  };
  if (!read("recursiveVersionLocations") && read("fileTemplate").includes("/"))
    throw wrong(
      "fileTemplate",
      read("fileTemplate"),
      "a name with folders in it only with `recursiveVersionLocations: true`, or the files would not be found",
      subject,
    );
  return {
    configPath: path,
    root: folder,
    database,
    dataSource: read("dataSource"),
    entities: read("entities"),
    versionLocations: read("versionLocations"),
    recursiveVersionLocations: read("recursiveVersionLocations"),
    fileTemplate: read("fileTemplate"),
    timezone: read("timezone"),
    truncateSlugLength: read("truncateSlugLength"),
    branches: read("branches"),
    serverVersion: read("serverVersion"),
    versionTable: read("versionTable"),
    versionTableSchema: read("versionTableSchema"),
    lock: read("lock"),
    lockTimeout: read("lockTimeout"),
    lockTries: read("lockTries"),
    statementTimeout: read("statementTimeout"),
    postWriteHooks: read("postWriteHooks"),
    template: read("template"),
    includeObject: read("includeObject"),
    includeName: read("includeName"),
    includeSchemas: read("includeSchemas"),
    ignore: read("ignore"),
    compareType: read("compareType"),
    compareServerDefault: read("compareServerDefault"),
    unknownTables: read("unknownTables"),
    comparators: read("comparators"),
    processRevisionDirectives: read("processRevisionDirectives"),
    renderItem: read("renderItem"),
    tenants: read("tenants"),
    tenant: null,
  };
}

type Name = keyof DatabaseConfig;

interface Key<Setting> {
  /** What it takes, for the message that refuses anything else. */
  readonly takes: string;
  /** What is read where the configuration leaves it out. */
  readonly otherwise: unknown;
  readonly read: (value: unknown, root: string) => Setting | typeof WRONG;
}

const UNKNOWN = ["own", "drop", "ignore"] as const;
const FACET = "true, false, or a function of a difference";

/** Every key of the configuration. Leaving one out is a compile error. */
const KEYS: { readonly [K in Name]: Key<Settings[K]> } = {
  dataSource: {
    takes:
      "the path of a module that exports a DataSource, a DataSource, its options, or a function or promise of one",
    otherwise: undefined,
    read: (value, root) => {
      if (typeof value === "string" && value !== "") return resolve(root, value);
      return isObject(value) || typeof value === "function" ? (value as DataSourceSetting) : WRONG;
    },
  },
  entities: { takes: "a path or glob, or a list of them", otherwise: [], read: paths },
  versionLocations: {
    takes: "the path of a folder, or a list of them",
    otherwise: ["migrations"],
    read: (value, root) => {
      const found = paths(value, root);
      return found === WRONG || found.length === 0 ? WRONG : found;
    },
  },
  recursiveVersionLocations: {
    takes: "true or false",
    otherwise: false,
    read: (value) => (typeof value === "boolean" ? value : WRONG),
  },
  fileTemplate: {
    takes:
      "a name with %(rev)s, %(slug)s, %(epoch)s, %(year)d, %(month).2d, %(day).2d, %(hour).2d, %(minute).2d or %(second).2d in it, the first or the third among them",
    otherwise: USUAL_TEMPLATE,
    read: (value) => (typeof value === "string" && templateProblem(value) === null ? value : WRONG),
  },
  timezone: {
    takes: "an IANA time zone, such as UTC or Europe/Berlin",
    otherwise: "UTC",
    read: (value) =>
      value === "UTC" || (typeof value === "string" && isTimezone(value)) ? value : WRONG,
  },
  truncateSlugLength: {
    takes: "a whole number from 1 on",
    otherwise: 40,
    read: wholeNumber,
  },
  branches: {
    takes: "a list of branch labels",
    otherwise: [],
    read: (value) => (Array.isArray(value) ? all(value, text) : WRONG),
  },
  serverVersion: {
    takes: "the version of a server, such as 16.2, or null",
    otherwise: null,
    read: (value) =>
      value === null || (typeof value === "string" && /^\d+(\.\d+)*(?![\w.])/.test(value))
        ? value
        : WRONG,
  },
  versionTable: { takes: "the name of a table", otherwise: "mig_version", read: text },
  versionTableSchema: {
    takes: "the name of a schema, or null",
    otherwise: null,
    read: (value) => (value === null ? null : text(value)),
  },
  lock: {
    takes: '"advisory", "table" or "none", or { kind, timeout: seconds }',
    otherwise: {},
    read: lock,
  },
  lockTimeout: { takes: SECONDS, otherwise: secondsOf(USUAL_LIMITS.lock), read: limit },
  lockTries: {
    takes: "a whole number from 1 on",
    otherwise: USUAL_LIMITS.tries,
    read: wholeNumber,
  },
  statementTimeout: { takes: SECONDS, otherwise: secondsOf(USUAL_LIMITS.statement), read: limit },
  postWriteHooks: {
    takes: 'a list of "prettier", { exec: "program argument {file}" } or functions',
    otherwise: ["prettier"],
    read: (value, root) => (Array.isArray(value) ? all(value, (one) => hook(one, root)) : WRONG),
  },
  template: {
    takes: "the path of a file, or null",
    otherwise: null,
    read: (value, root) => (value === null ? null : path(value, root)),
  },
  includeObject: { takes: "a function of an object, or null", otherwise: null, read: filter },
  includeName: {
    takes: "a function of a name and of what it names, or null",
    otherwise: null,
    read: filter,
  },
  includeSchemas: {
    takes: "a list of names of schemas, or null for all",
    otherwise: null,
    read: (value) => (value === null ? null : Array.isArray(value) ? all(value, text) : WRONG),
  },
  ignore: {
    takes: "a name, or a list of them, with stars for anything",
    otherwise: [],
    read: (value) => all(Array.isArray(value) ? value : [value], text),
  },
  compareType: { takes: FACET, otherwise: true, read: facet },
  compareServerDefault: { takes: FACET, otherwise: true, read: facet },
  unknownTables: {
    takes: '"own", "drop" or "ignore"',
    otherwise: "own",
    read: (value) => UNKNOWN.find((known) => known === value) ?? WRONG,
  },
  comparators: {
    takes: "a list of functions that give operations",
    otherwise: [],
    read: (value) =>
      Array.isArray(value) ? all(value, (one) => callable<Comparator>(one)) : WRONG,
  },
  processRevisionDirectives: {
    takes: "a function of a revision, such as a rewriter, or null",
    otherwise: null,
    read: filter,
  },
  renderItem: { takes: "a function of an operation, or null", otherwise: null, read: filter },
  tenants: {
    takes: TENANTS,
    otherwise: null,
    read: (value) => {
      if (value === null || typeof value === "function") return value as TenantsSetting | null;
      return tenantPlaces(value) === null ? WRONG : (value as TenantsSetting);
    },
  },
};

/** Refuses (MIG503) what is no key of the configuration of a database, nor one of those beside. */
export function refuseUnknownKey(value: object, subject: string, beside: readonly string[]): void {
  const names = [...Object.keys(KEYS), ...beside];
  const key = Object.keys(value).find((key) => !names.includes(key));
  if (key === undefined) return;
  throw new MigError(
    "MIG503",
    `${subject} has the key ${JSON.stringify(key)}, which mig does not know.`,
    `${didYouMean(key, names, "", JSON.stringify)} It knows ${names.join(", ")}.`.trim(),
  );
}
