/**
 * Whether every value survives as what it is when a column is declared otherwise; false when unsure. SQLite holds
 * nothing to a length: a type is only a way to convert. https://www.sqlite.org/datatype3.html#type_affinity
 */
export function keeps(from: string, to: string): boolean {
  const [was, is] = [affinity(from), affinity(to)];
  return was === is || KEPT.has(`${was} ${is}`);
}

type Affinity = "integer" | "text" | "blob" | "real" | "numeric";

/** By the rules of the manual, in their order. */
function affinity(type: string): Affinity {
  if (/int/i.test(type)) return "integer";
  if (/char|clob|text/i.test(type)) return "text";
  if (type === "" || /blob/i.test(type)) return "blob";
  return /real|floa|doub/i.test(type) ? "real" : "numeric";
}

/** To become a blob is to stay as it is; integers and other numbers are converted alike; a real has 15 digits as text. */
const KEPT: ReadonlySet<string> = new Set([
  "integer blob",
  "text blob",
  "real blob",
  "numeric blob",
  "integer numeric",
  "numeric integer",
  "real numeric",
  "real integer",
  "integer text",
]);
