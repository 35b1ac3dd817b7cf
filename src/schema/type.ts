/** A type text taken apart: `numeric(12,2)` is the name `numeric` and the arguments `12` and `2`. */
export interface TypeText {
  readonly name: string;
  readonly args: readonly number[];
}

const TYPE = /^([^(]+?)\s*(?:\(([\d\s,]+)\))?(\s+[a-z ]+|\[\])*$/i;

/** Takes a canonical type text apart; what follows the arguments stays part of the name. */
export function parseType(text: string): TypeText {
  const [, name = text, args = ""] = TYPE.exec(text) ?? [];
  const rest = text.replace(/\([\d\s,]+\)/, "");
  return {
    name: args === "" ? name.toLowerCase() : rest.toLowerCase(),
    args: args.split(",").filter(Boolean).map(Number),
  };
}

/** Families in which every later type holds all values of the earlier ones. */
const LADDERS: readonly (readonly string[])[] = [
  ["tinyint", "smallint", "mediumint", "integer", "int", "bigint"],
  ["tinyint", "smallint", "int2", "integer", "bigint", "numeric"],
  ["char", "varchar", "text"],
  ["varchar", "tinytext", "text", "mediumtext", "longtext"],
  ["tinyblob", "blob", "mediumblob", "longblob"],
  ["real", "float", "double", "double precision"],
  ["date", "datetime"],
  ["json", "jsonb"],
];

/** Whether a column of type `wide` surely holds every value of type `narrow`. False when unsure. */
export function holds(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const to = parseType(wide);
  const from = parseType(narrow);
  if (to.name === from.name) return holdsArgs(to, from);
  const climbs = LADDERS.some((ladder) => {
    const step = ladder.indexOf(from.name);
    return step >= 0 && ladder.indexOf(to.name) > step;
  });
  return climbs && holdsArgs({ ...to, name: "" }, { ...from, name: "" });
}

/** A longer text, or as many digits before and after the point. No argument means no limit. */
function holdsArgs(to: TypeText, from: TypeText): boolean {
  const [toSize, toScale = 0] = to.args;
  const [fromSize, fromScale = 0] = from.args;
  if (toSize === undefined) return true;
  if (fromSize === undefined) return false;
  return toSize - toScale >= fromSize - fromScale && toScale >= fromScale;
}
