import { inspect } from "node:util";
import { importLines, importsOf, type Import } from "../autogenerate/imports.js";
import { call, print, type Step } from "../autogenerate/render.js";
import type { RenderContext, RenderedItem } from "../autogenerate/rendered-item.js";
import type { Operation } from "../operations/index.js";
import { notWhatItGives, ofOwn } from "./own-function.js";
import type { Settings } from "./settings.js";

/** How operations stand in a file where the project has a say in it. */
export interface OwnWords {
  /** The statements that import what they need. */
  readonly imports: readonly string[];
  readonly upgrade: (op: Operation) => string;
  readonly downgrade: (op: Operation) => string;
}

/** What `renderItem` makes of a draft, and what its operations of the project's own need to be imported. */
export async function ownWords(
  { upgrade, downgrade }: { readonly [D in RenderContext["direction"]]: readonly Step[] },
  path: string,
  format: "import" | "require",
  settings: Settings,
): Promise<OwnWords> {
  const up = await renderedItems(upgrade, "upgrade", settings);
  const down = await renderedItems(downgrade, "downgrade", settings);
  const imports = [...up.values(), ...down.values()].flatMap(({ imports = [] }) => imports);
  return {
    imports: importLines(imports, path, format),
    // An operation may stand in both directions.
    upgrade: (op) => up.get(op)?.text ?? call(op),
    downgrade: (op) => down.get(op)?.text ?? call(op),
  };
}

/** What is written for each operation of one direction. */
async function renderedItems(
  steps: readonly Step[],
  direction: RenderContext["direction"],
  settings: Settings,
): Promise<ReadonlyMap<Operation, RenderedItem>> {
  const { renderItem } = settings;
  const items = new Map<Operation, RenderedItem>();
  for (const { op } of steps) {
    const standard = standardItem(op);
    items.set(op, standard);
    if (renderItem === null) continue;
    const context = { direction, literal: print, standard };
    const said = await ofOwn("renderItem", settings, () => renderItem(op, context));
    const item = typeof said === "string" ? { text: said } : (said ?? standard);
    if (!isItem(item)) throw notWhatItGives("renderItem", settings, inspect(said), TAKES);
    items.set(op, item);
  }
  return items;
}

const TAKES = "{ text, imports: [{ name, from }] }, a text, or null for what mig writes itself";

/** What is said instead may do without a module that cannot be told. */
const standardItem = (op: Operation): RenderedItem => ({
  text: call(op),
  get imports() {
    return importsOf([op]);
  },
});

const isItem = ({ text, imports = [] }: RenderedItem): boolean =>
  typeof text === "string" &&
  Array.isArray(imports) &&
  imports.every(
    (one: unknown) =>
      typeof one === "object" &&
      one !== null &&
      typeof (one as Partial<Import>).name === "string" &&
      typeof (one as Partial<Import>).from === "string",
  );
