import { tokens, type Token } from "./expression.js";

/**
 * A query that MySQL prints, without the functions that it puts around what WITH ROLLUP sums up, and then knows no more:
 * `rollup_group_item(a, 0)` is a, and so is `rollup_sum_switcher(a)`.
 */
export function withoutRollupFunctions(query: string): string {
  if (!query.includes("rollup_")) return query;
  const all = [...tokens(query)];
  const left = new Set<Token>();
  /** What each open parenthesis belongs to, and where the last comma of it is. */
  const open: { readonly from: number; readonly name: string; comma: number }[] = [];
  for (const [at, token] of all.entries()) {
    if (token.text === "(") {
      const name = all[at - 1]?.text.toLowerCase() ?? "";
      open.push({ from: at, name: WRAPPERS.has(name) ? name : "", comma: at });
    }
    const inner = open.at(-1);
    if (!inner) continue;
    if (token.text === ",") inner.comma = at;
    if (token.text !== ")") continue;
    open.pop();
    if (inner.name === "") continue;
    const rest = inner.name === GROUP ? all.slice(inner.comma, at) : [];
    for (const gone of [all[inner.from - 1], all[inner.from], ...rest, token])
      if (gone) left.add(gone);
  }
  return all
    .filter((token) => !left.has(token))
    .map(({ text }) => text)
    .join("");
}

const GROUP = "rollup_group_item";
const WRAPPERS: ReadonlySet<string> = new Set([GROUP, "rollup_sum_switcher"]);
