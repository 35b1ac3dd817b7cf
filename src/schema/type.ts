/** A type text taken apart: `numeric(12,2)` is the name `numeric` and the arguments `12` and `2`. */
export interface TypeText {
  readonly name: string;
  readonly args: readonly number[];
}

const ARGS = /\s*\(([\d\s,]+)\)/;

/** Takes a canonical type text apart; what follows the arguments stays part of the name. */
export function parseType(text: string): TypeText {
  const [whole = "", args = ""] = isList(text) ? [] : (ARGS.exec(text) ?? []);
  const name = isList(text) ? text : text.replace(whole, "").toLowerCase();
  return { name, args: args.split(",").filter(Boolean).map(Number) };
}

/** Families in which every later type holds all values of the earlier ones. */
const LADDERS: readonly (readonly string[])[] = [
  ["tinyint", "smallint", "mediumint", "integer", "int", "bigint"],
  ["tinyint", "smallint", "int2", "integer", "bigint", "numeric"],
  ["char", "varchar", "text", "mediumtext", "longtext"],
  ["tinytext", "text", "mediumtext", "longtext"],
  ["tinyblob", "blob", "mediumblob", "longblob"],
  ["real", "float", "double", "double precision"],
  ["date", "datetime"],
];

/** Whether a column of type `wide` surely holds every value of type `narrow`. False when unsure. */
export function holds(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (isList(wide) && isList(narrow)) return holdsItems(wide, narrow);
  const to = parseType(wide);
  const from = parseType(narrow);
  if (to.name === from.name) return holdsArgs(to, from);
  const climbs = LADDERS.some((ladder) => {
    const step = ladder.indexOf(from.name);
    return step >= 0 && ladder.indexOf(to.name) > step;
  });
  return climbs && holdsArgs({ ...to, name: "" }, { ...from, name: "" });
}

/** A longer text, or as many digits before and after the point. No argument means no limit, but for `datetime`. */
function holdsArgs(to: TypeText, from: TypeText): boolean {
  const none = to.name === "datetime" ? 0 : undefined;
  const [toSize = none, toScale = 0] = to.args;
  const [fromSize = none, fromScale = 0] = from.args;
  if (toSize === undefined) return true;
  if (fromSize === undefined) return false;
  return toSize - toScale >= fromSize - fromScale && toScale >= fromScale;
}

/** MySQL's types that name their values. */
const isList = (text: string) => /^(enum|set)\(/i.test(text);

function holdsItems(to: string, from: string): boolean {
  const items = (text: string): readonly string[] => text.match(/'(?:[^']|'')*'/g) ?? [];
  return (
    to.slice(0, 3).toLowerCase() === from.slice(0, 3).toLowerCase() &&
    items(from).every((item) => items(to).includes(item))
  );
}
