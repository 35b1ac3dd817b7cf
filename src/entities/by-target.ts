/** A method of TypeORM's. */
export type Method = (this: object, ...args: readonly unknown[]) => unknown;

type Lists = Readonly<Record<string, List | undefined>>;
type List = readonly Item[];
interface Item {
  readonly target: unknown;
}

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
  const said = saidByTarget(list);
  const targets = Array.isArray(target) ? [...new Set<unknown>(target)] : [target];
  const found = targets.flatMap((one) => said.get(one) ?? []);
  const [only, ...others] = found;
  if (only === undefined || others.length === 0) return only?.items ?? [];
  const places = found.flatMap(({ places }) => places).sort((a, b) => a - b);
  return places.flatMap((at) => list[at] ?? []);
}

/** What was said of one target, and where it stands in the list. */
interface SaidOfOne {
  readonly items: Item[];
  readonly places: number[];
}

function saidByTarget(list: List): ReadonlyMap<unknown, SaidOfOne> {
  const known = indexes.get(list);
  if (known?.length === list.length) return known.said;
  const said = new Map<unknown, SaidOfOne>();
  list.forEach((item, at) => {
    const found = said.get(item.target) ?? { items: [], places: [] };
    said.set(item.target, found);
    found.items.push(item);
    found.places.push(at);
  });
  indexes.set(list, { length: list.length, said });
  return said;
}

const indexes = new WeakMap<
  List,
  { readonly length: number; readonly said: ReadonlyMap<unknown, SaidOfOne> }
>();
