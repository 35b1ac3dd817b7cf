import { Ansis } from "ansis";

/** Colours on a terminal, or where they are asked for; none in a pipe, which a build server would get otherwise. */
export const colour = new Ansis(process.stdout.isTTY || process.env["FORCE_COLOR"] ? undefined : 0);
