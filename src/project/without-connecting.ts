import { createRequire } from "node:module";
import { setImmediate } from "node:timers/promises";
import { withoutDriver, type MakeDriver } from "./without-driver.js";

/**
 * Does some work (loading a user's modules) while no TypeORM can reach a database: a data source that initializes itself
 * on import gets itself back, unconnected, and one that then synchronizes or migrates does nothing. Every copy of TypeORM is
 * covered, those loaded before and those the work loads; TypeORM is not loaded for it. No driver has to be installed for a data
 * source to be made. Afterwards all is as before.
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

type Method = (...given: never[]) => unknown;

function silence(path: string, exported: unknown): void {
  const found = FILES.find(({ file }) => file.test(path));
  if (found === undefined) return;
  const { prototype } = (exported as Record<string, { prototype?: object }>)[found.name] ?? {};
  if (prototype === undefined || silenced.has(prototype)) return;
  silenced.add(prototype);
  undo.push(() => silenced.delete(prototype));
  const before = Object.getOwnPropertyDescriptors(prototype);
  for (const [name, instead] of Object.entries(found.methods)) {
    const own = before[name as keyof typeof before] as PropertyDescriptor | undefined;
    if (own === undefined) continue;
    Object.defineProperty(prototype, name, { ...own, value: instead(own.value as Method) });
    undo.push(() => Object.defineProperty(prototype, name, own));
  }
}

const silenced = new Set<object>();

/** The methods that connect, or that change a database as soon as they are connected. */
const SILENT: { readonly [method: string]: Method } = {
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

/** What is changed in which files of TypeORM, which have their place from 0.3.0 on, as CommonJS, whichever way they are imported. */
const FILES: readonly {
  readonly file: RegExp;
  readonly name: string;
  readonly methods: { readonly [method: string]: (before: Method) => Method };
}[] = [
  {
    file: /[\\/]data-source[\\/]DataSource\.js$/,
    name: "DataSource",
    methods: Object.fromEntries(
      Object.entries(SILENT).map(([name, method]) => [name, () => method]),
    ),
  },
  {
    file: /[\\/]driver[\\/]DriverFactory\.js$/,
    name: "DriverFactory",
    methods: { create: (make) => withoutDriver(make as MakeDriver) },
  },
];

function itself<T>(this: T): Promise<T> {
  return Promise.resolve(this);
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
