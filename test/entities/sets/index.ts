import { constraints } from "./constraints.js";
import { defaults } from "./defaults.js";
import type { EntitySet } from "./entity-set.js";
import { enums } from "./enums.js";
import { generated } from "./generated.js";
import { hierarchies, trees } from "./hierarchies.js";
import { later } from "./later.js";
import { cache, places, schemaOption, words } from "./places.js";
import { deferrable, relations } from "./relations.js";
import { types } from "./types.js";
import { views } from "./views.js";

/** Between them, everything that TypeORM's metadata can say about tables. */
export const ENTITY_SETS: readonly EntitySet[] = [
  types,
  defaults,
  relations,
  deferrable,
  hierarchies,
  trees,
  constraints,
  generated,
  enums,
  places,
  schemaOption,
  words,
  cache,
  later,
  views,
];
