import type { Policy, SchemaObject } from "../autogenerate/policy.js";
import { qualify } from "../schema/name.js";
import type { Settings } from "./settings.js";

/** What a configuration says of comparing, as one policy. */
export function policyOf(settings: Settings): Policy {
  const { includeObject, includeName, includeSchemas, ignore } = settings;
  const ignored = ignore.map(pattern);
  const isOpen = [includeObject, includeName, includeSchemas].every((each) => each === null);
  const includes = (object: SchemaObject) =>
    (includeSchemas === null || object.schema === null || includeSchemas.includes(object.schema)) &&
    !ignored.some((each) => namesOf(object).some((name) => each.test(name))) &&
    (includeName?.(nameOf(object), object.kind) ?? true) &&
    (includeObject?.(object) ?? true);
  return {
    includes: isOpen && ignored.length === 0 ? null : includes,
    compareType: settings.compareType,
    compareServerDefault: settings.compareServerDefault,
    unknown: settings.unknownTables,
  };
}

/** A schema is ignored together with all that may be in it: `audit.*`. */
const namesOf = (object: SchemaObject): readonly string[] =>
  object.kind === "schema" ? [object.name, `${object.name}.*`] : [nameOf(object)];

/** `audit`, `audit.log`, `audit.log.at`: qualified, and with its table. */
function nameOf({ kind, name, schema, table }: SchemaObject): string {
  if (kind === "schema") return name;
  return table === null ? qualify(schema, name) : `${table}.${name}`;
}

/** A name in which stars stand for anything. */
const pattern = (name: string): RegExp =>
  new RegExp(`^${name.split("*").map(escaped).join(".*")}$`);

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
