import { Ansis } from "ansis";

/**
 * For what goes to standard output: colours on a terminal that has them, or where FORCE_COLOR asks for them; none in a
 * pipe, which a build server would get otherwise, and none where NO_COLOR says so.
 */
export const colour = colours(process.stdout);

/** The same for standard error. */
export const errorColour = colours(process.stderr);

function colours(stream: NodeJS.WriteStream): Ansis {
  if (process.env["FORCE_COLOR"] !== undefined) return new Ansis();
  return new Ansis(stream.isTTY && stream.hasColors() ? 1 : 0);
}
