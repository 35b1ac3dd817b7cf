import type { Expression } from "../dialect.js";
export const canonical = (e: Expression): string | null => e.text;
