import { literal, tokens } from "./expression.js";
import type { ColumnRow } from "./catalog.js";
import type { Settings } from "./settings.js";

/** An expression of the catalog as it stood in DDL. */
export const fromCatalog = (text: string, { expressionsEscaped }: Settings): string =>
  expressionsEscaped ? withoutCharsets(unescaped(asUtf8(text))) : text;

/**
 * The expression without the character sets before its strings: MySQL puts that of the column they are compared with when
 * the table is altered, whatever was there. Those of other sets than Latin-1 are kept where their bytes are not the same.
 */
function withoutCharsets(text: string): string {
  let result = "";
  for (const { kind, before, text: token } of tokens(text)) {
    const [, charset] = /^_(\w+?)\s*$/.exec(before.toLowerCase()) ?? [];
    const isPlain =
      kind === "string" &&
      charset !== undefined &&
      charset !== "binary" &&
      (charset === "latin1" || !/[^\0-\x7f]/.test(token));
    result += isPlain ? token.slice(before.length) : token;
  }
  return result;
}

/** MySQL escapes the printed expression once more: `_utf8mb4\'it\\\'s\'`. */
const unescaped = (text: string) =>
  text.replaceAll(/\\([\s\S])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);

const ESCAPES: { readonly [escaped: string]: string } = {
  0: "\0",
  n: "\n",
  r: "\r",
  Z: "\u001a",
};

/** MySQL takes the bytes of the printed expression for Latin-1, so that é comes as Ã©. */
function asUtf8(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text) || /[^\0-\u00ff]/.test(text)) return text;
  try {
    return UTF8.decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  } catch {
    return text;
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The default of the catalog as it stood in DDL; null for none. */
export function defaultFromCatalog(
  { initial, extra, type }: ColumnRow,
  settings: Settings,
): string | null {
  if (initial === null || settings.defaultsAsWritten) return initial;
  if (/\bDEFAULT_GENERATED\b/.test(extra)) return fromCatalog(initial, settings);
  // Bits and bytes come as literals, everything else as the bare value.
  return /^(bit|binary|varbinary)\b/.test(type) && initial !== "" ? initial : literal(initial);
}
