import type { Author } from "./journal.js";

/** `kim@ci`, in one line whatever somebody has written there. */
export const byWhom = ({ user, host }: Pick<Author, "user" | "host">): string =>
  inOneLine(`${user || "?"}@${host || "?"}`);

/** A time of the journal without its parts of a second, which matter to nobody. */
export const toSecond = (time: string): string => inOneLine(time.replace(/\.\d+Z$/, "Z"));

/** Without line ends and the like. */
export const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
