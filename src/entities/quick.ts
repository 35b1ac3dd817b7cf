import { createRequire } from "node:module";
import { LISTS, throughIndex, type Method } from "./by-target.js";

/** How Node runs the file at a path. */
export type FormatOf = (path: string) => "commonjs" | "module";

/**
 * Does some work (building metadata) while TypeORM, every copy of it that is loaded, does once what it otherwise does
 * again for each entity, which takes half a minute for 5,000 tables. The metadata is the same, and so is TypeORM afterwards.
 */
export async function quickly<T>(formatOf: FormatOf, work: () => Promise<T>): Promise<T> {
  const undo: (() => void)[] = [];
  for (const [path, module] of Object.entries(cache))
    for (const [file, change] of Object.entries(CHANGES))
      if (path.replaceAll("\\", "/").endsWith(file))
        undo.push(...change((module?.exports ?? {}) as Exports, { path, formatOf }));
  try {
    return await work();
  } finally {
    for (const step of undo.toReversed()) step();
  }
}

const { cache } = createRequire(import.meta.url);

type Exports = Readonly<Record<string, unknown>>;
interface Place {
  readonly path: string;
  readonly formatOf: FormatOf;
}

/** What is changed in which of TypeORM's files, where it is as in the versions 0.3.20 to 1.1. */
const CHANGES: {
  readonly [file: string]: (exports: Exports, place: Place) => readonly (() => void)[];
} = {
  "/metadata-args/MetadataArgsStorage.js": ({ MetadataArgsStorage: storage }) =>
    Object.entries(LISTS).flatMap(([name, list]) =>
      replace(prototypeOf(storage), name, (find) => throughIndex(find, list)),
    ),
  "/metadata-builder/EntityMetadataBuilder.js": ({ EntityMetadataBuilder: builder }) =>
    replace(prototypeOf(builder), "computeEntityMetadataStep1", amongChildren),
  "/metadata/EntityMetadata.js": ({ EntityMetadata: metadata }) =>
    replace(prototypeOf(metadata), "createPropertiesMap", whenAsked),
  "/util/ImportUtils.js": (exports, place) =>
    replace(exports, "importOrRequireFile", (load) => requiring(load, place)),
};

const prototypeOf = (exported: unknown): object =>
  typeof exported === "function" ? (exported.prototype as object) : {};

/** Puts a method in the place of another, and gives the way back. */
function replace(
  owner: object,
  name: string,
  make: (before: Method) => Method,
): readonly (() => void)[] {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  if (typeof before?.value !== "function" || !before.writable) return [];
  Object.defineProperty(owner, name, { ...before, value: make(before.value as Method) });
  return [() => Object.defineProperty(owner, name, before)];
}

/** For each column TypeORM looks through all entities for a child that is stored with its parent: they are few. */
function amongChildren(compute: Method): Method {
  const known = new WeakMap<object, readonly unknown[]>();
  return function (given, ...rest) {
    const all = given as readonly { readonly tableType: string }[];
    const children = known.get(all) ?? all.filter(({ tableType }) => tableType === "entity-child");
    known.set(all, children);
    return compute.call(this, children, ...rest);
  };
}

/** A map of all properties is made for each entity, and only indexes and the like that name properties by a function read it. */
function whenAsked(create: Method): Method {
  return function (this: object) {
    const keep = (value: unknown) => {
      Object.defineProperty(this, "propertiesMap", { ...PLAIN, value });
      return value;
    };
    Object.defineProperty(this, "propertiesMap", {
      get: () => keep(create.call(this)),
      // What TypeORM keeps right after, which is nothing yet.
      set: (value) => void (value === undefined || keep(value)),
      configurable: true,
      enumerable: true,
    });
  };
}

const PLAIN = { writable: true, configurable: true, enumerable: true };

/** TypeORM reads the package.json above each file to learn how to load it. */
function requiring(load: Method, { path, formatOf }: Place): Method {
  const require = createRequire(path);
  const pause = pausing();
  return async function (file) {
    const format = formatOf(file as string);
    if (format !== "commonjs") return load.call(this, file);
    await pause();
    return [require(file as string), format];
  };
}

/** A way to wait for one's turn, between which answers of the database are read, and the next question is asked. */
function pausing(): () => Promise<void> {
  let turn = Promise.resolve();
  let since = performance.now();
  const next = async () => {
    if (performance.now() - since < LONGEST_WORK) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
  return () => (turn = turn.then(next));
}

/** In milliseconds. */
const LONGEST_WORK = 5;
