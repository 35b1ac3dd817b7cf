/** Takes out what could steer a terminal, but for line ends and the colours mig itself puts in. */
export const safe = (text: string): string =>
  text.replaceAll(CONTROL, (sequence) => (COLOUR.test(sequence) ? sequence : visible(sequence)));

const CONTROL =
  /\u001B\[[\d;]*m|[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;
const COLOUR = /^\u001B\[[\d;]*m$/;
const visible = (sequence: string) =>
  [...sequence].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
