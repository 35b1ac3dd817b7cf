/** A method of TypeORM's. */
export type Method = (this: object, ...args: readonly unknown[]) => unknown;

type Lists = Readonly<Record<string, List | undefined>>;
type List = readonly { readonly target: unknown }[];

/** TypeORM's methods that look for what was said of an entity or of several, and the one list each looks through. */
export const LISTS: Readonly<Record<string, string>> = {
  filterColumns: "columns",
  findGenerated: "generations",
  findTree: "trees",
  filterRelations: "relations",
  filterRelationIds: "relationIds",
  filterRelationCounts: "relationCounts",
  filterIndices: "indices",
  filterForeignKeys: "foreignKeys",
  filterUniques: "uniques",
  filterChecks: "checks",
  filterExclusions: "exclusions",
  filterListeners: "entityListeners",
  filterEmbeddeds: "embeddeds",
  findJoinTable: "joinTables",
  filterJoinColumns: "joinColumns",
  findInheritanceType: "inheritances",
  findDiscriminatorValue: "discriminatorValues",
};

/**
 * The method itself, on a view of its storage whose list has only what it can find. By itself it looks through what all
 * entities said, for each of them.
 */
export function throughIndex(method: Method, name: string): Method {
  return function (target, ...rest) {
    const list = (this as Lists)[name];
    if (list === undefined) return method.call(this, target, ...rest);
    const view = viewOf(this as Lists);
    view[name] = ofTargets(list, target);
    return method.call(view, target, ...rest);
  };
}

/** One view serves for all questions: making an object for each costs more than answering it. */
function viewOf(storage: Lists): Record<string, List> {
  const known = views.get(storage);
  if (known !== undefined) return known;
  const view = Object.create(storage) as Record<string, List>;
  views.set(storage, view);
  return view;
}

const views = new WeakMap<Lists, Record<string, List>>();

/** The items of these targets, in the order in which they stand in the list. */
function ofTargets(list: List, target: unknown): List {
  const places = placesByTarget(list);
  const targets = Array.isArray(target) ? [...new Set<unknown>(target)] : [target];
  const found = targets.flatMap((one) => places.get(one) ?? []);
  if (targets.length > 1) found.sort((a, b) => a - b);
  return found.flatMap((at) => list[at] ?? []);
}

function placesByTarget(list: List): ReadonlyMap<unknown, readonly number[]> {
  const known = indexes.get(list);
  if (known?.length === list.length) return known.places;
  const places = new Map<unknown, number[]>();
  list.forEach(({ target }, at) => {
    const found = places.get(target);
    if (found === undefined) places.set(target, [at]);
    else found.push(at);
  });
  indexes.set(list, { length: list.length, places });
  return places;
}

const indexes = new WeakMap<
  List,
  { readonly length: number; readonly places: ReadonlyMap<unknown, readonly number[]> }
>();
