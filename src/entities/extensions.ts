import type { EntityMetadata } from "typeorm";
import type { Extension } from "../schema/model.js";
import { makesUuid } from "./defaults.js";
import type { Source } from "./source.js";

/** The extensions that TypeORM would install on connecting, as far as the entities really need them. */
export function extensionsOf(
  metadatas: readonly EntityMetadata[],
  { dataSource, habits }: Source,
): readonly Extension[] {
  const options = dataSource.options as ExtensionOptions;
  if (!habits.extensions || options.installExtensions === false) return [];
  const columns = metadatas.flatMap((metadata) => metadata.columns);
  const names = new Set(options.extensions);
  if (columns.some(makesUuid)) names.add(options.uuidExtension ?? "uuid-ossp");
  for (const { type } of columns) {
    const name = OF_TYPE[String(type)];
    if (name !== undefined) names.add(name);
  }
  if (metadatas.some(({ exclusions }) => exclusions.length > 0)) names.add("btree_gist");
  return [...names].map((name) => ({ name }));
}

interface ExtensionOptions {
  readonly installExtensions?: boolean;
  readonly uuidExtension?: string;
  readonly extensions?: readonly string[];
}

const OF_TYPE: { readonly [type: string]: string } = {
  citext: "citext",
  cube: "cube",
  geography: "postgis",
  geometry: "postgis",
  halfvec: "vector",
  hstore: "hstore",
  ltree: "ltree",
  vector: "vector",
};
