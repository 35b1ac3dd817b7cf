import { createRequire } from "node:module";
import { setImmediate } from "node:timers/promises";

/**
 * Does some work (loading a user's modules) while no TypeORM can reach a database: a data source that initializes itself
 * on import gets itself back, unconnected, and one that then synchronizes or migrates does nothing. Every copy of TypeORM is
 * covered, those loaded before and those the work loads; TypeORM is not loaded for it. Afterwards all is as before.
 */
export async function withoutConnecting<T>(work: () => Promise<T>): Promise<T> {
  if (running++ === 0) disconnect();
  try {
    return await work();
  } finally {
    // What a module started on import and did not wait for, as in `initialize().then(…)`, runs first.
    await setImmediate();
    if (--running === 0) reconnect();
  }
}

let running = 0;
let undo: (() => void)[] = [];

const { cache, extensions } = createRequire(import.meta.url);

function disconnect(): void {
  for (const [path, module] of Object.entries(cache)) silence(path, module?.exports);
  const load = extensions[".js"];
  extensions[".js"] = (module, path) => {
    load(module, path);
    silence(path, module.exports);
  };
  undo.push(() => (extensions[".js"] = load));
}

function reconnect(): void {
  for (const step of undo.toReversed()) step();
  undo = [];
}

/** TypeORM keeps its DataSource in this file from 0.3.0 on, as CommonJS, whichever way it is imported. */
const DATA_SOURCE = /[\\/]data-source[\\/]DataSource\.js$/;

type Methods = Record<string, unknown>;

function silence(path: string, exported: unknown): void {
  if (!DATA_SOURCE.test(path)) return;
  const { prototype } = (exported as { DataSource?: { prototype: Methods } }).DataSource ?? {};
  if (prototype === undefined || prototype["initialize"] === SILENT.initialize) return;
  const before = Object.getOwnPropertyDescriptors(prototype);
  for (const [name, method] of Object.entries(SILENT)) {
    const own = before[name];
    if (own === undefined) continue;
    Object.defineProperty(prototype, name, { ...own, value: method });
    undo.push(() => Object.defineProperty(prototype, name, own));
  }
}

/** The methods that connect, or that change a database as soon as they are connected. */
const SILENT = {
  initialize: itself,
  connect: itself,
  destroy: nothing,
  close: nothing,
  synchronize: nothing,
  dropDatabase: nothing,
  undoLastMigration: nothing,
  runMigrations: () => Promise.resolve([]),
  showMigrations: () => Promise.resolve(false),
};

function itself<T>(this: T): Promise<T> {
  return Promise.resolve(this);
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
