import type { WrittenItem, WrittenTable } from "./written.js";

/** One of the items between the parentheses of CREATE TABLE, with the white space and comments around it. */
export interface Item {
  readonly before: string;
  readonly text: string;
  /** Stands before the comma. */
  readonly gap: string;
  /** Stands behind it. */
  readonly after: string;
}

/** How a written table is laid out: what stands around its items, and around each of them. */
export interface Layout {
  /** From the name to the opening parenthesis. */
  readonly open: string;
  readonly around: ReadonlyMap<WrittenItem, Omit<Item, "text">>;
  /** From the last item to the end. */
  readonly close: string;
  /** What stands before each item: a line break and an indent, or one space. */
  readonly between: string;
}

/** Finds out how a table is laid out. A comment on the line of an item belongs to it, any other to the next one. */
export function layoutOf({ source, name, body, columns, constraints }: WrittenTable): Layout {
  const around = new Map<WrittenItem, Omit<Item, "text">>();
  const items: readonly WrittenItem[] = [...columns, ...constraints];
  let at = body.start;
  items.forEach((item, index) => {
    const before = source.slice(at, item.start);
    const rest = source.slice(item.end, items[index + 1]?.start ?? body.end);
    const [upToComma = "", comma = ""] = UP_TO_COMMA.exec(rest)?.slice(1) ?? [];
    const gap = comma === "" ? "" : upToComma;
    const after = restOfLine(rest.slice(gap.length + comma.length));
    around.set(item, { before, gap, after });
    at = item.end + gap.length + comma.length + after.length;
  });
  const open = source.slice(name.end, body.start);
  const [first] = items;
  const between = (first && LINE_BREAK.exec(around.get(first)?.before ?? "")?.[0]) ?? " ";
  return { open, around, close: source.slice(at), between };
}

/** The items with commas between. */
export const joined = (items: readonly Item[]): string =>
  items
    .map(({ before, text, gap, after }, at) => {
      const comma = at < items.length - 1 ? "," : "";
      return before + text + gap + comma + after;
    })
    .join("");

/** A new item behind another one. */
export function following(previous: Item | undefined, text: string, { between }: Layout): Item {
  const isOnNewLine = previous?.after.endsWith("\n") ?? false;
  const before = isOnNewLine ? between.replace("\n", "") : between;
  return { before: previous ? before : before.trim(), text, gap: "", after: "" };
}

const LINE_BREAK = /\n[ \t]*$/;

const UP_TO_COMMA = /^((?:[ \t\n\f\r]+|--[^\n]*|\/\*[^]*?\*\/)*)(,?)/;

const restOfLine = (text: string): string =>
  /^[ \t]*(?:--[^\n]*\n|\/\*(?:(?!\*\/)[^\n])*\*\/[ \t]*\n)/.exec(text)?.[0] ?? "";
