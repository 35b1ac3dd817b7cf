import type { Step } from "../revisions/plan.js";

/** How a revision of which a part stands is begun anew, once that part is undone by hand. */
export const beginAnew = (id: string, direction: Step["direction"]): string =>
  direction === "upgrade"
    ? `once nothing of ${id} stands any more: \`mig resolve ${id} --rolled-back\``
    : `once all of ${id} stands again: \`mig resolve ${id} --applied\``;
