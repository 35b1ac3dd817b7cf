import { Ansis } from "ansis";
import { Printable, safe, type Text } from "./safe.js";

/**
 * For what goes to standard output: colours on a terminal that has them, or where FORCE_COLOR asks for them; none in a
 * pipe, which a build server would get otherwise, and none where NO_COLOR says so.
 */
export const colour = colours(process.stdout);

/** The same for standard error. */
export const errorColour = colours(process.stderr);

function colours(stream: NodeJS.WriteStream) {
  const { red, green, yellow, cyan, dim } = ansis(stream);
  return {
    red: painted(red),
    alarming: painted(red.bold),
    green: painted(green),
    yellow: painted(yellow),
    cyan: painted(cyan),
    dim: painted(dim),
  };
}

function ansis(stream: NodeJS.WriteStream): Ansis {
  if (process.env["FORCE_COLOR"] !== undefined) return new Ansis();
  return new Ansis(stream.isTTY && stream.hasColors() ? 1 : 0);
}

/** The text is made safe before it is coloured: afterwards nobody could tell whose the colours are. */
function painted(style: (text: string) => string) {
  return (text: Text) => new Printable(style(safe(text)));
}
