/** The text of a revision written by hand. */
export const revisionFile = (
  id: string,
  down: string | null,
  upgrade: string,
  downgrade = "",
): string => `import type { Migration } from "typeorm-mig";

// revision ${id}
export const revision = ${JSON.stringify(id)};
export const downRevision = ${JSON.stringify(down)};
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export const upgrade: Migration = async (op) => {
  ${upgrade}
};

export const downgrade: Migration = async (op) => {
  ${downgrade}
};
`;
