import type { ForeignKey, TableName } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import type { Settings } from "./settings.js";

/** The foreign key as a table of another database has to say it, to which a bare name is one of its own database. */
export const seenFrom = (table: TableName, key: ForeignKey, { server }: Settings): ForeignKey =>
  qualifier(table) === null || qualifier(key.references.table) !== null
    ? key
    : {
        ...key,
        references: {
          ...key.references,
          table: qualify(server.schema, localName(key.references.table)),
        },
      };
