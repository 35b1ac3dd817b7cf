import type { TenantPlace } from "../dialects/tenant.js";
import { wrong } from "./settings-error.js";

/** What it takes, for the message that refuses anything else. */
export const TENANTS =
  "a list of names, each once, or of { name, schema, searchPath, database, options }, or a function that gives one, or null";

/** The tenants as a configuration, or its function, gives them. Refuses (MIG504) what they cannot be. */
export function readTenants(value: unknown, subject: string): readonly TenantPlace[] {
  const places = tenantPlaces(value);
  if (places === null) throw wrong("tenants", value, TENANTS, subject);
  return places;
}

/** The same; null for what they cannot be. */
export function tenantPlaces(value: unknown): readonly TenantPlace[] | null {
  const places: unknown = Array.isArray(value) ? value.map(placeOf) : null;
  return Array.isArray(places) && places.every(isPlace) && areApart(places) ? places : null;
}

const placeOf = (value: unknown): unknown => (typeof value === "string" ? { name: value } : value);

function isPlace(value: unknown): value is TenantPlace {
  if (typeof value !== "object" || value === null) return false;
  return (
    "name" in value &&
    Object.entries(value).every(([key, it]) => it === undefined || TAKES[key]?.(it) === true)
  );
}

/** A NUL would end it on its way to a server, and begin something else. */
const isText = (value: unknown) =>
  typeof value === "string" && value !== "" && !value.includes("\0");

const TAKES: { readonly [key: string]: ((value: unknown) => boolean) | undefined } = {
  name: isText,
  schema: isText,
  database: isText,
  searchPath: (value) => Array.isArray(value) && value.every(isText),
  options: (value) => typeof value === "object" && value !== null,
} satisfies { readonly [K in keyof Required<TenantPlace>]: (value: unknown) => boolean };

const areApart = (places: readonly TenantPlace[]) =>
  new Set(places.map(({ name }) => name)).size === places.length;
