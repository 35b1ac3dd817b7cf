/** What is to be printed. A string may hold anything: what it says comes from files, databases and servers. */
export type Text = string | Printable;

/** A text that can be printed as it is: nothing in it steers a terminal but the colours that mig put there. */
export class Printable {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The text for a terminal: what could steer it is made visible, whoever wrote it, and line ends stay. */
export const safe = (text: Text): string =>
  typeof text === "string" ? text.replaceAll(CONTROL, visible) : text.text;

/** Puts texts together, as a template literal does: ``line`${colour.yellow(id)} (${labels})` ``. */
export const line = (words: TemplateStringsArray, ...texts: readonly Text[]): Printable =>
  new Printable(String.raw({ raw: words }, ...texts.map(safe)));

/** Texts with the same between each two. */
export const joined = (texts: readonly Text[], between: string): Printable =>
  new Printable(texts.map(safe).join(between));

const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

const visible = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
